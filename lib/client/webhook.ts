/** A webhook message that could not be verified; `message` says why. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
}

/** The body of the webhook that Nextscene sends when a job ends. It has the shape of the pods' own webhooks. */
export type JobEnded = {
  id: string;
  createdAt: string;
  status: "completed" | "failed" | "cancelled";
  model: string;
  webhookUrl: string | null;
  options: Record<string, unknown>;
  stream: boolean;
  localUrl: string[];
  error: string | null;
};

/**
 * Verifies and parses a Standard Webhooks 1.0.0 message. `body` is the raw body, not one parsed and serialized again;
 * `secret` is the key's `whsec_…`. A timestamp more than `tolerance` seconds off is refused. Throws a `WebhookError`.
 */
export async function verifyWebhook(
  body: string,
  headers: Headers | Record<string, string | string[] | undefined>,
  secret: string,
  { tolerance = 300, now = Date.now() }: { tolerance?: number; now?: number } = {},
): Promise<JobEnded> {
  const header = (name: string) => {
    const value = headers instanceof Headers ? headers.get(name) : headers[name];
    if (typeof value !== "string" || !value) throw new WebhookError(`The header ${name} is missing.`);
    return value;
  };
  const id = header("webhook-id");
  const timestamp = header("webhook-timestamp");
  const signatures = header("webhook-signature").split(" ");
  const age = now / 1000 - Number(timestamp);
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(age) > tolerance) {
    throw new WebhookError("The webhook's time is too far from ours: it is old, or a clock is wrong.");
  }
  const key = await hmacKey(secret);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const signature of signatures) {
    const given = signature.startsWith("v1,") ? bytesOf(signature.slice(3)) : null;
    // `verify` compares in constant time.
    if (given && (await crypto.subtle.verify("HMAC", key, given, signed))) return JSON.parse(body);
  }
  throw new WebhookError("No signature fits: the secret is another key's, or the body was changed on the way.");
}

async function hmacKey(secret: string): Promise<CryptoKey> {
  const bytes = secret.startsWith("whsec_") ? bytesOf(secret.slice(6)) : null;
  if (!bytes?.length) throw new WebhookError("A webhook secret begins with whsec_ and is base64 from there on.");
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
