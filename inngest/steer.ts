import { callsOf } from "@/db/calls";
import { cancelJob, findJob, type JobRow, requeueJob } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { approveJob } from "@/db/reviews";
import { crashPoint } from "@/lib/crash-point";
import { Problem } from "@/lib/errors";
import { isTerminal, type Quote } from "@/lib/job";
import { limitProblem } from "./limits";
import { sendSoon } from "./outbox";
import { restOf } from "./rest";

/** Asks a job to stop. `stopped` is false when it had ended or was stopping already. */
export async function stopJob(job: JobRow): Promise<{ job: JobRow; stopped: boolean }> {
  const event = await cancelJob(job);
  if (event) crashPoint("after-cancel");
  if (event) sendSoon(event);
  return { job: (await findJob(job.id)) ?? job, stopped: event !== null };
}

/**
 * Continues a failed or cancelled job: what is finished is used again, the rest is made anew. It counts as one more job
 * of its owner; an admin may continue another's over its limits.
 */
export async function retryJob(job: JobRow, key: Key): Promise<JobRow> {
  const spent = (await callsOf([job.id])).reduce((sum, call) => sum + call.cost, 0);
  const estimated = Math.max(0, job.costEstimated - spent);
  const limited = key.id === job.keyId ? { keyId: key.id, limits: key.limits, estimated } : undefined;
  const event = await requeueJob(job, { limited });
  const now = (await findJob(job.id)) ?? job;
  if (event) {
    sendSoon(event);
    return now;
  }
  if (limited && isTerminal(now.status) && now.status !== "completed") throw await limitProblem(limited);
  throw notRetried(now);
}

/** What continuing a job would do and cost; refused as it would be. */
export async function quoteRetry(job: JobRow): Promise<Quote> {
  if (job.status !== "failed" && job.status !== "cancelled") throw notRetried(job);
  return restOf(job.model, job.plan, await callsOf([job.id]));
}

const notRetried = ({ status }: JobRow) =>
  new Problem("conflict", `Only a failed or cancelled job can be retried; this one is ${status}.`);

/** Lets a job go on that waits for a review. Approving what goes on already changes nothing. */
export async function approve(job: JobRow): Promise<JobRow> {
  if (!job.review) throw new Problem("conflict", "This job was started without a review: there is nothing to approve.");
  const event = await approveJob(job);
  if (event) sendSoon(event);
  return (await findJob(job.id)) ?? job;
}
