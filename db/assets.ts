import { and, eq, type Placeholder, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { env } from "@/lib/env";
import { namedByLiveJobs } from "./asset-uses";
import { isOneOf } from "./core/batch";
import { builtOnce, database } from "./core/client";
import { assets } from "./schema";

export type Asset = typeof assets.$inferSelect;
export type NewAsset = Omit<typeof assets.$inferInsert, "id" | "createdAt" | "expiresAt" | "heldUntil">;

/** When a file expires that no job uses, counted from now. */
const afterItsHours = () => new Date(Date.now() + env().KEEP_TEMPORARY_HOURS * 3_600_000);
/** Only extends: never earlier than the asset's present time. */
const notBefore = (time: number | Placeholder) => sql`max(coalesce(expires_at, 0), ${time})`;
const heldAtLeast = (time: number | Placeholder) => sql`max(coalesce(held_until, 0), ${time})`;

/**
 * Records a stored file and extends its expiry. The same bytes of the same key are one asset; `isNew` is true if this
 * call created its row. `isUpload` also sets `heldUntil`: an upload stays usable until then, even after the jobs that
 * use it have ended.
 */
export async function addAsset(asset: NewAsset, { isUpload = false } = {}): Promise<{ asset: Asset; isNew: boolean }> {
  const db = await database();
  const id = uuidv7();
  const expiresAt = afterItsHours();
  // One statement, so that the cleanup cannot delete the known asset between a look-up and its renewal.
  const [row] = await db
    .insert(assets)
    .values({ id, ...asset, expiresAt, ...(isUpload && { heldUntil: expiresAt }) })
    .onConflictDoUpdate({
      target: [assets.keyId, assets.sha256],
      set: {
        expiresAt: notBefore(expiresAt.getTime()),
        ...(isUpload && { heldUntil: heldAtLeast(expiresAt.getTime()) }),
        // The same bytes sent again keep the name that they have: a person may have given it.
        ...(asset.name && { name: sql`coalesce(${assets.name}, ${asset.name})` }),
      },
    })
    .returning();
  if (!row) throw new Error("The asset could not be noted.");
  return { asset: row, isNew: row.id === id };
}

/** The asset with these bytes, if the key has stored them. */
export async function findByBytes(keyId: string, sha256: string): Promise<Asset | undefined> {
  const [asset] = await (await assetByBytes()).all({ keyId, sha256 });
  return asset;
}

const assetByBytes = builtOnce((db) =>
  db
    .select()
    .from(assets)
    .where(and(eq(assets.keyId, sql.placeholder("keyId")), eq(assets.sha256, sql.placeholder("sha256"))))
    .prepare(),
);

/** Extends the expiry of assets for a job that is about to use them; false if one of them no longer exists. */
export async function holdAssets(ids: string[]): Promise<boolean> {
  if (ids.length === 0) return true;
  const held = await (await holding()).run({ ids: JSON.stringify(ids), until: afterItsHours().getTime() });
  return held.rowsAffected === new Set(ids).size;
}

const holding = builtOnce((db) => {
  const until = sql.placeholder("until");
  return db
    .update(assets)
    .set({
      expiresAt: notBefore(until),
      heldUntil: sql`case when held_until is not null then ${heldAtLeast(until)} end`,
    })
    .where(isOneOf(assets.id, "ids"))
    .prepare();
});

/** The bytes of a key's files that no job uses, and that no unfinished job names. */
export async function unusedBytes(keyId: string): Promise<number> {
  const db = await database();
  const isUsed = sql`exists (select 1 from asset_uses u where u.asset_id = ${assets.id}) or ${assets.id} in ${namedByLiveJobs}`;
  const [sum] = await db
    .select({ bytes: sql<number>`coalesce(sum(${assets.sizeBytes}), 0)` })
    .from(assets)
    .where(and(eq(assets.keyId, keyId), sql`not (${isUsed})`));
  return sum?.bytes ?? 0;
}

const assetById = builtOnce((db) =>
  db
    .select()
    .from(assets)
    .where(eq(assets.id, sql.placeholder("id")))
    .prepare(),
);

export async function findAsset(id: string): Promise<Asset | undefined> {
  const [asset] = await (await assetById()).all({ id });
  return asset;
}

/** An asset that may be served: it has not expired, is starred, or an unfinished job names it. */
export async function findOpenAsset(id: string): Promise<Asset | undefined> {
  const asset = await findAsset(id);
  if (!asset?.expiresAt || asset.starred || asset.expiresAt.getTime() > Date.now()) return asset;
  const db = await database();
  const [named] = await db
    .select()
    .from(assets)
    .where(and(eq(assets.id, id), sql`${assets.id} in ${namedByLiveJobs}`));
  return named;
}

const assetsByIds = builtOnce((db) => db.select().from(assets).where(isOneOf(assets.id, "ids")).prepare());

export async function findAssets(ids: string[]): Promise<Map<string, Asset>> {
  if (ids.length === 0) return new Map();
  const rows = await (await assetsByIds()).all({ ids: JSON.stringify(ids) });
  return new Map(rows.map((asset) => [asset.id, asset]));
}
