import { createHash, createHmac, createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { equalInConstantTime } from "./constant-time";

/** Verifies the webhooks of vendors that sign them. `now` in milliseconds; older or newer than five minutes is refused. */

type Headers = Record<string, string | string[] | undefined>;
const tolerance = 300;

const one = (headers: Headers, name: string) => {
  const value = headers[name];
  return typeof value === "string" ? value : "";
};
const isRecent = (timestamp: string, now: number) => Math.abs(now / 1000 - Number(timestamp)) <= tolerance;

/** fal: Ed25519 with one of its public keys. Source: fal.ai/docs, webhooks. */
export function isFromFal(headers: Headers, body: Buffer, keys: JsonWebKey[], now = Date.now()): boolean {
  const [id, user, timestamp, signature] = ["request-id", "user-id", "timestamp", "signature"].map((name) =>
    one(headers, `x-fal-webhook-${name}`),
  );
  if (!id || !timestamp || !signature || !isRecent(timestamp, now)) return false;
  const digest = createHash("sha256").update(body).digest("hex");
  const text = Buffer.from([id, user, timestamp, digest].join("\n"));
  return keys.some((key) => {
    try {
      return verify(null, text, createPublicKey({ key, format: "jwk" }), Buffer.from(signature, "hex"));
    } catch {
      return false; // a key of another kind
    }
  });
}

/** Standard Webhooks 1.0.0: HMAC-SHA256 with a secret `whsec_…`; the header may hold several signatures. */
export function isStandardWebhook(headers: Headers, body: Buffer, secret: string, now = Date.now()): boolean {
  const [id, timestamp] = [one(headers, "webhook-id"), one(headers, "webhook-timestamp")];
  if (!id || !timestamp || !isRecent(timestamp, now)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const right = createHmac("sha256", key)
    .update(Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]))
    .digest("base64");
  return one(headers, "webhook-signature")
    .split(" ")
    .some((given) => equalInConstantTime(given, `v1,${right}`));
}
