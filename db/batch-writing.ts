import { and, eq, gt, inArray, isNotNull, lt, sql } from "drizzle-orm";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import type { Limits } from "@/lib/schemas/key";
import { type NewBatch, release, withoutCount } from "./batches";
import { builtStatement, ifChanged, insertWhen, placeholdersFor, writeAll } from "./core/batch";
import { database } from "./core/client";
import { isDatabaseAway } from "./core/errors";
import type { Once } from "./idempotency";
import { limitValues, withinLimits } from "./limits";
import { batches, idempotency, jobs, type NewJob } from "./schema";
import { dayOf } from "./usage";

/**
 * A batch is written in portions, because one write of a thousand jobs would hold up the whole process. Until its
 * `writingUntil` is null no query shows it and none of its jobs begins. If its process dies, the batch is removed.
 */

/** Jobs per write. */
const portion = 40;
/** Milliseconds without a write after which the process that writes a batch counts as dead. */
const leaseMs = 30_000;

const kept = globalThis as typeof globalThis & { nextsceneBatchesBeingWritten?: Set<string> };
kept.nextsceneBatchesBeingWritten ??= new Set();
/** The batches that this process writes. */
const own = kept.nextsceneBatchesBeingWritten;

type BatchJob = Omit<NewJob, "batchId" | "position" | "keyId">;
const costOf = (items: BatchJob[]) => items.reduce((sum, { costEstimated = 0 }) => sum + costEstimated, 0);

/**
 * Writes a batch and all its jobs, which wait as `held`. False when the key's daily budget does not allow all of them.
 * Fails when the Idempotency-Key is taken. After a failure nothing of the batch stays.
 */
export async function addBatch(
  batch: NewBatch,
  items: BatchJob[],
  { limits, once }: { limits: Limits; once?: Once },
): Promise<boolean> {
  own.add(batch.id);
  try {
    if (!(await reserve(batch, costOf(items), { limits, once }))) return false;
    for (let from = 0; from < items.length; from += portion) {
      await writeJobs(batch, items.slice(from, from + portion), from);
      failpoint("mid-batch");
    }
    await admit(batch);
    return true;
  } catch (error) {
    const removing = removeUnwritten(batch.id).catch(() => {}); // the reconciler tries again
    if (!isDatabaseAway(error)) await removing;
    throw error;
  } finally {
    own.delete(batch.id);
  }
}

/** Reserves the whole price, so that no other request takes the budget between two portions. */
async function reserve(batch: NewBatch, reserved: number, { limits, once }: { limits: Limits; once?: Once }) {
  const db = await database();
  const { id, keyId } = batch;
  const isAllowed = withinLimits(limitValues({ keyId, limits: withoutCount(limits), estimated: reserved }));
  const row = { ...batch, reserved, writingUntil: new Date(Date.now() + leaseMs) };
  const written = await writeAll([
    insertWhen(db, batches, row, isAllowed),
    ...(once ? [insertWhen(db, idempotency, { keyId, jobId: id, ...once }, ifChanged)] : []),
  ]);
  return written[0] !== 0;
}

/** Written until another process has taken the batch for abandoned. */
const isOurs = (id: string) => and(eq(batches.id, id), gt(batches.writingUntil, new Date(0)));

async function writeJobs({ id, keyId }: NewBatch, items: BatchJob[], from: number): Promise<void> {
  const db = await database();
  const isThere = sql`exists (select 1 from batches where id = ${sql.placeholder("batchId")} and writing_until > 0)`;
  const rows = items.map((item, i) => {
    const given = { ...item, keyId, batchId: id, position: from + i, status: "held" as const };
    const { row, shape } = placeholdersFor(given);
    return builtStatement(db, `job of a batch ${shape}`, given, () => insertWhen(db, jobs, row, isThere));
  });
  const reserved = sql`${batches.reserved} - ${costOf(items)}`;
  const writingUntil = new Date(Date.now() + leaseMs);
  const written = await writeAll([db.update(batches).set({ reserved, writingUntil }).where(isOurs(id)), ...rows]);
  if (written[0] === 0) throw tooSlow();
}

const tooSlow = () =>
  new Problem("unavailable", "Storing the batch took too long, so nothing of it was stored. Send it again.", {
    headers: { "retry-after": "5" },
  });

/** Shows the batch, counts its jobs and begins the first ones. */
async function admit({ id, keyId }: NewBatch): Promise<void> {
  const db = await database();
  const written = await writeAll([
    db.update(batches).set({ writingUntil: null, reserved: 0 }).where(isOurs(id)),
    db.run(sql`insert into usage (key_id, day, jobs, estimated_micros)
      select key_id, ${dayOf()}, count(*), sum(cost_estimated_micros) from jobs
        where batch_id = ${id} and ${ifChanged} group by key_id
      on conflict (key_id, day) do update set jobs = jobs + excluded.jobs,
        estimated_micros = estimated_micros + excluded.estimated_micros`),
    db.run(sql`insert into events (job_id, key_id, batch_id, type)
      select id, key_id, batch_id, 'job.created' from jobs where batch_id = ${id} and ${ifChanged} order by id`),
    ...release(db, keyId),
  ]);
  if (written[0] === 0) throw tooSlow();
}

/** Whether a batch is being written, and by a process that lives. */
export async function writingState(id: string, now = Date.now()): Promise<"writing" | "abandoned" | "over"> {
  const db = await database();
  const [row] = await db.select({ until: batches.writingUntil }).from(batches).where(eq(batches.id, id));
  if (!row?.until) return "over";
  return isAbandoned(id, row.until, now) ? "abandoned" : "writing";
}

/** A database file has one web process, which is this one. */
const isAbandoned = (id: string, until: Date, now: number) =>
  !own.has(id) && (until.getTime() < now || env().DATABASE_URL.startsWith("file:"));

/** Removes the batches whose processes died while they wrote them. */
export async function removeAbandonedBatches(now = Date.now()): Promise<void> {
  const db = await database();
  const rows = await db
    .select({ id: batches.id, until: batches.writingUntil })
    .from(batches)
    .where(isNotNull(batches.writingUntil));
  for (const { id, until } of rows) if (until && isAbandoned(id, until, now)) await removeUnwritten(id);
}

/** Removes a batch that was not written to its end, with its Idempotency-Key. No writer adds to it any more. */
export async function removeUnwritten(id: string): Promise<void> {
  const db = await database();
  const isUnwritten = and(eq(batches.id, id), isNotNull(batches.writingUntil));
  const marked = await writeAll([
    db
      .update(batches)
      .set({ writingUntil: new Date(0) })
      .where(isUnwritten),
  ]);
  if (marked[0] === 0) return;
  for (let removed = 1; removed > 0; ) {
    const some = db.select({ id: jobs.id }).from(jobs).where(eq(jobs.batchId, id)).limit(portion);
    [removed = 0] = await writeAll([db.delete(jobs).where(inArray(jobs.id, some))]);
  }
  await writeAll([
    db.delete(idempotency).where(eq(idempotency.jobId, id)),
    db.delete(batches).where(and(isUnwritten, lt(batches.writingUntil, new Date(1)))),
  ]);
}
