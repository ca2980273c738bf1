import { and, eq, inArray } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { database } from "./client";
import { assets } from "./schema";

export type Asset = typeof assets.$inferSelect;
export type NewAsset = Omit<typeof assets.$inferInsert, "id" | "createdAt">;

/** Notes a kept file; the same bytes of the same owner are one asset. `isNew` tells whether it was noted now. */
export async function addAsset(asset: NewAsset): Promise<{ asset: Asset; isNew: boolean }> {
  const db = await database();
  const [added] = await db
    .insert(assets)
    .values({ id: uuidv7(), ...asset })
    .onConflictDoNothing()
    .returning();
  if (added) return { asset: added, isNew: true };
  const [known] = await db
    .select()
    .from(assets)
    .where(and(eq(assets.keyId, asset.keyId), eq(assets.sha256, asset.sha256)));
  if (!known) throw new Error("The asset was removed while it was being added.");
  return { asset: known, isNew: false };
}

export async function findAsset(id: string): Promise<Asset | undefined> {
  const db = await database();
  const [asset] = await db.select().from(assets).where(eq(assets.id, id));
  return asset;
}

export async function findAssets(ids: string[]): Promise<Map<string, Asset>> {
  if (ids.length === 0) return new Map();
  const db = await database();
  const rows = await db.select().from(assets).where(inArray(assets.id, ids));
  return new Map(rows.map((asset) => [asset.id, asset]));
}
