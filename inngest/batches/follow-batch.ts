import { heldJobsOf, startedJobsOf } from "@/db/batch-items";
import { removeAbandonedBatches } from "@/db/batch-writing";
import { type BatchRow, findBatch, moveBatch, unfinishedBatches, unsentStarts } from "@/db/batches";
import { cancelJob, endJob } from "@/db/jobs";
import { deliverSoon } from "../deliveries/deliver-webhook";
import { sendSoon } from "../event-outbox";

/** Sends the starts of the jobs that a batch has just queued; of a stopped batch it cancels the jobs in progress. */
export async function followBatch(id: string): Promise<void> {
  const batch = await findBatch(id);
  if (!batch) return;
  for (const event of await unsentStarts(batch.keyId)) sendSoon(event);
  if (batch.stoppedAt && !batch.finishedAt) await cancelRest(batch);
}

/**
 * Cancels the jobs of a stopped batch that have not ended, a page at a time. The engine sends their webhooks, so that
 * this process does not send thousands at once.
 */
export async function cancelRest(batch: BatchRow): Promise<void> {
  const reason = batch.stopReason ?? undefined;
  for (let jobs = await startedJobsOf(batch.id); jobs.length > 0; jobs = await startedJobsOf(batch.id)) {
    for (const job of jobs) {
      const event = await cancelJob(job, reason);
      if (event) sendSoon(event);
    }
  }
  for (let jobs = await heldJobsOf(batch.id); jobs.length > 0; jobs = await heldJobsOf(batch.id)) {
    for (const job of jobs) {
      const ended = await endJob(job, { status: "cancelled", error: reason });
      for (const { event } of ended?.deliveries ?? []) sendSoon(event);
    }
  }
}

/** Does what a killed process has left: begins the next jobs of a batch, stops or finishes it, or removes an unwritten one. */
export async function moveBatches(): Promise<void> {
  await removeAbandonedBatches();
  const page = 100;
  for (let after: string | undefined = ""; after !== undefined; ) {
    const found: BatchRow[] = await unfinishedBatches({ after, limit: page });
    for (const batch of found) {
      (await moveBatch(batch)).forEach(deliverSoon);
      await followBatch(batch.id);
    }
    after = found.length < page ? undefined : found.at(-1)?.id;
  }
}
