import { cookies } from "next/headers";
import type { Key } from "@/db/keys";
import { findSession } from "@/db/sessions";
import { sessionCookie } from "@/server/api/session";

/** The key that is signed in to the studio in this browser, or null. For pages. */
export async function currentSession(): Promise<Key | null> {
  const token = (await cookies()).get(sessionCookie)?.value;
  return token ? findSession(token) : null;
}
