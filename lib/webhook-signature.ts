import { createHmac } from "node:crypto";
import { secret } from "./file-url";

/** The webhook secret of a key, `whsec_<base64 of 32 bytes>`. Derived from SECRET, so that it is stored nowhere. */
export function webhookSecret(keyId: string): string {
  return `whsec_${createHmac("sha256", secret()).update(`webhook ${keyId}`).digest("base64")}`;
}

/** The headers of a Standard Webhooks 1.0.0 message. `timestamp` is the attempt's, in seconds since 1970. */
export function webhookHeaders(message: { id: string; timestamp: number; body: string; secret: string }) {
  const key = Buffer.from(message.secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key)
    .update(`${message.id}.${message.timestamp}.${message.body}`)
    .digest("base64");
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(message.timestamp),
    "webhook-signature": `v1,${signature}`,
  };
}
