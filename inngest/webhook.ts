import { findAssets } from "@/db/assets";
import { type Delivery, findDelivery, noteAttempt } from "@/db/deliveries";
import { findJob, type JobRow } from "@/db/jobs";
import { crashPoint } from "@/lib/crash-point";
import { fileUrl } from "@/lib/file-url";
import { sender } from "@/lib/outside";
import { retryAfterSeconds } from "@/lib/retry-delay";
import { SendError } from "@/lib/send";
import { webhookHeaders, webhookSecret } from "@/lib/webhook-signature";
import { assetsIn } from "./deliver-output";

/** Seconds before each attempt: at once, then over three days. */
const delays = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** What we tell a caller, in the very words in which services tell us. */
export async function webhookBody(job: JobRow) {
  const assets = await findAssets(assetsIn(job.output));
  return {
    id: job.id,
    createdAt: job.createdAt.toISOString(),
    status: job.status,
    model: job.model,
    webhookUrl: job.webhookUrl,
    options: job.options,
    stream: true,
    localUrl: assetsIn(job.output)
      .flatMap((id) => assets.get(id) ?? [])
      .map((asset) => fileUrl(asset).url),
    error: job.error?.message ?? null,
  };
}

/** Makes one attempt. Returns when the next one is due, or null when it was the last or the message is delivered. */
export async function attemptDelivery(deliveryId: string): Promise<{ retryAt: string | null }> {
  const delivery = await findDelivery(deliveryId);
  const job = delivery && (await findJob(delivery.jobId));
  if (!job || delivery.status !== "pending") return { retryAt: null };
  const started = Date.now();
  const body = JSON.stringify(await webhookBody(job));
  const answer = await post(delivery, body);
  crashPoint("after-delivery");
  const attempt = delivery.attempt + 1;
  const delivered = answer.status !== null && answer.status >= 200 && answer.status < 300;
  const delay = answer.status === 410 ? undefined : delays[attempt];
  const nextAttemptAt = delivered || delay === undefined ? null : new Date(Date.now() + spread(delay, answer) * 1000);
  await noteAttempt(
    {
      deliveryId,
      attempt,
      status: answer.status,
      milliseconds: Date.now() - started,
      answer: answer.text.slice(0, 1024),
    },
    { status: delivered ? "delivered" : nextAttemptAt ? "pending" : "failed", nextAttemptAt },
  );
  return { retryAt: nextAttemptAt?.toISOString() ?? null };
}

type Reply = { status: number | null; text: string; retryAfter: number | null };

async function post(delivery: Delivery, body: string): Promise<Reply> {
  const timestamp = Math.floor(Date.now() / 1000);
  const signed = webhookHeaders({ id: delivery.id, timestamp, body, secret: webhookSecret(delivery.keyId) });
  const headers = { "content-type": "application/json", "user-agent": "Nextscene-Webhook/1.0", ...signed };
  try {
    const answer = await sender().send({
      url: delivery.url,
      method: "POST",
      headers,
      body,
      timeoutMs: 15_000,
      maxBytes: 8192,
    });
    return { status: answer.status, text: answer.text, retryAfter: retryAfterSeconds(answer.headers["retry-after"]) };
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    // More than we read of an answer is still an answer.
    return { status: error.code === "too_large" ? error.status : null, text: error.message, retryAfter: null };
  }
}

/** ±20 %; a `Retry-After` is honoured up to twice the step. */
function spread(delay: number, { retryAfter }: Reply): number {
  const jittered = delay * (0.8 + Math.random() * 0.4);
  return Math.max(jittered, Math.min(retryAfter ?? 0, delay * 2));
}
