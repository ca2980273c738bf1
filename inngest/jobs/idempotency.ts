import { createHash } from "node:crypto";
import { findIdempotent, forgetIdempotent, type Once } from "@/db/idempotency";
import { Problem } from "@/lib/errors";
import { canonicalJson } from "@/lib/schemas/json-safety";

/** A hash of a request that ignores the order of names, and fields that are null or missing. */
export function bodyHash(request: Record<string, unknown>): string {
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null));
  return createHash("sha256").update(canonicalJson(given)).digest("hex");
}

/** The id of what an earlier request with this Idempotency-Key made; refuses the key of another request. */
export async function madeBefore(keyId: string, once: Once): Promise<string | undefined> {
  await forgetIdempotent(keyId, once.idempotencyKey);
  const known = await findIdempotent(keyId, once.idempotencyKey);
  if (!known) return undefined;
  if (known.bodyHash === once.bodyHash) return known.jobId;
  const detail = "This Idempotency-Key was already used with a different body. Use a new one.";
  throw new Problem("idempotency_mismatch", detail);
}
