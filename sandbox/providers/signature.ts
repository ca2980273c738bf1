import {
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyPairKeyObjectResult,
  randomUUID,
  sign,
} from "node:crypto";

/** Signatures of vendors' webhooks. Each start has new key pairs. */

const pair = generateKeyPairSync("ed25519");
const another = generateKeyPairSync("ed25519");
/** RSA pairs take up to a second each, so they are made when they are first needed. */
const rsaPairs: Partial<Record<"right" | "wrong", KeyPairKeyObjectResult>> = {};
function rsaPair(which: "right" | "wrong"): KeyPairKeyObjectResult {
  rsaPairs[which] ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
  return rsaPairs[which];
}
const kid = randomUUID();

/** Public keys in the format of `/.well-known/jwks.json`. */
export const jwks = (vendor: "fal" | "google") => {
  const { publicKey } = vendor === "fal" ? pair : rsaPair("right");
  return { keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig" }] };
};

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

/** Google: a JSON Web Token with RS256 in place of the signature, which says nothing of the body. */
export function googleHeaders(audience: string, wrong: boolean): Record<string, string> {
  const timestamp = now();
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: "sandbox", aud: audience, iat: Number(timestamp), exp: Number(timestamp) + 300 };
  const text = `${part({ alg: "RS256", typ: "JWT", kid })}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(text), rsaPair(wrong ? "wrong" : "right").privateKey).toString(
    "base64url",
  );
  return {
    "webhook-id": `msg_${randomUUID()}`,
    "webhook-timestamp": timestamp,
    "webhook-signature": `${text}.${signature}`,
  };
}
