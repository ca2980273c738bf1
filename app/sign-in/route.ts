import { tooManySignIns } from "@/db/limits";
import { isLinkOpen, sessionDays, signIn, signInWithKey } from "@/db/sessions";
import { Problem } from "@/lib/errors";
import { readText } from "@/server/api/request-body";
import { defineRoute } from "@/server/api/route";
import { isSameOrigin, setCookie } from "@/server/api/session";
import { withBase } from "@/server/http/base-path";
import { comesFrom, ownPath, signInPage } from "@/server/http/client-address";
import { languageOf } from "../(studio)/_i18n/languages";
import { linkPage } from "./link-page";

/**
 * Public: the one-time token in the link is the credential. GET and HEAD do not use it up, since chat previews and mail
 * scanners send them; the page posts it.
 */
export const GET = defineRoute({
  method: "GET",
  path: "/sign-in",
  access: "public",
  handler: async ({ request, url }) => {
    const next = ownPath(url.searchParams.get("next"));
    const token = url.searchParams.get("token") ?? "";
    return (await isLinkOpen(token))
      ? linkPage({ token, next, language: languageOf(request.headers) })
      : goOn(signInPage(next, "used"));
  },
});

/**
 * Public: the form contains a key, or the token of a link. Only from our own page, so that no other site can sign a
 * visitor in with another key.
 */
export const POST = defineRoute({
  method: "POST",
  path: "/sign-in",
  access: "public",
  handler: async ({ request }) => {
    if (!isSameOrigin(request)) throw new Problem("forbidden", "Sign in from the studio's sign-in page.");
    const form = new URLSearchParams(await readText(request, 8 * 1024));
    const next = ownPath(form.get("next"));
    const token = form.get("token");
    if (token !== null) {
      const session = await signIn(token);
      return session ? goOn(next, session) : goOn(signInPage(next, "used"));
    }
    if (await tooManySignIns(comesFrom(request))) return goOn(signInPage(next, "many"));
    const session = await signInWithKey(form.get("key")?.trim() ?? "");
    return session ? goOn(next, session) : goOn(signInPage(next, "wrong"));
  },
});

/** Relative, so that it works at any address of the studio. */
function goOn(location: string, session?: string): Response {
  const headers = new Headers({ location: withBase(location), "cache-control": "no-store" });
  if (session) headers.set("set-cookie", setCookie(session, sessionDays * 86_400));
  return new Response(null, { status: 303, headers });
}
