import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { database } from "./client";
import { keys } from "./schema";

export type Key = { id: string; name: string; role: "admin" | "user" };

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Random base62 text. Bytes of 248 and more are drawn again, so that each character is as likely as any other. */
function base62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) if (byte < 248 && text.length < length) text += alphabet[byte % 62];
  }
  return text;
}

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

export function equalInConstantTime(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Makes an API key, `ns_<8>_<43>` (43 base62 characters hold 32 random bytes). The text is returned once; only its hash is kept. */
export async function createKey(options: { name: string; role: Key["role"]; expiresAt?: Date }) {
  const id = base62(8);
  const key = `ns_${id}_${base62(43)}`;
  const db = await database();
  await db.insert(keys).values({ id, hash: sha256(key), ...options });
  return { id, key };
}

/** The owner of a key, or null for every reason: unknown, wrong, revoked, expired. */
export async function findKey(given: string): Promise<Key | null> {
  const id = /^ns_([0-9A-Za-z]{8})_[0-9A-Za-z]{43}$/.exec(given)?.[1];
  if (!id) return null;
  const key = await validKey(id);
  if (!key || !equalInConstantTime(key.hash, sha256(given))) return null;
  return { id: key.id, name: key.name, role: key.role };
}

/** A key by id while it is neither revoked nor expired; notes its use, at most once a minute. */
export async function validKey(id: string) {
  const db = await database();
  const [key] = await db
    .select()
    .from(keys)
    .where(and(eq(keys.id, id), isNull(keys.revokedAt)));
  if (!key || (key.expiresAt && key.expiresAt.getTime() < Date.now())) return null;
  if ((key.lastUsedAt?.getTime() ?? 0) < Date.now() - 60_000) {
    await db.update(keys).set({ lastUsedAt: new Date() }).where(eq(keys.id, id));
  }
  return key;
}

export async function revokeKey(id: string): Promise<void> {
  const db = await database();
  await db
    .update(keys)
    .set({ revokedAt: new Date() })
    .where(and(eq(keys.id, id), isNull(keys.revokedAt)));
}

/** The id of the key that the studio works with: the first admin key, made at the first start. */
export async function ensureFirstKey(): Promise<string> {
  const db = await database();
  const [first] = await db
    .select({ id: keys.id })
    .from(keys)
    .where(and(eq(keys.role, "admin"), isNull(keys.revokedAt), isNull(keys.expiresAt)))
    .orderBy(sql`created_at`)
    .limit(1);
  return first?.id ?? (await createKey({ name: "studio", role: "admin" })).id;
}
