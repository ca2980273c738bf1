import { findAssets } from "@/db/assets";
import { type Delivery, findDelivery } from "@/db/deliveries";
import { claimAttempt, leaseMs, noteAttempt } from "@/db/delivery-attempts";
import { findJob, type JobRow } from "@/db/jobs";
import { markSent } from "@/db/outbox";
import { failpoint } from "@/lib/failpoint";
import { nextDelay } from "@/lib/net/webhook-backoff";
import { fileUrl } from "@/lib/storage/file-url";
import { sendNoted } from "../event-outbox";
import { assetsIn } from "../jobs/export-output";
import { isSuccess, postWebhook, type Reply } from "./send-webhook";

/**
 * What we tell a caller, in the very words in which services tell us: how the job ended then, also when it was tried again
 * since. Its links are signed anew for every attempt, so that the last one's work as long as the first one's.
 */
export async function webhookBody(job: JobRow, ended: Delivery["ended"]) {
  const { status, error, output = job.output } = ended ?? { status: job.status, error: job.error?.message ?? null };
  const files = status === "completed" ? assetsIn(output) : [];
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

type Next = { retryAt: string | null };
const over: Next = { retryAt: null };

/**
 * Makes the attempt that is due. Returns when to look again, or null when there is nothing left to do in this round: it is
 * delivered, has failed, waits for a paused origin, or another round has begun.
 */
export async function attemptDelivery(deliveryId: string, round: number): Promise<Next> {
  const delivery = await findDelivery(deliveryId);
  const job = delivery && (await findJob(delivery.jobId));
  if (!job || delivery.status !== "pending" || delivery.round !== round) return over;
  const { nextAttemptAt } = delivery;
  if (nextAttemptAt && nextAttemptAt.getTime() > Date.now()) return { retryAt: nextAttemptAt.toISOString() };
  const attempt = await claimAttempt(delivery, Date.now());
  if (attempt === null) return { retryAt: new Date(Date.now() + leaseMs).toISOString() };

  const body = JSON.stringify(await webhookBody(job, delivery.ended));
  const reply = await postWebhook({ id: delivery.id, keyId: delivery.keyId, url: delivery.url, body });
  failpoint("after-delivery");
  const { status, milliseconds, answer } = reply;
  const outcome = outcomeOf(reply, attempt - delivery.scheduleFrom);
  await noteAttempt(delivery, { attempt, status, milliseconds, answer }, outcome);
  return outcome.status === "pending" ? { retryAt: outcome.nextAttemptAt.toISOString() } : over;
}

/**
 * Makes the first attempt at once. The engine is told when another has to follow; when a crash comes in between its event is
 * still to be sent, and the reconciler sends it.
 */
export function deliverSoon({ id, event }: { id: string; event: string }): void {
  const attempt = async () => {
    const { retryAt } = await attemptDelivery(id, 0);
    if (retryAt) await sendNoted(event);
    else await markSent({ [event]: null });
  };
  void attempt().catch(() => {});
}

/** 2xx is success, 410 stops, all else is tried again while the schedule has an attempt left. */
function outcomeOf(reply: Reply, made: number): Parameters<typeof noteAttempt>[2] {
  if (isSuccess(reply)) return { status: "delivered" };
  const delay = reply.status === 410 ? null : nextDelay(made, reply.retryAfter);
  if (delay === null) return { status: "failed" };
  return { status: "pending", nextAttemptAt: new Date(Date.now() + delay * 1000) };
}
