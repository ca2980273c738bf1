import { Problem } from "@/lib/errors";

/** More streams than the tabs and programs of a key need, and few enough that one key cannot fill the process. */
const most = 250;
const retryAfter = "15";

const kept = globalThis as typeof globalThis & { nextsceneStreamPlaces?: Map<string, number> };
kept.nextsceneStreamPlaces ??= new Map();
const taken = kept.nextsceneStreamPlaces;

/** Takes one of the streams that a key may have open at this process; returns a function that releases it. */
export function acquireStream(keyId: string): () => void {
  const open = taken.get(keyId) ?? 0;
  if (open >= most) {
    const detail = `This key already has ${most} open event streams. Close some, or follow all jobs with one stream: /v1/events.`;
    throw new Problem("rate_limited", detail, { headers: { "retry-after": retryAfter } });
  }
  taken.set(keyId, open + 1);
  let isTaken = true;
  return () => {
    if (!isTaken) return;
    isTaken = false;
    const left = (taken.get(keyId) ?? 1) - 1;
    if (left > 0) taken.set(keyId, left);
    else taken.delete(keyId);
  };
}
