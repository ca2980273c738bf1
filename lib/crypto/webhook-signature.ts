import { createHmac } from "node:crypto";
import { secret } from "../storage/file-url";

/**
 * A key's webhook secret, `whsec_<base64 of 32 bytes>`. Derived from SECRET and the number of rotations, and stored
 * nowhere: reading the database is not enough to sign.
 */
export function webhookSecret(keyId: string, rotations = 0): string {
  const text = rotations === 0 ? `webhook ${keyId}` : `webhook/${rotations} ${keyId}`;
  return `whsec_${createHmac("sha256", secret()).update(text).digest("base64")}`;
}

/**
 * The headers of a Standard Webhooks 1.0.0 message, signed with each secret. `timestamp` is the time of the attempt, in
 * seconds since 1970.
 */
export function webhookHeaders(message: { id: string; timestamp: number; body: string; secrets: string[] }) {
  const signed = `${message.id}.${message.timestamp}.${message.body}`;
  const signatures = message.secrets.map((one) => {
    const key = Buffer.from(one.replace(/^whsec_/, ""), "base64");
    return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  });
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(message.timestamp),
    "webhook-signature": signatures.join(" "),
  };
}
