import { door } from "@/app/door";
import { sessionCookie } from "@/app/session";
import { sessionDays, signIn } from "@/db/sessions";
import { env } from "@/lib/env";

/** Public: the one-time token in the link is the key. */
export const GET = door("public", async ({ url }) => {
  const session = await signIn(url.searchParams.get("token") ?? "");
  // Relative, so that it works behind any address the studio is opened at.
  const headers = new Headers({ location: session ? "/" : "/sign-in-needed?reason=used", "cache-control": "no-store" });
  if (session) {
    const secure = env().PUBLIC_URL.startsWith("https:") ? "; Secure" : "";
    const age = sessionDays * 86_400;
    headers.set("set-cookie", `${sessionCookie}=${session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure}`);
  }
  return new Response(null, { status: 303, headers });
});
