/** Seconds until the next attempt after `attempt` tries (1 = the first): doubling from 1 to 60, ±25 %, never before `retryAfter`. */
export function backoffSeconds(attempt: number, retryAfter: number | null, random = Math.random()): number {
  const doubled = Math.min(60, 2 ** (attempt - 1));
  return Math.max(doubled * (0.75 + random / 2), retryAfter ?? 0);
}

/** `Retry-After` in seconds, from a number or an HTTP date; null when absent or invalid. Capped at `most`. */
export function retryAfterSeconds(header: string | undefined, now = Date.now(), most = 3600): number | null {
  if (!header) return null;
  const isDate = /^[A-Z][a-z]{2}, /.test(header.trim());
  const seconds = /^\d+$/.test(header.trim())
    ? Number(header)
    : isDate
      ? (Date.parse(header) - now) / 1000
      : Number.NaN;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), most) : null;
}
