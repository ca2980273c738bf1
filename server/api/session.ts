import { cookies } from "next/headers";
import type { Key } from "@/db/keys";
import { findSession } from "@/db/sessions";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";
import { basePath } from "../http/base-path";
import type { RequestLike } from "../http/request-like";

export const sessionCookie = "nextscene_session";

/** The cookie of a session, for so many seconds: sent to the app alone where it shares its host with others. */
export function setCookie(token: string, seconds: number): string {
  const secure = env().PUBLIC_URL.startsWith("https:") ? "; Secure" : "";
  return `${sessionCookie}=${token}; Path=${basePath || "/"}; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}

/** Who is signed in to the studio in this browser; null when nobody is. For pages. */
export async function currentSession(): Promise<Key | null> {
  const token = (await cookies()).get(sessionCookie)?.value;
  return token ? findSession(token) : null;
}

/** The owner of a request's session cookie. What changes something must come from our own pages. */
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
  new RegExp(`(?:^|;\\s*)${sessionCookie}=([\\w-]{20,100})`).exec(request.headers.get("cookie") ?? "")?.[1];

/**
 * Browsers say where a request comes from, in words that no page can forge and no proxy changes. Where they do not (http on
 * a network address), the page's origin must be the address that was asked, or ours.
 */
export function isSameOrigin(request: RequestLike): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site) return site === "same-origin";
  const origin = request.headers.get("origin");
  if (!origin || !URL.canParse(origin)) return false;
  return new URL(origin).host === request.headers.get("host") || origin === new URL(env().PUBLIC_URL).origin;
}
