import { and, asc, desc, eq, gt, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import { namedByLiveJobs } from "./asset-uses";
import { type Asset, findAssets } from "./assets";
import { endedCall } from "./call-states";
import type { Call } from "./calls";
import { database } from "./core/client";
import { type Counter, countChanged } from "./counters";
import { assets, calls, inbox, jobs } from "./schema";

/** Queries of the cleanup: each finds or removes one batch of expired rows by an index. */

/**
 * Ended calls whose work is still at a service and is due to be cancelled (first a minute after the call's end). Newest
 * first, so that an old call that keeps failing does not delay others.
 */
export async function callsLeftAtServices(now: Date, limit = 50): Promise<Call[]> {
  const db = await database();
  return db
    .select()
    .from(calls)
    .where(
      and(
        sql`cancel_pending = 1`,
        lt(sql`coalesce(${calls.cancelAt}, ${calls.finishedAt} + 60000)`, now.getTime()),
        inArray(calls.status, endedCall),
      ),
    )
    .orderBy(desc(calls.finishedAt))
    .limit(limit);
}

/** Records that the work of a call could not be cancelled and that the app stops trying. */
export async function giveUpRelease(id: string, message: string): Promise<void> {
  const db = await database();
  await db.batch([
    db
      .update(calls)
      .set({ cancelPending: false, message })
      .where(and(eq(calls.id, id), eq(calls.cancelPending, true))),
    countChanged(db, "calls.given_up"),
  ]);
}

/** Removes a call that was kept after its job only because its work had to be cancelled, once that is done. */
export async function removeOrphanedCall(id: string): Promise<void> {
  const db = await database();
  const isOrphan = sql`cancel_pending = 0 and not exists (select 1 from jobs where jobs.id = calls.job_id)`;
  await db.batch([
    db.delete(inbox).where(sql`call_id in (select id from calls where id = ${id} and ${isOrphan})`),
    db.delete(calls).where(sql`id = ${id} and ${isOrphan}`),
  ]);
}

export async function expiredJobs(now: Date, limit = 100): Promise<string[]> {
  const db = await database();
  const rows = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(lte(jobs.expiresAt, now))
    .orderBy(asc(jobs.expiresAt))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Milliseconds. A call may have just fetched the same bytes and not yet recorded its use of the asset. */
const aboutToBeNamed = 15 * 60_000;

/**
 * Removes the rows of a batch of expired assets and returns them. An asset that an unfinished job names stays and is
 * checked again an hour later.
 */
export async function removeExpiredAssets(time: Date, limit = 200): Promise<Asset[]> {
  const db = await database();
  const now = new Date(time.getTime() - aboutToBeNamed);
  const rows = await db
    .select({ id: assets.id })
    .from(assets)
    .where(isExpired(now))
    .orderBy(asc(assets.expiresAt))
    .limit(limit);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const removed = await removeAssets(ids, isExpired(now), "assets.expired");
  await db
    .update(assets)
    .set({ expiresAt: new Date(time.getTime() + 3_600_000) })
    .where(and(inArray(assets.id, ids), lte(assets.expiresAt, now)));
  return removed;
}

const isExpired = (now: Date) => and(lte(assets.expiresAt, now), eq(assets.starred, false));

/**
 * Removes the rows of these assets, whose files are gone, unless an unfinished job names them; returns those that stay.
 */
export async function removeFileless(ids: string[]): Promise<Asset[]> {
  await removeAssets(ids, undefined, "rows.removed");
  return [...(await findAssets(ids)).values()];
}

async function removeAssets(ids: string[], condition: SQL | undefined, counter: Counter): Promise<Asset[]> {
  const db = await database();
  const [removed] = await db.batch([
    db
      .delete(assets)
      .where(and(inArray(assets.id, ids), condition, sql`${assets.id} not in ${namedByLiveJobs}`))
      .returning(),
    countChanged(db, counter),
    db.run(sql`delete from asset_uses where asset_id in ${ids} and asset_id not in (select id from assets)`),
  ]);
  return removed;
}

/** The storage keys among these that an asset refers to. */
export async function namedFiles(storageKeys: string[]): Promise<Set<string>> {
  const db = await database();
  const rows = await db
    .selectDistinct({ key: assets.storageKey })
    .from(assets)
    .where(inArray(assets.storageKey, storageKeys));
  return new Set(rows.map(({ key }) => key));
}

/** The oldest and the newest assets. */
export async function someAssets(): Promise<Asset[]> {
  const db = await database();
  return [...(await assetsAfter("", 10)), ...(await db.select().from(assets).orderBy(desc(assets.id)).limit(10))];
}

/** Assets in the order of their ids, after one of them. */
export async function assetsAfter(id: string, limit: number): Promise<Asset[]> {
  const db = await database();
  return db.select().from(assets).where(gt(assets.id, id)).orderBy(asc(assets.id)).limit(limit);
}
