import { type Signature, validMs } from "./signature";

/** As many as an engine sends in ten minutes at 300 a second. */
const most = 200_000;

/** One memory for the process, which loads this file once for Next's routes and once for what answers without Next. */
const kept = globalThis as typeof globalThis & { nextsceneEngineCalls?: Map<string, number> };
kept.nextsceneEngineCalls ??= new Map();
const seen = kept.nextsceneEngineCalls;

/**
 * Whether a verified call was made before. An engine that tries a call again signs it again, and its body tells the attempt
 * or has an id of its own: the same bytes with the same signature are a copy. Kept as long as the signature counts.
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
