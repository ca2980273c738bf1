import { createHmac, timingSafeEqual } from "node:crypto";

export type FileClaim = {
  /** The file's id. */
  id: string;
  /** HEAD uses the signature of GET. Default: GET. */
  method?: string;
  /** Seconds since 1970. */
  expires: number;
  secret: string;
};

/** The signature (base64url, HMAC-SHA256) that lets its bearer read one file until `expires`. */
export function signFile(claim: FileClaim): string {
  return mac(claim).toString("base64url");
}

/** Whether the signature is right and `now` (seconds since 1970) is before `expires`. Never throws. */
export function verifyFile(claim: FileClaim & { signature: string; now?: number }): boolean {
  const { signature, now = Date.now() / 1000 } = claim;
  // The decoder ignores surplus characters and bits; only the canonical encoding is accepted.
  if (!/^[\w-]{43}$/.test(signature) || !Number.isSafeInteger(claim.expires)) return false;
  const given = Buffer.from(signature, "base64url");
  const expected = mac(claim);
  if (given.length !== expected.length || given.toString("base64url") !== signature) return false;
  return timingSafeEqual(given, expected) && now < claim.expires;
}

function mac({ id, method = "GET", expires, secret }: FileClaim): Buffer {
  if (secret.length < 16) throw new Error("The secret files are signed with is too short");
  const verb = method === "HEAD" ? "GET" : method;
  // JSON keeps the fields apart, whatever characters an id contains.
  return createHmac("sha256", secret)
    .update(JSON.stringify(["file", verb, id, expires]))
    .digest();
}
