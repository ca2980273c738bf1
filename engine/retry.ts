const SCHEDULE_S = [1, 5, 15, 30, 60, 120, 300, 600, 1_200, 2_400, 3_600, 7_200];
const MAX_RETRY_MS = 24 * 60 * 60 * 1000;

const jittered = (ms: number): number => ms * (0.85 + Math.random() * 0.3);

export type Backoff = (attempt: number) => number;

/**
 * Milliseconds to wait after a step threw in the given attempt (0 is the first). Inngest's schedule, with shorter first
 * delays.
 */
export const stepBackoff: Backoff = (attempt) =>
  jittered((SCHEDULE_S[Math.min(attempt, SCHEDULE_S.length - 1)] ?? 7_200) * 1000);

/** Milliseconds before the next try of an unreachable app. */
export const unreachedBackoff = (tries: number): number => jittered(Math.min(250 * 2 ** Math.min(tries, 10), 15_000));

/** The delay in a `Retry-After` header in milliseconds: seconds, or either kind of date. */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | undefined {
  if (!header) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_MS);
}
