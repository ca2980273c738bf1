import { and, desc, eq, gt, isNull, lt, type SQL, sql } from "drizzle-orm";
import { env } from "@/lib/env";
import { jobQueued } from "@/lib/event-names";
import { activeStatuses, type JobError, openStatuses } from "@/lib/schemas/job";
import type { Limits } from "@/lib/schemas/key";
import { noteUsesOfBatch, setAsideLostCallsOfBatch } from "./asset-uses";
import { type BatchMessages, batchMessages, storedMessages } from "./batch-messages";
import { builtStatement, ifChanged, placeholdersFor, type Statement, writeAll } from "./core/batch";
import { type Database, database } from "./core/client";
import type { Told } from "./deliveries";
import { chargedSoFar, limitValues, withinLimits } from "./limits";
import { priorityOffset } from "./outbox";
import { batches, type PlannedCall } from "./schema";

/**
 * A batch begins and ends its jobs by conditional statements in the write that ends a job, so that a kill leaves no gap:
 * its next jobs are queued, or the batch is finished, in the same moment.
 */

export type BatchRow = typeof batches.$inferSelect;
export type NewBatch = Omit<typeof batches.$inferInsert, "createdAt">;

const active = sql.raw(`('${activeStatuses.join("', '")}')`);
const open = sql.raw(`('${openStatuses.join("', '")}')`);

/** A batch waits for the limit of concurrent jobs; it is not refused by it. */
export const withoutCount = (limits: Limits): Limits => ({ ...limits, concurrentJobs: null });

/** Whether all jobs of a batch are written (`batch-writing.ts`). */
const isWritten = isNull(batches.writingUntil);

export async function findBatch(id: string): Promise<BatchRow | undefined> {
  const db = await database();
  const [batch] = await db
    .select()
    .from(batches)
    .where(and(eq(batches.id, id), isWritten, isNull(batches.deletedAt)));
  return batch;
}

/** A page of batches, newest first; one row more than `limit`, to show whether there are more. */
export async function listBatches(filter: { keyId?: string; after?: string; limit: number }): Promise<BatchRow[]> {
  const db = await database();
  return db
    .select()
    .from(batches)
    .where(
      and(
        isWritten,
        filter.keyId ? eq(batches.keyId, filter.keyId) : undefined,
        filter.after ? lt(batches.id, filter.after) : undefined,
        isNull(batches.deletedAt),
      ),
    )
    .orderBy(desc(batches.id))
    .limit(filter.limit + 1);
}

/** Unfinished batches after an id, in order. */
export async function unfinishedBatches({ after, limit }: { after: string; limit: number }): Promise<BatchRow[]> {
  const db = await database();
  return db
    .select()
    .from(batches)
    .where(and(isNull(batches.finishedAt), isWritten, gt(batches.id, after)))
    .orderBy(batches.id)
    .limit(limit);
}

/**
 * After a job of a batch has ended: stops the batch if it should, ends or begins the jobs that wait, finishes it after
 * the last one. Without `ended` it does what an earlier write should have done. Each statement has its own condition.
 * The end of a job that waited (`wasHeld`) stops nothing, and the write that stopped the batch has ended the others.
 */
export function followUp(
  db: Database,
  batch: BatchRow,
  ended?: { jobId: string; at: Date; wasHeld: boolean },
): BatchMessages {
  const finishing = finish(db, batch);
  const stopping = batch.onFailure === "stop" && ended && !ended.wasHeld ? [stopAfter(db, batch, ended)] : [];
  const mayBeStopped = stopping.length > 0 || (batch.stoppedAt !== null && !ended?.wasHeld);
  return {
    statements: [
      ...stopping,
      ...(mayBeStopped ? endHeld(db, batch.id, ended?.at ?? new Date()) : []),
      ...release(db, batch.keyId),
      ...finishing.statements,
    ],
    messages: finishing.messages,
  };
}

/** Does now what `followUp` describes. Returns the messages to send if that has finished the batch. */
export async function moveBatch(batch: BatchRow): Promise<Told[]> {
  const db = await database();
  const after = followUp(db, batch);
  const [first, ...rest] = after.statements;
  return first ? storedMessages(after, await writeAll([first, ...rest])) : [];
}

/** Lets no more jobs of a batch begin; false when it was finished or stopped before. */
export async function stopBatch(batch: BatchRow, reason: JobError): Promise<boolean> {
  const db = await database();
  const now = new Date();
  const written = await writeAll([
    db
      .update(batches)
      .set({ stoppedAt: now, stopReason: reason })
      .where(and(eq(batches.id, batch.id), isNull(batches.stoppedAt), isNull(batches.finishedAt))),
    ...endHeld(db, batch.id, now),
  ]);
  return written[0] === 1;
}

/** Stops a batch whose job has just failed. */
function stopAfter(db: Database, { id }: BatchRow, { jobId, at }: { jobId: string; at: Date }) {
  const given = { id, jobId, at: at.getTime() };
  return builtStatement(db, "stop the batch of a failed job", given, () => {
    const { row } = placeholdersFor(given);
    return db.run(sql`update batches set stopped_at = ${row.at}, stop_reason = json_object(
        'code', 'batch_stopped', 'message', 'Item ' || (j.position + 1) || ' of the batch failed, and the batch ends at the first failure (onFailure: stop). Retry the batch to make this item.',
        'step', null, 'service', null, 'retryable', json('true'))
      from jobs j where j.id = ${row.jobId} and j.status = 'failed' and j.finished_at = ${row.at}
        and batches.id = ${row.id} and batches.stopped_at is null`);
  });
}

/** Ends the held jobs of a stopped batch. Those with a webhook of their own are ended one by one, with their message. */
function endHeld(db: Database, batchId: string, at: Date): Statement[] {
  const expiresAt = at.getTime() + env().KEEP_FINAL_DAYS * 86_400_000;
  const given = { batchId, at: at.getTime(), expiresAt };
  const { row } = placeholdersFor(given);
  const ended = sql`batch_id = ${row.batchId} and status = 'cancelled' and finished_at = ${row.at}`;
  return [
    builtStatement(db, "end what is held", given, () =>
      db.run(sql`update jobs set status = 'cancelled', error = b.stop_reason, finished_at = ${row.at},
          expires_at = ${row.expiresAt}
        from batches b where b.id = ${row.batchId} and b.stopped_at is not null
          and jobs.batch_id = b.id and jobs.status = 'held' and jobs.webhook_url is null`),
    ),
    builtStatement(db, "events of what was held", given, () =>
      db.run(sql`insert into events (job_id, key_id, batch_id, type)
        select id, key_id, batch_id, 'job.cancelled' from jobs where ${ended} and ${ifChanged} order by id`),
    ),
    ...noteUsesOfBatch(db, given),
  ];
}

/**
 * Queues the next held jobs of the key's batch with the fewest jobs in progress, as many as the batch, the key and the
 * installation allow.
 */
export function release(db: Database, keyId: string): Statement[] {
  const { BATCH_CONCURRENCY, KEY_CONCURRENT_JOBS } = env();
  const given = { keyId, most: BATCH_CONCURRENCY, concurrentJobs: KEY_CONCURRENT_JOBS ?? 1_000_000_000 };
  const { row } = placeholdersFor(given);
  const ofKey = sql`j.key_id = ${row.keyId} and j.status = 'queued' and j.batch_id is not null
    and not exists (select 1 from outbox o where o.id = 'job-' || j.id || '-' || j.engine_starts)`;
  return [
    builtStatement(db, "release", given, () =>
      db.run(sql`with busy as (
          select count(*) as jobs, count(batch_id) filter (where status <> 'awaiting_review') as items
            from jobs where key_id = ${row.keyId} and status in ${active}
        ), waiting as (
          select b.id, b.max_concurrent,
              (select count(*) from jobs a where a.batch_id = b.id and a.status in ${active}) as items
            from batches b where b.key_id = ${row.keyId} and b.finished_at is null and b.stopped_at is null
              and b.writing_until is null
              and exists (select 1 from jobs h where h.batch_id = b.id and h.status = 'held')
        ), next as (
          select w.id, min(w.max_concurrent - w.items, ${row.most} - busy.items, coalesce(
              (select concurrent_jobs from keys where id = ${row.keyId}), ${row.concurrentJobs}) - busy.jobs) as room
            from waiting w, busy where w.items < w.max_concurrent order by w.items, w.id limit 1
        )
        update jobs set status = 'queued' where id in (
          select h.id from jobs h where h.batch_id = (select id from next) and h.status = 'held'
            order by h.id limit (select coalesce(max(0, max(room)), 0) from next))`),
    ),
    builtStatement(db, "events of what was released", given, () =>
      db.run(sql`insert into events (job_id, key_id, batch_id, type)
        select j.id, j.key_id, j.batch_id, 'job.status' from jobs j where ${ofKey} order by j.id`),
    ),
    builtStatement(db, "start what was released", given, () =>
      db.run(sql`insert or ignore into outbox (id, name, data)
        select 'job-' || j.id || '-' || j.engine_starts, ${queued} || j.model, json_object('jobId', j.id,
          'priority', case j.priority ${offsets} else 0 end, 'starts', j.engine_starts)
        from jobs j where ${ofKey} order by j.id`),
    ),
  ];
}

const queued: SQL = sql.raw(`'${jobQueued("")}'`);
const offsets: SQL = sql.join(
  Object.entries(priorityOffset).map(([name, seconds]) => sql.raw(`when '${name}' then ${seconds}`)),
  sql` `,
);

/** Finishes a batch that has no open job, with its event and its messages. */
function finish(db: Database, batch: BatchRow): BatchMessages {
  const given = { id: batch.id, keyId: batch.keyId, at: Date.now() };
  const { row } = placeholdersFor(given);
  const { statements, messages } = batchMessages(db, batch);
  return {
    statements: [
      builtStatement(db, "finish a batch", given, () =>
        db.run(sql`update batches set finished_at = ${row.at} where id = ${row.id} and finished_at is null
          and not exists (select 1 from jobs where batch_id = ${row.id} and status in ${open})`),
      ),
      builtStatement(db, "event of a batch", given, () =>
        db.run(sql`insert into events (job_id, key_id, batch_id, type)
          select ${row.id}, ${row.keyId}, ${row.id}, 'batch.ended' where ${ifChanged}`),
      ),
      ...statements,
    ],
    messages,
  };
}

/** The ids of the engine's events of the key's queued jobs of batches that were not sent yet. */
export async function unsentStarts(keyId: string): Promise<string[]> {
  const db = await database();
  const rows = await db
    .select({ id: sql<string>`o.id` })
    .from(sql`jobs j join outbox o on o.id = 'job-' || j.id || '-' || j.engine_starts`)
    .where(sql`j.key_id = ${keyId} and j.status = 'queued' and j.batch_id is not null and o.sent_at is null`);
  return rows.map(({ id }) => id);
}

export type RetriedItem = { id: string; engineStarts: number; plan: PlannedCall[]; estimated: number };

/**
 * Lets ended jobs of a batch wait again as their next generation, all or none; returns how many. 0: the daily budget does
 * not allow all of them, or another request has retried or stopped the batch since it was read.
 */
export async function requeueItems(batch: BatchRow, items: RetriedItem[], limits: Limits | undefined): Promise<number> {
  const db = await database();
  const { id, keyId } = batch;
  const estimated = items.reduce((sum, item) => sum + item.estimated, 0);
  const isAllowed = limits ? withinLimits(limitValues({ keyId, limits: withoutCount(limits), estimated })) : sql`true`;
  const isStoppedAsRead = sql`stopped_at is ${batch.stoppedAt?.getTime() ?? null} and deleted_at is null`;
  const given = { id, items: JSON.stringify(items), generation: batch.generation + 1 };
  const isNext = sql`exists (select 1 from batches where id = ${id} and generation = ${given.generation})`;
  const written = await writeAll([
    db
      .update(batches)
      .set({ generation: given.generation, stoppedAt: null, stopReason: null, finishedAt: null })
      .where(and(eq(batches.id, id), eq(batches.generation, batch.generation), isStoppedAsRead, isAllowed)),
    db.run(sql`update jobs set status = 'held', engine_starts = engine_starts + 1, generation = generation + 1,
        run_id = null, only = null, awaiting = null, error = null, started_at = null, finished_at = null,
        expires_at = null, max_cost_micros = null, plan = json_extract(i.value, '$.plan'),
        cost_estimated_micros = ${chargedSoFar(sql`jobs.id`)} + json_extract(i.value, '$.estimated')
      from json_each(${given.items}) i
      where jobs.id = json_extract(i.value, '$.id') and jobs.batch_id = ${id} and ${ifChanged}
        and jobs.engine_starts = json_extract(i.value, '$.engineStarts') and jobs.status in ('failed', 'cancelled')
        and jobs.deleted_at is null`),
    db.run(sql`insert into events (job_id, key_id, batch_id, type)
      select id, key_id, batch_id, 'job.status' from jobs
      where batch_id = ${id} and status = 'held' and ${isNext} order by id`),
    setAsideLostCallsOfBatch(db, id),
    ...release(db, keyId),
    ...finish(db, batch).statements,
  ]);
  return written[0] === 0 ? 0 : (written[1] ?? 0);
}
