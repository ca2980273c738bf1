import { findJob, type JobRow } from "@/db/jobs";
import { Problem } from "@/lib/errors";
import { owns, type RequestContext } from "./route";

/** The job of a route's `[id]`. Another key's job counts as not found. */
export async function ownJob({ params, key }: RequestContext): Promise<JobRow> {
  const job = params.id ? await findJob(params.id) : undefined;
  if (!job || !owns(key, job.keyId)) throw new Problem("not_found", "Job not found.");
  return job;
}
