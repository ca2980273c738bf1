import { and, desc, eq, gt, lt, sql } from "drizzle-orm";
import { env } from "@/lib/env";
import type { MediaType } from "@/lib/schemas/job";
import { namedByLiveJobs } from "./asset-uses";
import { type Asset, findAssets } from "./assets";
import { type Database, database } from "./core/client";
import { lookedAtMost, patternOf, says } from "./job-list";
import { assets } from "./schema";

/** The files that a key uploaded, and those that its jobs fetched or made, while they are kept. */

export type LibraryFilter = {
  keyId: string;
  kind?: MediaType;
  starred?: boolean;
  /** Text in the file's name, or in the title or prompt of a job that made or used it. */
  q?: string;
  /** The page of older files after this one. */
  after?: string;
  limit: number;
};

/** The ended jobs that use the asset of the outer query and are not deleted. */
const itsJobs = sql`asset_uses u join jobs j on j.id = u.job_id where u.asset_id = assets.id and j.deleted_at is null`;

/** Not of deleted jobs alone. */
const isShown = sql`(held_until is not null or not exists (select 1 from asset_uses u where u.asset_id = assets.id)
  or exists (select 1 from ${itsJobs}))`;

const newestJob = sql<string | null>`(select u.job_id from ${itsJobs} order by u.job_id desc limit 1)`;

export type LibraryRow = { asset: Asset; jobId: string | null };

/** A page of files, newest first. A search may return a short page with `hasMore`: continue it at `reached`. */
export async function listLibrary(
  filter: LibraryFilter,
): Promise<{ rows: LibraryRow[]; hasMore: boolean; reached?: string }> {
  const db = await database();
  const [found, [edge]] = await Promise.all([libraryPageOf(db, filter), libraryEdgeOf(db, filter)]);
  const shown = found.slice(0, filter.limit);
  const byId = await findAssets(shown.map(({ id }) => id));
  const rows = shown.flatMap(({ id, jobId }) => {
    const asset = byId.get(id);
    return asset ? [{ asset, jobId }] : [];
  });
  return found.length > filter.limit
    ? { rows, hasMore: true, reached: shown.at(-1)?.id }
    : { rows, hasMore: edge !== undefined, reached: edge?.id };
}

/** The files that it finds among the next `lookedAtMost`. */
export function libraryPageOf(db: Database, filter: LibraryFilter) {
  const { q } = filter;
  const isFound =
    q === undefined
      ? isShown
      : sql`(${isShown} and (name like ${patternOf(q)} escape '\\' or exists (
          select 1 from ${itsJobs} and ${says(sql`j`, q)})))`;
  const looked = db
    .select({ id: assets.id, found: sql<number>`${isFound}`.as("found"), jobId: newestJob.as("job_id") })
    .from(assets)
    .where(matching(filter))
    .orderBy(desc(assets.id))
    .limit(lookedAtMost)
    .as("looked");
  return db
    .select({ id: looked.id, jobId: looked.jobId })
    .from(looked)
    .where(sql`${looked.found}`)
    .limit(filter.limit + 1);
}

/** The last file that a page looks at; no row when it looks at all that remain. */
export const libraryEdgeOf = (db: Database, filter: LibraryFilter) =>
  db
    .select({ id: assets.id })
    .from(assets)
    .where(matching(filter))
    .orderBy(desc(assets.id))
    .limit(1)
    .offset(lookedAtMost - 1);

const isKept = () => sql`(starred = 1 or expires_at is null or expires_at > ${Date.now()})`;

const matching = ({ keyId, kind, starred, after }: LibraryFilter) =>
  and(
    eq(assets.keyId, keyId),
    kind && eq(assets.type, kind),
    starred ? sql`starred = 1` : undefined,
    isKept(),
    after === undefined ? undefined : lt(assets.id, after),
  );

/** A file of the key's library with its newest job. */
export async function findInLibrary(keyId: string, id: string): Promise<LibraryRow | undefined> {
  const db = await database();
  const [row] = await db
    .select({ id: assets.id, jobId: newestJob })
    .from(assets)
    .where(
      and(
        eq(assets.id, id),
        eq(assets.keyId, keyId),
        isShown,
        sql`(${isKept()} or ${assets.id} in ${namedByLiveJobs})`,
      ),
    );
  const asset = row && (await findAssets([row.id])).get(row.id);
  return asset && { asset, jobId: row.jobId };
}

/** The starred pictures of a key that have a name, oldest first. */
export async function starredPictures(keyId: string): Promise<{ id: string; name: string }[]> {
  const db = await database();
  const rows = await db
    .select({ id: assets.id, name: assets.name })
    .from(assets)
    .where(and(eq(assets.keyId, keyId), eq(assets.type, "image"), sql`starred = 1`))
    .orderBy(desc(assets.id))
    .limit(mostNamed);
  return rows.reverse().flatMap(({ id, name }) => (name === null ? [] : [{ id, name }]));
}
const mostNamed = 1000;

/** A file whose star is taken away is kept for the hours of an unused upload, at least. */
export async function markFile(
  id: string,
  { name, starred }: { name?: string | null; starred?: boolean },
): Promise<void> {
  const db = await database();
  const later = Date.now() + env().KEEP_TEMPORARY_HOURS * 3_600_000;
  const expiresAt = starred === false ? sql`max(coalesce(expires_at, 0), ${later})` : undefined;
  await db.update(assets).set({ name, starred, expiresAt }).where(eq(assets.id, id));
}

/**
 * Takes an upload out of the library, and leaves its file to the cleanup once no deleted job can come back to it. False
 * when a job uses it.
 */
export async function removeUpload(id: string): Promise<boolean> {
  const db = await database();
  const removed = await db
    .update(assets)
    .set({
      heldUntil: null,
      starred: false,
      name: null,
      expiresAt: sql`max(${Date.now()}, coalesce((select max(until) from asset_uses u where u.asset_id = assets.id), 0))`,
    })
    .where(
      and(
        eq(assets.id, id),
        gt(assets.heldUntil, new Date(0)),
        sql`not exists (select 1 from ${itsJobs}) and ${assets.id} not in ${namedByLiveJobs}`,
      ),
    );
  return removed.rowsAffected > 0;
}
