import { callsOf } from "@/db/calls";
import { approveJob, requeueJob } from "@/db/continue-job";
import { cancelJob, findJob, type JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { Problem } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { isTerminal, type Quote, shownStatus } from "@/lib/schemas/job";
import { sendSoon } from "../event-outbox";
import { withinBudget } from "./affordable";
import { finish } from "./finish";
import { limitedFor, limitProblem } from "./limit-errors";
import { planAtReview, priceOfJob, quoteOf } from "./remaining-quote";
import { type Next, withChosen } from "./retake";

/** Cancels a job. `stopped` is false when it had ended or was stopping already. */
export async function stopJob(job: JobRow): Promise<{ job: JobRow; stopped: boolean }> {
  if (job.status === "held" && (await finish(job, { status: "cancelled" }))) {
    return { job: (await findJob(job.id)) ?? job, stopped: true };
  }
  const event = await cancelJob(job);
  if (event) failpoint("after-cancel");
  if (event) sendSoon(event);
  return { job: (await findJob(job.id)) ?? job, stopped: event !== null };
}

/**
 * Continues a failed or cancelled job: finished results are reused, the rest runs again. It counts as one more job of
 * its key; an admin may continue another key's job beyond its limits.
 */
export async function retryJob(job: JobRow, key: Key): Promise<JobRow> {
  if (job.status !== "failed" && job.status !== "cancelled") throw notRetried(job);
  const next = await restOf(job);
  const priced = await priceOfJob(job, next);
  const { plan, estimated } = await withinBudget(priced, limitedFor(job, key, 0));
  const limited = limitedFor(job, key, estimated);
  const event = await requeueJob(job, { limited, plan, estimated, changes: next.changes });
  const now = (await findJob(job.id)) ?? job;
  if (event) {
    sendSoon(event);
    return now;
  }
  if (limited && isTerminal(now.status) && now.status !== "completed") throw await limitProblem(limited);
  throw notRetried(now);
}

/** The quote of a retry; refused like the retry. */
export async function quoteRetry(job: JobRow): Promise<Quote> {
  if (job.status !== "failed" && job.status !== "cancelled") throw notRetried(job);
  return quoteOf(job.model, await priceOfJob(job, await restOf(job)), { made: true });
}

/** What a retry makes: of the candidates of a step that has its result none again, unless a person cancelled them. */
async function restOf(job: JobRow): Promise<Next> {
  const next = { changes: job.changes, rows: await callsOf([job.id]), only: null };
  return job.status === "failed" ? withChosen(job, next) : next;
}

const notRetried = ({ status }: JobRow) =>
  new Problem("conflict", `Only failed or cancelled jobs can be retried; this job is ${shownStatus(status)}.`);

/**
 * Continues a job that waits for a review, within its key's limits: results may have expired or prices changed
 * meanwhile. Approving a job that continues already changes nothing.
 */
export async function approve(job: JobRow, key: Key): Promise<JobRow> {
  if (!job.review)
    throw new Problem("conflict", "This job was started without `review`, so there is nothing to approve.");
  if (job.status !== "awaiting_review") return job;
  const { plan, estimated } = await withinBudget(await planAtReview(job), limitedFor(job, key, 0));
  const limited = limitedFor(job, key, estimated);
  const event = await approveJob(job, { limited, plan, estimated });
  const now = (await findJob(job.id)) ?? job;
  if (event) sendSoon(event);
  else if (limited && now.status === "awaiting_review" && now.engineStarts === job.engineStarts)
    throw await limitProblem(limited);
  return now;
}
