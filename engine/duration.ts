const UNITS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Parses a time string such as `1h30m` to milliseconds; undefined if invalid. The empty string is 0. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d|w))*$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d|w)/g)) {
    total += Number(amount) * (UNITS[unit ?? ""] ?? 0);
  }
  return total;
}

/** The time (epoch ms) given by a duration from now, or by an ISO date. */
export function momentOf(text: string, now = Date.now()): number | undefined {
  const ms = durationMs(text);
  if (ms !== undefined) return now + ms;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}
