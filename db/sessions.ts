import { randomBytes } from "node:crypto";
import { and, eq, gt, lt } from "drizzle-orm";
import { env } from "@/lib/env";
import { database } from "./client";
import { ensureFirstKey, type Key, sha256, validKey } from "./keys";
import { sessions } from "./schema";

export const sessionDays = 30;

async function open(kind: "link" | "session", keyId: string, milliseconds: number): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const db = await database();
  await db.delete(sessions).where(lt(sessions.expiresAt, new Date()));
  await db
    .insert(sessions)
    .values({ hash: sha256(token), kind, keyId, expiresAt: new Date(Date.now() + milliseconds) });
  return token;
}

/** A link that signs one browser in once, for an hour. */
export async function createSignInLink(base = env().PUBLIC_URL): Promise<string> {
  const token = await open("link", await ensureFirstKey(), 3_600_000);
  return `${base}/sign-in?token=${token}`;
}

/** Uses up a sign-in link's token and opens a session; null when it is unknown, used or too old. */
export async function signIn(token: string): Promise<string | null> {
  const db = await database();
  const [link] = await db
    .delete(sessions)
    .where(and(eq(sessions.hash, sha256(token)), eq(sessions.kind, "link"), gt(sessions.expiresAt, new Date())))
    .returning();
  return link ? open("session", link.keyId, sessionDays * 86_400_000) : null;
}

export async function findSession(token: string): Promise<Key | null> {
  const db = await database();
  const [session] = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.hash, sha256(token)), eq(sessions.kind, "session"), gt(sessions.expiresAt, new Date())));
  return session ? validKey(session.keyId) : null;
}

export async function signOut(token: string): Promise<void> {
  const db = await database();
  await db.delete(sessions).where(eq(sessions.hash, sha256(token)));
}
