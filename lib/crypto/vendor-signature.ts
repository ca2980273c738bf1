import { createHash, createHmac, createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { z } from "zod";
import { equalInConstantTime } from "./constant-time";

/** Verifies the webhooks of vendors that sign them. `now` in milliseconds; older or newer than five minutes is refused. */

type Headers = Record<string, string | string[] | undefined>;
const tolerance = 300;

/** The headers that carry signatures. */
const names = [
  ...["request-id", "user-id", "timestamp", "signature"].map((name) => `x-fal-webhook-${name}`),
  ...["id", "timestamp", "signature"].map((name) => `webhook-${name}`),
];

/** Those of a request's headers that a signature is checked with. */
export const signatureHeaders = (headers: { get(name: string): string | null }): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value.slice(0, mostLength)]];
    }),
  );
const mostLength = 8192;

const one = (headers: Headers, name: string) => {
  const value = headers[name];
  return typeof value === "string" ? value : "";
};
const isRecent = (timestamp: string, now: number) => Math.abs(now / 1000 - Number(timestamp)) <= tolerance;

/** fal: Ed25519 with one of its public keys. Source: fal.ai/docs, webhooks. */
export function isFromFal(headers: Headers, body: Uint8Array, keys: JsonWebKey[], now = Date.now()): boolean {
  const [id, user, timestamp, signature] = ["request-id", "user-id", "timestamp", "signature"].map((name) =>
    one(headers, `x-fal-webhook-${name}`),
  );
  if (!id || !timestamp || !signature || !isRecent(timestamp, now)) return false;
  const digest = createHash("sha256").update(body).digest("hex");
  const text = Buffer.from([id, user, timestamp, digest].join("\n"));
  return keys.some((key) => isSignedBy(key, null, text, Buffer.from(signature, "hex")));
}

function isSignedBy(key: JsonWebKey, algorithm: string | null, text: Buffer, signature: Buffer): boolean {
  try {
    return verify(algorithm, text, createPublicKey({ key, format: "jwk" }), signature);
  } catch {
    return false; // a key of another kind
  }
}

const head = z.looseObject({ alg: z.literal("RS256"), kid: z.string() });
const claims = z.looseObject({ exp: z.number().nullish(), nbf: z.number().nullish(), iat: z.number().nullish() });

/**
 * Google: a JSON Web Token with RS256 in place of the signature. It proves who sends, and covers neither the body nor our
 * address. Source: ai.google.dev, Gemini API, webhooks (dynamic), 2026-06.
 */
export function isFromGoogle(headers: Headers, keys: JsonWebKey[], now = Date.now()): boolean {
  const parts = one(headers, "webhook-signature").split(".");
  const [first = "", second = "", signature = ""] = parts;
  const [about, said] = [head.safeParse(jsonOf(first)).data, claims.safeParse(jsonOf(second)).data];
  if (parts.length !== 3 || !about || !said || !isRecent(one(headers, "webhook-timestamp") || "0", now)) return false;
  const { exp, nbf, iat } = said;
  const seconds = now / 1000;
  if ((exp ?? seconds) < seconds - tolerance || Math.max(nbf ?? 0, iat ?? 0) > seconds + tolerance) return false;
  const text = Buffer.from(`${first}.${second}`);
  return keys.some(
    (key) =>
      key.kty === "RSA" &&
      key.kid === about.kid &&
      isSignedBy(key, "sha256", text, Buffer.from(signature, "base64url")),
  );
}

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    return null;
  }
}

/** Standard Webhooks 1.0.0: HMAC-SHA256 with a secret `whsec_…`; the header may hold several signatures. */
export function isStandardWebhook(headers: Headers, body: Uint8Array, secret: string, now = Date.now()): boolean {
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
