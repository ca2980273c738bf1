import { type Signature, validMs } from "./signature";

/** The number of calls in ten minutes at 300 a second. */
const most = 200_000;

/** Global, because the process loads this file twice: for Next's routes and for the fast path. */
const kept = globalThis as typeof globalThis & { nextsceneEngineCalls?: Map<string, number> };
kept.nextsceneEngineCalls ??= new Map();
const seen = kept.nextsceneEngineCalls;

/**
 * Whether a verified call is a copy of an earlier one. An engine signs each attempt again, and the body contains the
 * attempt or an own id, so equal bytes with an equal signature are a copy. Kept as long as a signature is valid.
 */
export function isReplay({ time, mac }: Signature, now = Date.now()): boolean {
  for (const [known, until] of seen) {
    if (until > now && seen.size < most) break;
    seen.delete(known);
  }
  const key = mac.toString("base64");
  if (seen.has(key)) return true;
  seen.set(key, Number(time) * 1000 + validMs);
  return false;
}
