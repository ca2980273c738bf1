import type { Key } from "@/db/keys";
import { countRequest } from "@/db/limits";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";

/** The separate counters: the limit per minute for each submit that a key may make, and the verb for messages. */
const policies = {
  create: { times: 1, verb: "submit" },
  quote: { times: 5, verb: "request a quote" },
  upload: { times: 5, verb: "upload" },
  test: { times: 0.5, verb: "send a test" },
} as const;
export type Policy = keyof typeof policies;

/** Minutes known to be full, so that a flood costs one look into a map. For speed only. */
const full = new Map<string, { requests: number; endsAt: Date }>();

/**
 * Counts a request of a key in its minute of this policy, and refuses it above the limit. Returns the headers of the
 * draft "RateLimit header fields for HTTP".
 */
export async function limitRate({ id, limits }: Key, policy: Policy): Promise<Record<string, string>> {
  const { times, verb } = policies[policy];
  const most = Math.ceil(times * limits.requestsPerMinute);
  const counter = policy === "create" ? id : `${id} ${policy}`;
  const known = full.get(counter);
  const isFull = known && known.endsAt.getTime() > Date.now() && known.requests > most;
  const minute = isFull ? known : await countRequest(counter);
  const seconds = Math.max(1, Math.ceil((minute.endsAt.getTime() - Date.now()) / 1000));
  const headers = {
    "ratelimit-policy": `"${policy}";q=${most};w=60`,
    ratelimit: `"${policy}";r=${Math.max(0, most - minute.requests)};t=${seconds}`,
  };
  if (minute.requests <= most) {
    full.delete(counter);
    return headers;
  }
  full.set(counter, minute);
  const detail = `This key may ${verb} ${most} times per minute. Retry in ${seconds} s.`;
  throw new Problem("rate_limited", detail, { headers: { ...headers, "retry-after": String(seconds) } });
}

/** Short, so that a caller above the limit waits only for seconds. */
const windowSeconds = 10;
type Windows = Map<string, { requests: number; endsAt: number }>;

/**
 * Counts a read of a key and refuses it above the limit, so that a program that never pauses leaves other keys their
 * share. Each process counts its own reads: a database write would cost more than the read.
 */
export function limitReads(keyId: string, now = Date.now()): Record<string, string> {
  return limitWindow(reads, keyId, {
    policy: "read",
    perSecond: env().KEY_READS_PER_SECOND,
    who: "This key may read",
    now,
  });
}
const reads: Windows = new Map();

/** The same for visitors of shared pages, by their address. */
export function limitVisits(address: string, now = Date.now()): Record<string, string> {
  if (visits.size >= mostAddresses) for (const [known, { endsAt }] of visits) if (endsAt <= now) visits.delete(known);
  if (visits.size >= mostAddresses) visits.clear();
  const perSecond = env().SHARE_REQUESTS_PER_SECOND;
  return limitWindow(visits, address, { policy: "visit", perSecond, who: "This address may visit shared pages", now });
}
const visits: Windows = new Map();
/** Bounds the memory, however many addresses visit. */
const mostAddresses = 10_000;

type Limit = { policy: string; perSecond: number; who: string; now: number };

function limitWindow(windows: Windows, id: string, { policy, perSecond, who, now }: Limit): Record<string, string> {
  const most = perSecond * windowSeconds;
  let window = windows.get(id);
  if (!window || window.endsAt <= now || window.endsAt > now + windowSeconds * 1000) {
    window = { requests: 0, endsAt: now + windowSeconds * 1000 };
    windows.set(id, window);
  }
  window.requests += 1;
  const seconds = Math.max(1, Math.ceil((window.endsAt - now) / 1000));
  const headers = {
    "ratelimit-policy": `"${policy}";q=${most};w=${windowSeconds}`,
    ratelimit: `"${policy}";r=${Math.max(0, most - window.requests)};t=${seconds}`,
  };
  if (window.requests <= most) return headers;
  const detail = `${who} ${most} times in ${windowSeconds} s. Try again in ${seconds} s.`;
  throw new Problem("rate_limited", detail, { headers: { ...headers, "retry-after": String(seconds) } });
}
