import { signOut } from "@/db/sessions";
import { defineRoute } from "@/server/api/route";
import { sessionToken, setCookie } from "@/server/api/session";

export const POST = defineRoute("key", async ({ request }) => {
  const token = sessionToken(request);
  if (token) await signOut(token);
  return new Response(null, { status: 204, headers: { "set-cookie": setCookie("", 0) } });
});
