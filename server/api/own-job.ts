import { findJob, type JobRow } from "@/db/jobs";
import { Problem } from "@/lib/errors";
import { owns, type RequestContext } from "./caller";

type Of = { params: { id?: string }; key: RequestContext["key"] };

/** The job of a route's `[id]`. Another key's job counts as not found, and a deleted one, too. */
export async function ownJob(of: Of): Promise<JobRow> {
  const job = await ownOrDeletedJob(of);
  if (job.deletedAt) throw new Problem("not_found", "The job was deleted. Restore it to see it again.");
  return job;
}

export async function ownOrDeletedJob({ params, key }: Of): Promise<JobRow> {
  const job = params.id ? await findJob(params.id) : undefined;
  if (!job || !owns(key, job.keyId)) throw new Problem("not_found", "Job not found.");
  return job;
}
