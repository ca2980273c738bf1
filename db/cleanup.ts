import { and, asc, desc, eq, gt, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import { namedByLiveJobs } from "./asset-uses";
import { type Asset, findAssets } from "./assets";
import { endedCall } from "./call-states";
import type { Call } from "./calls";
import { database } from "./core/client";
import { type Counter, countChanged } from "./counters";
import { assets, calls, inbox, jobs } from "./schema";

/** The sweeper's questions: what is over, and the removal of it. Each asks for one batch, by an index. */

/**
 * Ended calls whose work is still at a service and due to be given back, a minute after their end at first; the newest
 * first: an old one that fails must not keep others waiting.
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

/** Notes that the work of a call could not be given back and is not tried any more. */
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

/** Removes a call that outlived its job because its work had to be given back, and now has been. */
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

/** Milliseconds. A call may have just fetched the very same bytes: it is about to name the asset, and then a job under way does. */
const aboutToBeNamed = 15 * 60_000;

/**
 * Removes the rows of a batch of assets that are past their time. One that a job under way names stays, and is looked at
 * again an hour later. Returns what was removed.
 */
export async function removeExpiredAssets(time: Date, limit = 200): Promise<Asset[]> {
  const db = await database();
  const now = new Date(time.getTime() - aboutToBeNamed);
  const rows = await db
    .select({ id: assets.id })
    .from(assets)
    .where(lte(assets.expiresAt, now))
    .orderBy(asc(assets.expiresAt))
    .limit(limit);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const removed = await removeAssets(ids, lte(assets.expiresAt, now), "assets.expired");
  await db
    .update(assets)
    .set({ expiresAt: new Date(time.getTime() + 3_600_000) })
    .where(and(inArray(assets.id, ids), lte(assets.expiresAt, now)));
  return removed;
}

/** Removes those rows of assets without a file that no job under way names; the others are returned. */
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

/** Which of these files an asset names. */
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
