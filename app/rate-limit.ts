import type { Key } from "@/db/keys";
import { countRequest } from "@/db/limits";
import { Problem } from "@/lib/errors";

/** Minutes that are known to be full: they end by themselves, so a flood costs one look into a map. For speed only. */
const full = new Map<string, { requests: number; endsAt: Date }>();

/**
 * Counts a request of a key that starts something, and says where the key is in its minute, in the headers of the draft
 * "RateLimit header fields for HTTP". Refuses what is too much.
 */
export async function limitRate({ id, limits }: Key): Promise<Record<string, string>> {
  const most = limits.requestsPerMinute;
  const known = full.get(id);
  const isFull = known && known.endsAt.getTime() > Date.now() && known.requests > most;
  const minute = isFull ? known : await countRequest(id);
  const seconds = Math.max(1, Math.ceil((minute.endsAt.getTime() - Date.now()) / 1000));
  const headers = {
    "ratelimit-policy": `"create";q=${most};w=60`,
    ratelimit: `"create";r=${Math.max(0, most - minute.requests)};t=${seconds}`,
  };
  if (minute.requests <= most) {
    full.delete(id);
    return headers;
  }
  full.set(id, minute);
  const detail = `This key may submit ${most} times a minute. Try again in ${seconds} s.`;
  throw new Problem("rate_limited", detail, { headers: { ...headers, "retry-after": String(seconds) } });
}
