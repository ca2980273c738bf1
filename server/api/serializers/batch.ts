import type { JobRow } from "@/db/jobs";
import { summaryOf } from "@/lib/job-summary";
import { presentJobs } from "./job";

/** A page of a batch's jobs, each with its place in the batch. */
export async function presentItems(rows: JobRow[], { limit, fields }: { limit: number; fields?: "summary" }) {
  const shown = rows.slice(0, limit);
  const jobs = await presentJobs(shown);
  const data = jobs.map((job, i) => ({ row: rowOf(shown[i]), job: fields ? summaryOf(job) : job }));
  const [first, last] = [jobs.at(0), jobs.at(-1)];
  const list = { object: "list" as const, data, firstId: first?.id ?? null, lastId: last?.id ?? null };
  return { ...list, hasMore: rows.length > limit };
}

const rowOf = (job: JobRow | undefined) => (job?.position ?? 0) + 1;
