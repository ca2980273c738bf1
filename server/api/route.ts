import { randomUUID } from "node:crypto";
import { findKey, type Key } from "@/db/keys";
import { Problem } from "@/lib/errors";
import { withoutTokens } from "@/lib/http/callback-url";
import { withoutBase } from "../http/base-path";
import { problemResponse } from "../http/problem-response";
import type { RequestLike } from "../http/request-like";
import { limitRate, limitReads, type Policy } from "./rate-limit";
import { sessionKey } from "./session";

/** What a verb gets to see of a request that was let in. */
export type RequestContext = {
  request: RequestLike;
  url: URL;
  params: Record<string, string>;
  requestId: string;
  /** Whose request it is. On a public door it is nobody's. */
  key: Key;
};

export type Route = (
  request: RequestLike,
  context: { params: Promise<Record<string, string | string[]> | undefined> },
) => Promise<Response>;

const noLimits = { requestsPerMinute: 1, concurrentJobs: null, dailyBudget: null };
const nobody: Key = { id: "", name: "", role: "user", limits: noLimits };

/**
 * The one way into every route: finds out who asks, runs one verb, and turns whatever it throws into an
 * `application/problem+json` for people. `admin` doors are for the keys of that role; `public` doors let anybody in: they
 * say in the route why. `limited`: so many requests a minute as the key may make, of submits or of another policy. Without
 * it, reads are limited to `KEY_READS_PER_SECOND`.
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
      const key = access === "public" ? nobody : await authenticate(request);
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
      const answer = problemResponse(error, { requestId, instance: withoutTokens(url.pathname) });
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
 * Whether a request that was let in would be let in now, for what goes on after its answer began. A database that does not
 * answer is no reason to send anybody away.
 */
export const isStillAuthorized = (request: RequestLike): Promise<boolean> =>
  authenticate(request).then(
    () => true,
    (error) => !(error instanceof Problem && error.code === "unauthorized"),
  );

/** Whether this visitor may see what belongs to `keyId`. What is somebody else's does not exist. */
export const owns = (key: Pick<Key, "id" | "role">, keyId: string) => key.role === "admin" || key.id === keyId;
