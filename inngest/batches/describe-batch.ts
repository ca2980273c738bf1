import { activeJobsOf, type Tally, tallyOf } from "@/db/batch-items";
import type { BatchRow } from "@/db/batches";
import type { JobRow } from "@/db/jobs";
import { env } from "@/lib/env";
import { currency, money } from "@/lib/pricing";
import type { Batch } from "@/lib/schemas/batch";
import { isTerminal, jobStatuses } from "@/lib/schemas/job";

/** A batch as the API shows it, also in its webhook. */
export async function describeBatch(batch: BatchRow): Promise<Batch> {
  const tally = (await tallyOf([batch.id])).get(batch.id);
  const active = batch.finishedAt ? [] : await activeJobsOf(batch.id);
  return present(batch, tally, active);
}

export async function describeBatches(batches: BatchRow[]): Promise<Batch[]> {
  const tallies = await tallyOf(batches.map(({ id }) => id));
  return batches.map((batch) => present(batch, tallies.get(batch.id), []));
}

const nothing: Tally = { counts: new Map(), reserved: 0, charged: 0, seconds: null };

function present(batch: BatchRow, tally = nothing, active: JobRow[]): Batch {
  const { id } = batch;
  const base = `${env().PUBLIC_URL}/v1/batches/${id}`;
  const count = (status: (typeof jobStatuses)[number]) => tally.counts.get(status) ?? 0;
  const open = jobStatuses.filter((status) => !isTerminal(status)).reduce((sum, status) => sum + count(status), 0);
  const begun = active.reduce((sum, job) => sum + shareDone(job), 0);
  return {
    id,
    object: "batch",
    status: statusOf(batch, count),
    strategy: batch.strategy,
    maxConcurrent: batch.maxConcurrent,
    onFailure: batch.onFailure,
    counts: { total: batch.total, ...Object.fromEntries(jobStatuses.map((status) => [status, count(status)])) },
    progress: batch.finishedAt ? 1 : rounded((batch.total - open + begun) / batch.total),
    estimatedEnd: batch.finishedAt ? null : estimatedEnd(batch, tally, open - begun, active),
    cost: { max: money(tally.reserved), actual: money(tally.charged), currency },
    error: batch.stopReason,
    warnings: batch.warnings,
    webhookUrl: batch.webhookUrl,
    notify: batch.notify,
    metadata: batch.metadata,
    createdAt: batch.createdAt.toISOString(),
    finishedAt: batch.finishedAt?.toISOString() ?? null,
    urls: {
      self: base,
      jobs: `${env().PUBLIC_URL}/v1/jobs?batchId=${id}`,
      events: `${base}/events`,
      cancel: `${base}/cancel`,
      retry: `${base}/retry`,
      deliveries: `${base}/deliveries`,
      archive: `${base}/archive.zip`,
      web: `${env().PUBLIC_URL}/batches/${id}`,
    },
  };
}

function statusOf(batch: BatchRow, count: (status: (typeof jobStatuses)[number]) => number): Batch["status"] {
  if (!batch.finishedAt) return batch.stoppedAt ? "cancelling" : "running";
  if (count("failed") > 0) return "failed";
  return count("cancelled") > 0 ? "cancelled" : "completed";
}

const plannedSeconds = ({ plan }: JobRow) => Math.max(1, ...plan.map(({ endsAt }) => endsAt));

/** How much of a job in progress is done, by the time that such jobs take. */
const shareDone = (job: JobRow, now = Date.now()) =>
  job.startedAt ? Math.min(0.95, (now - job.startedAt.getTime()) / 1000 / plannedSeconds(job)) : 0;

/** From what a completed job took; before the first one, from the plan of those in progress. */
function estimatedEnd(batch: BatchRow, { seconds }: Tally, left: number, active: JobRow[]): string | null {
  const [one] = active;
  const each = seconds ?? (one && plannedSeconds(one));
  if (each === undefined) return null;
  const turns = left / Math.min(batch.maxConcurrent, Math.max(1, active.length));
  return new Date(Date.now() + Math.max(1, turns) * each * 1000).toISOString();
}

const rounded = (share: number) => Math.round(Math.min(0.999, share) * 1000) / 1000;
