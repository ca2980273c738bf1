import { ApiError, apiError } from "./api-error";
import { pause } from "./sleep";

export type ClientOptions = {
  /** Where Nextscene is, as `https://films.example.com`. In a page of Nextscene itself: its own origin. */
  url: string;
  /** An API key. Without one the browser's session cookie is sent, which works on Nextscene's own origin only. */
  key?: string;
  /** Ends everything that is under way. */
  signal?: AbortSignal;
  /** Seconds until one request has failed; streams are not limited by it, and a submit has as long as its media take. */
  timeout?: number;
  /** How often a request that is safe to repeat is repeated. */
  retries?: number;
};

/** `timeout`: seconds that this request needs at least. */
type Asking = RequestInit & { isSafe?: boolean; isStream?: boolean; timeout?: number };
export type Ask = (path: string, init?: Asking) => Promise<Response>;

/** A path of the API below the address of Nextscene, which may have one of its own; or a whole address as it is. */
export const addressAt = (url: string, path: string): URL =>
  path.startsWith("/") ? new URL(`${url.replace(/\/+$/, "")}${path}`) : new URL(path);

/**
 * One request. What is safe to repeat (reading, and a submit with an `Idempotency-Key`) is repeated after what may pass:
 * no connection, 429, 502, 503, 504; with growing pauses, or the one the server asks for. Throws an `ApiError`.
 */
export function asker({ url, key, signal, timeout = 30, retries = 3 }: ClientOptions): Ask {
  const once: Ask = async (path, { isSafe: _, isStream = false, timeout: needed = 0, ...init } = {}) => {
    const address = addressAt(url, path);
    // The key goes to Nextscene alone, also when a file lies elsewhere.
    const own = address.origin === new URL(url).origin;
    const headers = { ...(own && key && { "x-api-key": key }), ...init.headers };
    const limits = [signal, init.signal, isStream ? undefined : AbortSignal.timeout(Math.max(timeout, needed) * 1000)];
    const until = AbortSignal.any(limits.filter((limit) => limit !== undefined && limit !== null));
    const response = await fetch(address, { cache: "no-store", ...init, headers, signal: until }).catch((error) => {
      if (signal?.aborted || init.signal?.aborted) throw error;
      throw new ApiError(0, { detail: `${address.origin} does not answer.` });
    });
    if (!response.ok) throw await apiError(response);
    return response;
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
