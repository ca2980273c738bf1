import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export type Keys = { signingKey: string; eventKey: string };

const PREFIX = /^signkey-\w+-/;

/** Inngest's servers require a hexadecimal key of whole bytes: the bearer token is the hash of those bytes. */
export const isSigningKey = (key: string): boolean => /^(signkey-\w+-)?([0-9a-f]{2})+$/i.test(key);

/** The SDK's bearer token. */
export function bearerToken(signingKey: string): string {
  const prefix = PREFIX.exec(signingKey)?.[0] ?? "";
  const bytes = Buffer.from(signingKey.slice(prefix.length), "hex");
  return prefix + createHash("sha256").update(bytes).digest("hex");
}

/** The signature header of our requests; `body` is canonical JSON or empty. */
export function signature(signingKey: string, body: string, now = Date.now()): string {
  const time = Math.floor(now / 1000).toString();
  const hmac = createHmac("sha256", signingKey.replace(PREFIX, "")).update(body).update(time);
  return `t=${time}&s=${hmac.digest("hex")}`;
}

/** Compares secrets in constant time. */
export function sameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
