import { door } from "@/app/door";
import { sessionToken, setCookie } from "@/app/session";
import { signOut } from "@/db/sessions";

export const POST = door("key", async ({ request }) => {
  const token = sessionToken(request);
  if (token) await signOut(token);
  return new Response(null, { status: 204, headers: { "set-cookie": setCookie("", 0) } });
});
