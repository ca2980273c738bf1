import { retriedItemsOf } from "@/db/batch-items";
import { type BatchRow, findBatch, type RetriedItem, requeueItems, stopBatch, unsentStarts } from "@/db/batches";
import { callsOf } from "@/db/calls";
import type { Key } from "@/db/keys";
import { createBreather } from "@/lib/concurrency/breathe";
import { Problem } from "@/lib/errors";
import { currency, money } from "@/lib/pricing";
import type { BatchRetryQuote } from "@/lib/schemas/batch";
import { sendSoon } from "../event-outbox";
import { limitProblem } from "../jobs/limit-errors";
import { priceOfJob } from "../jobs/remaining-quote";
import { cancelRest } from "./follow-batch";

const cancelled = {
  code: "batch_cancelled",
  message: "The batch was cancelled before this job ended.",
  step: null,
  service: null,
  retryable: true,
};

/** Cancels what runs and what waits. A batch that has ended, or is stopping, is returned unchanged. */
export async function cancelBatch(batch: BatchRow): Promise<BatchRow> {
  if (await stopBatch(batch, cancelled)) {
    const stopped = await findBatch(batch.id);
    if (stopped) await cancelRest(stopped);
  }
  return (await findBatch(batch.id)) ?? batch;
}

/**
 * Continues the failed jobs of a batch and those that `onFailure: stop` cancelled, all or none within the key's budget;
 * with `alsoCancelled` also those that a person cancelled. They wait for their turn as before. As for a single job, a
 * retry accepts the price: `maxCost` no longer applies.
 */
export async function retryBatch(batch: BatchRow, key: Key, alsoCancelled: boolean): Promise<BatchRow> {
  const items = await itemsToRetry(batch, alsoCancelled);
  const limits = key.id === batch.keyId ? { ...key.limits, concurrentJobs: null } : undefined;
  if ((await requeueItems(batch, items, limits)) === 0) {
    const estimated = costOf(items);
    const now = await findBatch(batch.id);
    if (now?.stoppedAt && now.stoppedAt.getTime() !== batch.stoppedAt?.getTime()) {
      const detail = "The batch has just been cancelled or stopped. Retry it when it has ended.";
      throw new Problem("conflict", detail, { headers: { "retry-after": "5" } });
    }
    if (limits && now?.generation === batch.generation) {
      throw await limitProblem({ keyId: key.id, limits, estimated });
    }
    throw new Problem("conflict", "The batch has just been retried by another request.");
  }
  for (const event of await unsentStarts(batch.keyId)) sendSoon(event);
  return (await findBatch(batch.id)) ?? batch;
}

/** The quote of a retry; refused like the retry. */
export async function quoteBatchRetry(batch: BatchRow, alsoCancelled: boolean): Promise<BatchRetryQuote> {
  const items = await itemsToRetry(batch, alsoCancelled);
  return { object: "batch_retry_quote", jobs: items.length, cost: { max: money(costOf(items)), currency } };
}

const costOf = (items: RetriedItem[]) => items.reduce((sum, { estimated }) => sum + estimated, 0);

async function itemsToRetry(batch: BatchRow, alsoCancelled: boolean): Promise<RetriedItem[]> {
  if (batch.stoppedAt && !batch.finishedAt) {
    throw new Problem("conflict", "The batch is being cancelled. Retry it when it has ended.", {
      headers: { "retry-after": "5" },
    });
  }
  const items = await pricedItems(batch, alsoCancelled);
  if (items.length === 0) throw new Problem("conflict", "The batch has no failed job. There is nothing to retry.");
  return items;
}

async function pricedItems(batch: BatchRow, alsoCancelled: boolean): Promise<RetriedItem[]> {
  const breathe = createBreather();
  const items: RetriedItem[] = [];
  for (let after = ""; ; ) {
    const jobs = await retriedItemsOf(batch.id, { alsoCancelled, after });
    const last = jobs.at(-1);
    if (!last) return items;
    after = last.id;
    const calls = await callsOf(jobs.map(({ id }) => id));
    for (const job of jobs) {
      await breathe();
      const rows = calls.filter(({ jobId }) => jobId === job.id);
      const { plan, estimated } = await priceOfJob(job, { rows });
      items.push({ id: job.id, engineStarts: job.engineStarts, plan, estimated });
    }
  }
}
