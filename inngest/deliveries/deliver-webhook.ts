import { findAssets } from "@/db/assets";
import { type BatchRow, findBatch } from "@/db/batches";
import { type Delivery, findDelivery } from "@/db/deliveries";
import { claimAttempt, leaseMs, noteAttempt } from "@/db/delivery-attempts";
import { findJob, type JobRow } from "@/db/jobs";
import { markSent } from "@/db/outbox";
import { failpoint } from "@/lib/failpoint";
import { nextDelay } from "@/lib/net/webhook-backoff";
import { fileUrl } from "@/lib/storage/file-url";
import { describeBatch } from "../batches/describe-batch";
import { sendNoted } from "../event-outbox";
import { assetsIn } from "../jobs/export-output";
import { isSuccess, postWebhook, type Reply } from "./send-webhook";

/**
 * The webhook's body, in the format of the pods' webhooks: how the job ended, even if it was retried since. Its links
 * are signed for each attempt, so that they always work.
 */
export async function webhookBody(job: JobRow, ended: Delivery["ended"]) {
  const { status, error, output = job.output } = ended ?? { status: job.status, error: job.error?.message ?? null };
  const hasFiles = status === "completed" || (status === "failed" && ended?.output);
  const files = hasFiles ? assetsIn(output) : [];
  const assets = await findAssets(files);
  return {
    id: job.id,
    createdAt: job.createdAt.toISOString(),
    status,
    model: job.model,
    webhookUrl: job.webhookUrl,
    options: job.options,
    stream: true,
    localUrl: files.flatMap((id) => assets.get(id) ?? []).map((asset) => fileUrl(asset).url),
    error,
  };
}

/** The body of the message of a batch: the batch, as it ended then. */
async function batchBody(batch: BatchRow, ended: Delivery["ended"]) {
  const { status, counts, ...now } = await describeBatch(batch);
  const zeros = Object.fromEntries(Object.keys(counts).map((name) => [name, 0]));
  const then = ended?.counts ? { ...zeros, ...ended.counts, total: counts.total } : counts;
  return { ...now, status: ended?.status ?? status, counts: then };
}

/** How to write the message's body; undefined when what it tells of was deleted. */
async function contentOf({ jobId, batchId, ended }: Delivery): Promise<(() => Promise<unknown>) | undefined> {
  const batch = batchId === null ? undefined : await findBatch(batchId);
  if (batch) return () => batchBody(batch, ended);
  const job = await findJob(jobId);
  return job && (() => webhookBody(job, ended));
}

type Next = { retryAt: string | null };
const over: Next = { retryAt: null };

/**
 * Makes the due attempt. Returns when to continue, or null when this round is over: delivered, failed, paused, or
 * replaced by another round.
 */
export async function attemptDelivery(deliveryId: string, round: number): Promise<Next> {
  const delivery = await findDelivery(deliveryId);
  const content = delivery && (await contentOf(delivery));
  if (!content || delivery.status !== "pending" || delivery.round !== round) return over;
  const { nextAttemptAt } = delivery;
  if (nextAttemptAt && nextAttemptAt.getTime() > Date.now()) return { retryAt: nextAttemptAt.toISOString() };
  const attempt = await claimAttempt(delivery, Date.now());
  if (attempt === null) return { retryAt: new Date(Date.now() + leaseMs).toISOString() };

  const body = JSON.stringify(await content());
  const reply = await postWebhook({ id: delivery.id, keyId: delivery.keyId, url: delivery.url, body });
  failpoint("after-delivery");
  const { status, milliseconds, answer } = reply;
  const outcome = outcomeOf(reply, attempt - delivery.scheduleFrom);
  await noteAttempt(delivery, { attempt, status, milliseconds, answer }, outcome);
  return outcome.status === "pending" ? { retryAt: outcome.nextAttemptAt.toISOString() } : over;
}

/**
 * Makes the first attempt at once. Sends the engine's event if another must follow; after a crash in between, the
 * reconciler sends it.
 */
export function deliverSoon({ id, event }: { id: string; event: string }): void {
  const attempt = async () => {
    const { retryAt } = await attemptDelivery(id, 0);
    if (retryAt) await sendNoted(event);
    else await markSent({ [event]: null });
  };
  void attempt().catch(() => {});
}

/** 2xx is success and 410 stops; anything else is retried while the schedule has an attempt left. */
function outcomeOf(reply: Reply, made: number): Parameters<typeof noteAttempt>[2] {
  if (isSuccess(reply)) return { status: "delivered" };
  const delay = reply.status === 410 ? null : nextDelay(made, reply.retryAfter);
  if (delay === null) return { status: "failed" };
  return { status: "pending", nextAttemptAt: new Date(Date.now() + delay * 1000) };
}
