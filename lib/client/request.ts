import { ApiError, apiError } from "./api-error";
import { pause } from "./sleep";

export type ClientOptions = {
  /**
   * The address of Nextscene, for example `https://films.example.com`; in a page of Nextscene itself, the page's
   * origin.
   */
  url: string;
  /** An API key. Without one the browser's session cookie is sent, which works on Nextscene's own origin only. */
  key?: string;
  /** Aborts all running requests. */
  signal?: AbortSignal;
  /** Seconds until a single request times out. Streams have no limit; a submit has at least the time its media need. */
  timeout?: number;
  /** How often to repeat a request that is safe to repeat. */
  retries?: number;
};

/** `timeout`: the seconds that this request needs at least. */
type Asking = RequestInit & { isSafe?: boolean; isStream?: boolean; timeout?: number };
export type Ask = (path: string, init?: Asking) => Promise<Response>;

/** Resolves an API path below the address of Nextscene, which may contain a path; absolute URLs stay as they are. */
export const addressAt = (url: string, path: string): URL =>
  path.startsWith("/") ? new URL(`${url.replace(/\/+$/, "")}${path}`) : new URL(path);

/**
 * Sends one request and reads its answer, unless that is a stream. Safe ones (reads, and submits with an `Idempotency-Key`) are repeated after temporary failures: no
 * connection, a broken answer, 429, 502, 503, 504. Pauses grow, or follow `Retry-After`. Throws an `ApiError`.
 */
export function asker({ url, key, signal, timeout = 30, retries = 3 }: ClientOptions): Ask {
  const once: Ask = async (path, { isSafe: _, isStream = false, timeout: needed = 0, ...init } = {}) => {
    const address = addressAt(url, path);
    // The key goes to Nextscene only; a file's URL may point elsewhere.
    const own = address.origin === new URL(url).origin;
    const headers = { ...(own && key && { "x-api-key": key }), ...init.headers };
    const limits = [signal, init.signal, isStream ? undefined : AbortSignal.timeout(Math.max(timeout, needed) * 1000)];
    const until = AbortSignal.any(limits.filter((limit) => limit !== undefined && limit !== null));
    const response = await fetch(address, { cache: "no-store", ...init, headers, signal: until }).catch((error) => {
      if (signal?.aborted || init.signal?.aborted) throw error;
      throw new ApiError(0, { detail: `${address.origin} does not answer.` });
    });
    if (!response.ok) throw await apiError(response);
    if (isStream || response.status === 204) return response;
    const body = await response.arrayBuffer().catch((error) => {
      if (signal?.aborted || init.signal?.aborted) throw error;
      throw new ApiError(0, { detail: `${address.origin} broke off its answer.` });
    });
    return new Response(body, response);
  };
  return async (path, init = {}) => {
    const isSafe = init.isSafe ?? (init.method === undefined || init.method === "GET");
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(path, init);
      } catch (error) {
        const passing = error instanceof ApiError && [0, 429, 502, 503, 504].includes(error.status);
        if (!passing || !isSafe || attempt > retries) throw error;
        await pause(Math.min(60, error.retryAfter ?? 2 ** (attempt - 2)), init.signal ?? signal);
      }
    }
  };
}
