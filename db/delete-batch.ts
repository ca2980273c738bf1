import { eq, type SQL, sql } from "drizzle-orm";
import { openStatuses } from "@/lib/schemas/job";
import { ifChanged, writeAll, writeTogether } from "./core/batch";
import { type Database, database } from "./core/client";
import { deleteJobs } from "./delete-jobs";
import { batches, idempotency, jobs } from "./schema";

const open = sql.raw(`('${openStatuses.join("', '")}')`);

/**
 * Deletes an ended batch with its jobs; false when it runs, or one of its jobs was retried and runs. From the first
 * write on it counts as gone, and its jobs are removed in portions, so that no write takes long.
 */
export async function deleteBatch(id: string): Promise<boolean> {
  const db = await database();
  const isDeleted = await writeTogether([
    db
      .update(batches)
      .set({ deletedAt: new Date() })
      .where(sql`id = ${id} and deleted_at is null and finished_at is not null
        and not exists (select 1 from jobs where batch_id = ${id} and status in ${open})`),
    db.delete(idempotency).where(sql`job_id = ${id} and ${ifChanged}`),
  ]);
  if (isDeleted) await removeJobsOf(id);
  return isDeleted;
}

/** Ends the deletions that a killed process has left. */
export async function endDeletions(): Promise<void> {
  const db = await database();
  const left = await db.select({ id: batches.id }).from(batches).where(sql`deleted_at is not null`).limit(100);
  for (const { id } of left) await removeJobsOf(id);
}

const portion = 100;

async function removeJobsOf(batchId: string): Promise<void> {
  const db = await database();
  for (;;) {
    const found = await db.select({ id: jobs.id }).from(jobs).where(eq(jobs.batchId, batchId)).limit(portion);
    if (found.length === 0) break;
    await deleteJobs(found.map(({ id }) => id));
    // A job that a person retried after the batch was deleted continues alone.
    await db
      .update(jobs)
      .set({ batchId: null, position: null })
      .where(sql`batch_id = ${batchId} and status in ${open}`);
  }
  await removeRows(db, sql`(select id from batches where id = ${batchId})`);
}

/** Removes finished batches whose jobs are all gone. */
export async function removeEmptyBatches(before: Date): Promise<void> {
  const isEmpty = sql`finished_at < ${before.getTime()} and not exists (select 1 from jobs where jobs.batch_id = batches.id)`;
  await removeRows(await database(), sql`(select id from batches where ${isEmpty} limit 100)`);
}

/** In the rows of its messages and events, the batch is the `job_id`. */
const removeRows = (db: Database, gone: SQL) =>
  writeAll([
    db.run(sql`delete from delivery_attempts where delivery_id in (select id from deliveries where job_id in ${gone})`),
    db.run(sql`delete from outbox where id in (select sent.id from deliveries d join outbox sent
      on sent.id >= 'delivery-' || d.id and sent.id < 'delivery-' || d.id || '~' where d.job_id in ${gone})`),
    db.run(sql`delete from deliveries where job_id in ${gone}`),
    db.run(sql`delete from events where job_id in ${gone}`),
    db.run(sql`delete from idempotency where job_id in ${gone}`),
    db.run(sql`delete from batches where id in ${gone}`),
  ]);
