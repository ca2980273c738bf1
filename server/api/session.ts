import type { Key } from "@/db/keys";
import { findSession } from "@/db/sessions";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";
import { basePath } from "../http/base-path";
import { cookieOf } from "../http/cookie";
import type { RequestLike } from "../http/request-like";

export const sessionCookie = "nextscene_session";

/** The session's cookie, valid for `seconds` and limited to the app's path, because other apps may share its host. */
export function setCookie(token: string, seconds: number): string {
  const secure = env().PUBLIC_URL.startsWith("https:") ? "; Secure" : "";
  return `${sessionCookie}=${token}; Path=${basePath || "/"}; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}

/** The key of a request's session cookie. A request that changes something must come from the studio's own pages. */
export async function sessionKey(request: RequestLike): Promise<Key | null> {
  const token = sessionToken(request);
  const key = token ? await findSession(token) : null;
  if (key && !["GET", "HEAD"].includes(request.method) && !isSameOrigin(request)) {
    throw new Problem(
      "forbidden",
      "Requests with a session cookie must come from the studio. Send an API key instead.",
    );
  }
  return key;
}

export const sessionToken = (request: RequestLike): string | undefined =>
  cookieOf(request.headers, sessionCookie, "[\\w-]{20,100}");

/**
 * Whether a request comes from the studio: by `sec-fetch-site`, which no page can forge and no proxy changes. Without
 * it (http on a network address), the page's origin must be the requested host or `PUBLIC_URL`.
 */
export function isSameOrigin(request: RequestLike): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site) return site === "same-origin";
  const origin = request.headers.get("origin");
  if (!origin || !URL.canParse(origin)) return false;
  return new URL(origin).host === request.headers.get("host") || origin === new URL(env().PUBLIC_URL).origin;
}
