import type { JobRow } from "@/db/jobs";
import { presentJobs } from "./job";

/** The jobs of a page of a batch, each with its place in the batch. */
export async function presentItems(rows: JobRow[], limit: number) {
  const shown = rows.slice(0, limit);
  const jobs = await presentJobs(shown);
  const data = jobs.map((job, i) => ({ row: (shown[i]?.position ?? 0) + 1, job }));
  const [firstId = null, lastId = null] = [jobs.at(0)?.id, jobs.at(-1)?.id];
  return { object: "list" as const, data, firstId, lastId, hasMore: rows.length > limit };
}
