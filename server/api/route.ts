import { randomUUID } from "node:crypto";
import { findKey, type Key } from "@/db/keys";
import { Problem } from "@/lib/errors";
import { withoutBase } from "../http/base-path";
import { loggablePath } from "../http/loggable-path";
import { problemResponse } from "../http/problem-response";
import type { RequestLike } from "../http/request-like";
import { limitRate, limitReads, type Policy } from "./rate-limit";
import { sessionKey } from "./session";

/** An authorized request, as a route's handler receives it. */
export type RequestContext = {
  request: RequestLike;
  url: URL;
  params: Record<string, string>;
  requestId: string;
  /** The caller's key. On a public route it is a key without rights. */
  key: Key;
};

export type Route = (
  request: RequestLike,
  context: { params: Promise<Record<string, string | string[]> | undefined> },
) => Promise<Response>;

const noLimits = { requestsPerMinute: 1, concurrentJobs: null, dailyBudget: null };
const noRights: Key = { id: "", name: "", role: "user", limits: noLimits, notify: [] };

/**
 * Wraps every route: authenticates the caller, runs the handler, and turns errors into `application/problem+json`.
 * `admin` routes need an admin key; `public` routes say why they need none. `limited`: the rate-limit policy, `true`
 * for that of submits; without it, reads are limited to `KEY_READS_PER_SECOND`.
 */
export function defineRoute(
  access: "key" | "admin" | "public",
  verb: (visit: RequestContext) => Promise<Response>,
  { limited = false }: { limited?: boolean | Policy | ((url: URL) => Policy) } = {},
): Route {
  return async (request, context) => {
    const requestId = randomUUID();
    const url = new URL(request.url);
    url.pathname = withoutBase(url.pathname);
    let limits: Record<string, string> = {};
    try {
      const params = Object.fromEntries(
        Object.entries((await context.params) ?? {}).map(([name, value]) => [name, [value].flat().join("/")]),
      );
      const key = access === "public" ? noRights : await authenticate(request);
      if (access === "admin" && key.role !== "admin") {
        throw new Problem("forbidden", "This requires a key with the admin role. Ask the operator for one.");
      }
      if (limited) limits = await limitRate(key, policyOf(limited, url));
      else if (access !== "public" && isRead(request)) limits = limitReads(key.id);
      const answer = await verb({ request, url, params, requestId, key });
      answer.headers.set("x-request-id", requestId);
      for (const [name, value] of Object.entries(limits)) answer.headers.set(name, value);
      if (!answer.headers.has("cache-control")) answer.headers.set("cache-control", "no-store");
      return answer;
    } catch (error) {
      const answer = problemResponse(error, { requestId, instance: loggablePath(url.pathname) });
      for (const [name, value] of Object.entries(limits)) answer.headers.set(name, value);
      return answer;
    }
  };
}

const isRead = ({ method }: RequestLike) => method === "GET" || method === "HEAD";

function policyOf(limited: true | Policy | ((url: URL) => Policy), url: URL): Policy {
  if (limited === true) return "create";
  return typeof limited === "function" ? limited(url) : limited;
}

async function authenticate(request: RequestLike): Promise<Key> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const given = request.headers.get("x-api-key") ?? bearer;
  const key = given ? given.length <= 200 && (await findKey(given)) : await sessionKey(request);
  if (key) return key;
  throw new Problem("unauthorized", "Send a valid API key as X-API-Key, or sign in with the link printed at startup.", {
    headers: { "www-authenticate": 'Bearer realm="nextscene"' },
  });
}

/**
 * Whether a request would still be authorized now, for streams that outlast their first check. A database that does not
 * answer ends no stream.
 */
export const isStillAuthorized = (request: RequestLike): Promise<boolean> =>
  authenticate(request).then(
    () => true,
    (error) => !(error instanceof Problem && error.code === "unauthorized"),
  );

/** Whether this key may see what belongs to `keyId`. What belongs to another key counts as not found. */
export const owns = (key: Pick<Key, "id" | "role">, keyId: string) => key.role === "admin" || key.id === keyId;

/** The key whose things a caller sees in lists; undefined: those of all keys. */
export const seenBy = (key: Pick<Key, "id" | "role">): string | undefined =>
  key.role === "admin" ? undefined : key.id;
