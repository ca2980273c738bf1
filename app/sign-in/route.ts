import { comesFrom, ownPath, signInPage } from "@/app/arrival";
import { readText } from "@/app/body";
import { door } from "@/app/door";
import { isSameOrigin, sessionCookie } from "@/app/session";
import { tooManySignIns } from "@/db/limits";
import { sessionDays, signIn, signInWithKey } from "@/db/sessions";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";

/** Public: the one-time token in the link is the key. */
export const GET = door("public", async ({ url }) => {
  const next = ownPath(url.searchParams.get("next"));
  const session = await signIn(url.searchParams.get("token") ?? "");
  return session ? goOn(next, session) : goOn(signInPage(next, "used"));
});

/** Public: the form carries a key. From our own page alone, so that no other site signs a visitor in as somebody else. */
export const POST = door("public", async ({ request }) => {
  if (!isSameOrigin(request)) throw new Problem("forbidden", "Sign in on the studio's own page.");
  const form = new URLSearchParams(await readText(request, 8 * 1024));
  const next = ownPath(form.get("next"));
  if (await tooManySignIns(comesFrom(request))) return goOn(signInPage(next, "many"));
  const session = await signInWithKey(form.get("key")?.trim() ?? "");
  return session ? goOn(next, session) : goOn(signInPage(next, "wrong"));
});

/** Relative, so that it works behind any address the studio is opened at. */
function goOn(location: string, session?: string): Response {
  const headers = new Headers({ location, "cache-control": "no-store" });
  if (session) {
    const secure = env().PUBLIC_URL.startsWith("https:") ? "; Secure" : "";
    const age = sessionDays * 86_400;
    headers.set("set-cookie", `${sessionCookie}=${session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure}`);
  }
  return new Response(null, { status: 303, headers });
}
