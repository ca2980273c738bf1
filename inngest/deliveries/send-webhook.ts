import { findRotation } from "@/db/webhook-rotations";
import { webhookHeaders, webhookSecret } from "@/lib/crypto/webhook-signature";
import { SendError } from "@/lib/http/client";
import { sender } from "@/lib/http/clients";
import { retryAfterSeconds } from "@/lib/net/backoff";
import { longestRetryAfter } from "@/lib/net/webhook-backoff";
import { firstKilobyte, type Reply } from "./reply";

/** The secrets that currently sign a key's webhooks, newest first; two during a rotation. */
export async function signingSecrets(keyId: string, now = Date.now()): Promise<string[]> {
  const rotation = await findRotation(keyId);
  if (!rotation) return [webhookSecret(keyId)];
  const { rotations, previousUntil } = rotation;
  const both = [webhookSecret(keyId, rotations), webhookSecret(keyId, rotations - 1)];
  return previousUntil.getTime() > now ? both : both.slice(0, 1);
}

/** Sends one signed POST to a caller's URL: 15 s in all, reads 8 KB of the response, follows no redirect. */
export async function postWebhook(message: { id: string; keyId: string; url: string; body: string }): Promise<Reply> {
  const { id, url, body } = message;
  const secrets = await signingSecrets(message.keyId);
  const started = Date.now();
  const signed = webhookHeaders({ id, timestamp: Math.floor(started / 1000), body, secrets });
  const headers = { "content-type": "application/json", "user-agent": "Nextscene-Webhook/1.0", ...signed };
  const reply = (status: number | null, text: string, retryAfter: number | null = null): Reply => ({
    ...{ status, retryAfter, milliseconds: Date.now() - started, answer: firstKilobyte(text) },
    isFinal: status === 410,
  });
  try {
    const options = { timeoutMs: 15_000, maxBytes: 8192, cut: true };
    const answer = await sender().send({ url, method: "POST", headers, body, ...options });
    const retryAfter = retryAfterSeconds(answer.headers["retry-after"], Date.now(), longestRetryAfter);
    return reply(answer.status, answer.text, retryAfter);
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    return reply(error.status, error.message);
  }
}
