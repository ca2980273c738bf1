import { findAssets } from "@/db/assets";
import { type BatchRow, findBatch } from "@/db/batches";
import { type Delivery, findDelivery } from "@/db/deliveries";
import { claimAttempt, claimTogether, leaseMs, noteAttempts, type Outcome, postpone } from "@/db/delivery-attempts";
import { findJob, type JobRow } from "@/db/jobs";
import { countRequest } from "@/db/limits";
import { markSent } from "@/db/outbox";
import { failpoint } from "@/lib/failpoint";
import { nextDelay } from "@/lib/net/webhook-backoff";
import { fileUrl } from "@/lib/storage/file-url";
import { describeBatch } from "../batches/describe-batch";
import { sendNoted } from "../event-outbox";
import { assetsIn } from "../jobs/export-output";
import { channels } from "./channels";
import type { Message } from "./channels/channel";
import { noticesOf, type Report } from "./notices";
import { isSuccess, type Reply } from "./reply";

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

type Next = { retryAt: string | null };
const over: Next = { retryAt: null };
const at = (time: Date): Next => ({ retryAt: time.toISOString() });

/**
 * Makes the due attempt. Returns when to continue, or null when this round is over: delivered, failed, paused, or
 * replaced by another round.
 */
export async function attemptDelivery(deliveryId: string, round: number): Promise<Next> {
  const delivery = await findDelivery(deliveryId);
  if (!delivery || !(await reportOf(delivery))) return over;
  if (delivery.status !== "pending" || delivery.round !== round) return over;
  const now = Date.now();
  if (delivery.nextAttemptAt && delivery.nextAttemptAt.getTime() > now) return at(delivery.nextAttemptAt);
  const channel = channels[delivery.channel];
  const claimed = channel.gathers ? await claimMinute(delivery, now) : await claimOne(delivery, now);
  if (claimed instanceof Date) return at(claimed);

  const message = await messageOf(claimed);
  if (!message) return over;
  const reply = await channel.send(message);
  failpoint("after-delivery");
  const { isFinal: _, retryAfter: __, ...answer } = reply;
  const [first, ...rest] = claimed;
  const attempted = (one: Delivery) => ({
    ...{ delivery: one, attempt: one.attempt, outcome: outcomeOf(reply, one.attempt - one.scheduleFrom) },
  });
  const all = [attempted(first), ...rest.map(attempted)] as const;
  await noteAttempts(all, answer);
  const own = all.find((one) => one.delivery.id === deliveryId);
  if (own) return own.outcome.status === "pending" ? at(own.outcome.nextAttemptAt) : over;
  const later = new Date(now + minuteMs); // there were more than fit into one message
  await postpone(delivery, later, now);
  return at(later);
}

type Claimed = [Delivery, ...Delivery[]];

/** The delivery alone; a time to come back if it is not due or another process has claimed it. */
async function claimOne(delivery: Delivery, now: number): Promise<Claimed | Date> {
  const attempt = await claimAttempt(delivery, now);
  return attempt === null ? new Date(now + leaseMs) : [{ ...delivery, attempt }];
}

const minuteMs = 60_000;

/**
 * All that is due to the same place, at most once a minute for a key and channel; else the time when the next minute
 * begins, at which all that came meanwhile share one message.
 */
async function claimMinute(delivery: Delivery, now: number): Promise<Claimed | Date> {
  const { requests, endsAt } = await countRequest(`${delivery.keyId} ${delivery.channel}`, now);
  if (requests > 1) {
    await postpone(delivery, endsAt, now);
    return endsAt;
  }
  const [first, ...rest] = await claimTogether(delivery, now);
  return first ? [first, ...rest] : new Date(now + leaseMs);
}

/** The message that carries these deliveries; null when what they report was deleted meanwhile. */
async function messageOf(claimed: Claimed): Promise<Message | null> {
  const reports = (await Promise.all(claimed.map(reportOf))).filter((report) => report !== null);
  const [first] = reports;
  if (!first) return null;
  const { id, keyId, url, ended } = first.delivery;
  const body = async () => ("batch" in first ? batchBody(first.batch, ended) : webhookBody(first.job, ended));
  return { id, keyId, url, body, notices: (options) => noticesOf(reports, options) };
}

/** A delivery with the batch or the job that it reports; null when that was deleted. */
async function reportOf(delivery: Delivery): Promise<Report | null> {
  if (delivery.batchId !== null) {
    const batch = await findBatch(delivery.batchId);
    return batch ? { delivery, batch } : null;
  }
  const job = await findJob(delivery.jobId);
  return job ? { delivery, job } : null;
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

/** 2xx is success; a final refusal stops; anything else is retried while the schedule has an attempt left. */
function outcomeOf(reply: Reply, made: number): Outcome {
  if (isSuccess(reply)) return { status: "delivered" };
  const delay = reply.isFinal ? null : nextDelay(made, reply.retryAfter);
  if (delay === null) return { status: "failed" };
  return { status: "pending", nextAttemptAt: new Date(Date.now() + delay * 1000) };
}
