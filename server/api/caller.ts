import { findKey, type Key } from "@/db/keys";
import { Problem } from "@/lib/errors";
import type { RequestLike } from "../http/request-like";
import { sessionKey } from "./session";

/** An authorized request, as a route's handler receives it. */
export type RequestContext<Name extends string = string> = {
  request: RequestLike;
  url: URL;
  /** The parameters of the path. */
  params: Record<Name, string>;
  requestId: string;
  /** The caller's key. On a public route it is a key without rights. */
  key: Key;
};

const noLimits = { requestsPerMinute: 1, concurrentJobs: null, dailyBudget: null };
/** The key of a request to a public route. */
export const noRights: Key = { id: "", name: "", role: "user", limits: noLimits, notify: [] };

export async function authenticate(request: RequestLike): Promise<Key> {
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
