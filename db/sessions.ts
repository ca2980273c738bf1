import { randomBytes } from "node:crypto";
import { and, eq, gt, lt } from "drizzle-orm";
import { equalInConstantTime } from "@/lib/crypto/constant-time";
import { env } from "@/lib/env";
import { database } from "./core/client";
import { ensureFirstKey, findKey, findKeyRow, isOver, type Key, sha256, validKey } from "./keys";
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

/** A link that signs one browser in once, within an hour, with this key, or without `keyId` with the first key. */
export async function createSignInLink(keyId?: string): Promise<string> {
  const token = await open("link", keyId ?? (await ensureFirstKey()), 3_600_000);
  return `${env().PUBLIC_URL}/sign-in?token=${token}`;
}

/** A sign-in link for a valid key; null when the key is unknown, revoked or expired. */
export async function createLinkFor(keyId: string): Promise<string | null> {
  const row = await findKeyRow(keyId);
  return row && !isOver(row) ? createSignInLink(row.id) : null;
}

const sessionMs = sessionDays * 86_400_000;

/**
 * Opens a session for a caller with a key's text; null when the key is not valid. A session of a previous text ends
 * with that text.
 */
export async function signInWithKey(text: string): Promise<string | null> {
  const key = text.length <= 200 ? await findKey(text) : null;
  const row = key && (await findKeyRow(key.id));
  if (!row) return null;
  const isCurrent = equalInConstantTime(row.hash, sha256(text));
  return open("session", row.id, isCurrent ? sessionMs : (row.previousUntil?.getTime() ?? 0) - Date.now());
}

const linkOf = (token: string) =>
  and(eq(sessions.hash, sha256(token)), eq(sessions.kind, "link"), gt(sessions.expiresAt, new Date()));

/** Whether a sign-in link is still valid. */
export async function isLinkOpen(token: string): Promise<boolean> {
  const db = await database();
  const links = await db.select({ keyId: sessions.keyId }).from(sessions).where(linkOf(token));
  return links.length > 0;
}

/** Consumes a sign-in link's token and opens a session; null when the token is unknown, used or expired. */
export async function signIn(token: string): Promise<string | null> {
  const db = await database();
  const [link] = await db.delete(sessions).where(linkOf(token)).returning();
  return link ? open("session", link.keyId, sessionMs) : null;
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
