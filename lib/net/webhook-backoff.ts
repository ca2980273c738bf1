/** Seconds before each attempt: at once, then over three days. */
const delays = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** `Retry-After` is honoured up to twice the step, so never more than this many seconds. */
export const longestRetryAfter = 2 * Math.max(...delays);

/**
 * Seconds until the next attempt after `made` of them, spread by ±20 % and never before `retryAfter`, as long as that is
 * not more than twice the step; null when they were all made.
 */
export function nextDelay(made: number, retryAfter: number | null = null, random = Math.random()): number | null {
  const step = delays[made];
  if (step === undefined) return null;
  return Math.max(step * (0.8 + random * 0.4), Math.min(retryAfter ?? 0, step * 2));
}
