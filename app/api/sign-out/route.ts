import { door } from "@/app/door";
import { sessionCookie, sessionToken } from "@/app/session";
import { signOut } from "@/db/sessions";

export const POST = door("key", async ({ request }) => {
  const token = sessionToken(request);
  if (token) await signOut(token);
  const headers = { "set-cookie": `${sessionCookie}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0` };
  return new Response(null, { status: 204, headers });
});
