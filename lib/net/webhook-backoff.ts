/** Seconds before each attempt: the first at once, the others over three days. */
const delays = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** The longest `Retry-After` in seconds that is honoured: twice the longest delay. */
export const longestRetryAfter = 2 * Math.max(...delays);

/**
 * Seconds until the next attempt after `made` attempts, with ±20 % jitter. Never before `retryAfter`, if that is at
 * most twice the delay; null when no attempt is left.
 */
export function nextDelay(made: number, retryAfter: number | null = null, random = Math.random()): number | null {
  const step = delays[made];
  if (step === undefined) return null;
  return Math.max(step * (0.8 + random * 0.4), Math.min(retryAfter ?? 0, step * 2));
}
