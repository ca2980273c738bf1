import { createHash, randomBytes } from "node:crypto";
import { and, desc, eq, gt, isNull, ne, or, sql } from "drizzle-orm";
import { equalInConstantTime } from "@/lib/crypto/constant-time";
import { env } from "@/lib/env";
import { micros, money } from "@/lib/pricing";
import type { KeyChange, Limits, OwnLimits, Role } from "@/lib/schemas/key";
import type { Language } from "@/lib/schemas/notify";
import { builtOnce, database } from "./core/client";
import { keys, sessions } from "./schema";

export type KeyRow = typeof keys.$inferSelect;
/** The key that a request uses, and its rights. */
export type Key = { id: string; name: string; role: Role; limits: Limits; notify: string[] };

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

/** A key's text, `ns_<8>_<43>`: 43 base62 characters hold 32 random bytes. */
const textOf = (id: string) => `ns_${id}_${base62(43)}`;

/** Makes an API key. The text is returned once; only its hash is kept. */
export async function createKey(options: {
  name: string;
  role: Role;
  limits?: OwnLimits;
  notify?: string[];
  language?: Language;
  expiresAt?: Date;
}) {
  const id = base62(8);
  const key = textOf(id);
  const { limits = {}, ...row } = options;
  const db = await database();
  await db.insert(keys).values({ id, hash: sha256(key), ...row, ...columnsOf(limits) });
  return { id, key };
}

const columnsOf = ({ dailyBudget, ...limits }: OwnLimits) => ({
  ...limits,
  dailyBudget: typeof dailyBudget === "number" ? micros(dailyBudget) : dailyBudget,
});

/** The limits in force: the key's own, else the installation's. */
export function limitsOf(row: KeyRow): Limits {
  const { KEY_REQUESTS_PER_MINUTE, KEY_CONCURRENT_JOBS, KEY_DAILY_BUDGET } = env();
  return {
    requestsPerMinute: row.requestsPerMinute ?? KEY_REQUESTS_PER_MINUTE,
    concurrentJobs: row.concurrentJobs ?? KEY_CONCURRENT_JOBS ?? null,
    dailyBudget: row.dailyBudget === null ? (KEY_DAILY_BUDGET ?? null) : money(row.dailyBudget),
  };
}

const unknownKeyHash = sha256("");

/** The owner of a key, or null for every reason: unknown, wrong, revoked, expired. Each takes as long as the others. */
export async function findKey(given: string): Promise<Key | null> {
  const id = /^ns_([0-9A-Za-z]{8})_[0-9A-Za-z]{43}$/.exec(given)?.[1];
  const row = await findKeyRow(id ?? "");
  const hash = sha256(given);
  const isCurrent = equalInConstantTime(row?.hash ?? unknownKeyHash, hash);
  const isPrevious = equalInConstantTime(row?.previousHash ?? unknownKeyHash, hash);
  const inGrace = (row?.previousUntil?.getTime() ?? 0) > Date.now();
  if (!row || !(isCurrent || (isPrevious && inGrace))) return null;
  return validated(row);
}

/** The key of this id, for sessions; null when it was revoked or has expired. */
export async function validKey(id: string): Promise<Key | null> {
  const row = await findKeyRow(id);
  return row ? validated(row) : null;
}

/** Revoked or expired. */
export const isOver = ({ revokedAt, expiresAt }: KeyRow): boolean =>
  revokedAt !== null || (expiresAt !== null && expiresAt.getTime() <= Date.now());

/** Returns the key unless it was revoked or has expired, and records its use, at most once a minute. */
async function validated(row: KeyRow): Promise<Key | null> {
  if (isOver(row)) return null;
  if ((row.lastUsedAt?.getTime() ?? 0) < Date.now() - 60_000) {
    const db = await database();
    // Not awaited: a request that only reads is answered while another process holds the database's lock.
    void db
      .update(keys)
      .set({ lastUsedAt: new Date() })
      .where(eq(keys.id, row.id))
      .catch(() => {});
  }
  return { id: row.id, name: row.name, role: row.role, limits: limitsOf(row), notify: row.notify };
}

const keyById = builtOnce((db) =>
  db
    .select()
    .from(keys)
    .where(eq(keys.id, sql.placeholder("id")))
    .prepare(),
);

export async function findKeyRow(id: string): Promise<KeyRow | undefined> {
  const [row] = await (await keyById()).all({ id });
  return row;
}

/** A page of keys, newest first; one row more than `limit`, to show whether there are more. */
export async function listKeys({ after, limit }: { after?: KeyRow; limit: number }): Promise<KeyRow[]> {
  const db = await database();
  const older = after && sql`(${keys.createdAt}, ${keys.id}) < (${after.createdAt.getTime()}, ${after.id})`;
  return db
    .select()
    .from(keys)
    .where(older)
    .orderBy(desc(keys.createdAt), desc(keys.id))
    .limit(limit + 1);
}

export async function changeKey(id: string, { limits = {}, ...fields }: KeyChange): Promise<void> {
  const change = { ...fields, ...columnsOf(limits) };
  if (Object.values(change).every((value) => value === undefined)) return;
  const db = await database();
  await db.update(keys).set(change).where(eq(keys.id, id));
}

/**
 * Replaces a key's text. The previous text, and the sessions and links made with it, stay valid for `graceSeconds`.
 * `keptSession`: the token of the caller's session, which stays valid. Null when the key was revoked or has expired.
 */
export async function rotateKey(id: string, graceSeconds: number, keptSession = ""): Promise<string | null> {
  const key = textOf(id);
  const now = Date.now();
  const rotated =
    graceSeconds > 0
      ? { previousHash: sql`${keys.hash}`, previousUntil: new Date(now + graceSeconds * 1000) }
      : { previousHash: null, previousUntil: null };
  const hash = sha256(key);
  const end = now + graceSeconds * 1000;
  const db = await database();
  const [rows] = await db.batch([
    db
      .update(keys)
      .set({ ...rotated, hash })
      .where(
        and(eq(keys.id, id), isNull(keys.revokedAt), or(isNull(keys.expiresAt), gt(keys.expiresAt, new Date(now)))),
      )
      .returning({ id: keys.id }),
    db
      .update(sessions)
      .set({ expiresAt: sql`min(${sessions.expiresAt}, ${end})` })
      .where(
        and(
          eq(sessions.keyId, id),
          ne(sessions.hash, sha256(keptSession)),
          sql`exists (select 1 from ${keys} where ${keys.hash} = ${hash})`,
        ),
      ),
  ]);
  return rows.length > 0 ? key : null;
}

export async function revokeKey(id: string): Promise<void> {
  const db = await database();
  await db
    .update(keys)
    .set({ revokedAt: new Date() })
    .where(and(eq(keys.id, id), isNull(keys.revokedAt)));
}

/** The id of the key that the studio uses: the first admin key, created at the first start. */
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
