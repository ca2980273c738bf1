import { createHash, createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";

/** Signatures of vendors' webhooks. Each start creates a new Ed25519 key pair. */

const pair = generateKeyPairSync("ed25519");
const another = generateKeyPairSync("ed25519");

/** Public keys in the format of `/.well-known/jwks.json`. */
export const jwks = () => ({ keys: [{ ...pair.publicKey.export({ format: "jwk" }), kid: "sandbox", use: "sig" }] });

const now = () => String(Math.floor(Date.now() / 1000));

/** fal: Ed25519 over four lines; the last one is the digest of the body. */
export function falHeaders(requestId: string, body: Buffer, wrong: boolean): Record<string, string> {
  const [userId, timestamp] = ["sandbox", now()];
  const digest = createHash("sha256").update(body).digest("hex");
  const text = Buffer.from([requestId, userId, timestamp, digest].join("\n"));
  return {
    "x-fal-webhook-request-id": requestId,
    "x-fal-webhook-user-id": userId,
    "x-fal-webhook-timestamp": timestamp,
    "x-fal-webhook-signature": sign(null, text, (wrong ? another : pair).privateKey).toString("hex"),
  };
}

/** The secret of a vendor's webhooks, derived from the sandbox's key. */
export const webhookSecret = (vendor: string, key: string) =>
  `whsec_${createHmac("sha256", key).update(`${vendor} webhooks`).digest("base64")}`;

/** Standard Webhooks 1.0.0: HMAC-SHA256 over id, time and body. */
export function standardHeaders(secret: string, body: Buffer, wrong: boolean): Record<string, string> {
  const [id, timestamp] = [`msg_${randomUUID()}`, now()];
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const used = wrong ? createHash("sha256").update(key).digest() : key;
  const signature = createHmac("sha256", used)
    .update(Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]))
    .digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
