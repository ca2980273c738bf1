import { and, asc, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import { activeStatuses, type JobStatus, type StoredJobStatus, shownStatus } from "@/lib/schemas/job";
import { database } from "./core/client";
import type { JobRow } from "./jobs";
import { jobs } from "./schema";

/** The jobs of a batch. Their ids follow the order of its requests. */

const page = 100;

const ofBatch = async (batchId: string, statuses: StoredJobStatus[]): Promise<JobRow[]> => {
  const db = await database();
  return db
    .select()
    .from(jobs)
    .where(and(eq(jobs.batchId, batchId), inArray(jobs.status, statuses)))
    .orderBy(asc(jobs.id))
    .limit(page);
};

/** Some jobs that were begun and are not being cancelled. */
export const startedJobsOf = (batchId: string) => ofBatch(batchId, ["queued", "running", "awaiting_review"]);
/** Some jobs that wait to be begun. */
export const heldJobsOf = (batchId: string) => ofBatch(batchId, ["held"]);
/** The jobs in progress; their number is limited. */
export const activeJobsOf = (batchId: string) => ofBatch(batchId, [...activeStatuses]);

/** A status of the API with the stored ones that it shows. */
export const storedStatuses = (status: JobStatus): StoredJobStatus[] =>
  status === "queued" ? ["queued", "held"] : [status];

/** A page of a batch's jobs in the order of its requests; one row more than `limit`, to show whether there are more. */
export async function listItems(filter: {
  batchId: string;
  status?: JobStatus;
  after?: string;
  limit: number;
}): Promise<JobRow[]> {
  const db = await database();
  return db
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.batchId, filter.batchId),
        isNull(jobs.deletedAt),
        filter.status ? inArray(jobs.status, storedStatuses(filter.status)) : undefined,
        filter.after ? gt(jobs.id, filter.after) : undefined,
      ),
    )
    .orderBy(asc(jobs.id))
    .limit(filter.limit + 1);
}

export type Tally = {
  counts: Map<JobStatus, number>;
  /** Millionths. */
  reserved: number;
  charged: number;
  /** Mean seconds of a completed job; null before the first one. */
  seconds: number | null;
};

/** How many jobs each of these batches has by status, what they cost and how long one takes. */
export async function tallyOf(batchIds: string[]): Promise<Map<string, Tally>> {
  const tallies = new Map<string, Tally>();
  if (batchIds.length === 0) return tallies;
  const db = await database();
  const rows = await db
    .select({
      batchId: jobs.batchId,
      status: jobs.status,
      count: sql<number>`count(*)`,
      reserved: sql<number>`sum(cost_estimated_micros)`,
      charged: sql<number>`sum((select coalesce(sum(cost_micros), 0) from calls where job_id = jobs.id))`,
      seconds: sql<number | null>`avg((finished_at - started_at) / 1000.0)`,
    })
    .from(jobs)
    .where(and(inArray(jobs.batchId, batchIds), isNull(jobs.deletedAt)))
    .groupBy(jobs.batchId, jobs.status);
  for (const { batchId, status, count, reserved, charged, seconds } of rows) {
    if (batchId === null) continue;
    const tally = tallies.get(batchId) ?? { counts: new Map(), reserved: 0, charged: 0, seconds: null };
    tallies.set(batchId, tally);
    const shown = shownStatus(status);
    tally.counts.set(shown, (tally.counts.get(shown) ?? 0) + count);
    tally.reserved += reserved;
    tally.charged += charged;
    if (status === "completed") tally.seconds = seconds;
  }
  return tallies;
}

/** A page of the failed jobs and of those cancelled by `onFailure: stop`; on request, of all that were cancelled. */
export async function retriedItemsOf(
  batchId: string,
  { alsoCancelled, after }: { alsoCancelled: boolean; after: string },
): Promise<JobRow[]> {
  const db = await database();
  const wasStopped = and(eq(jobs.status, "cancelled"), sql`json_extract(${jobs.error}, '$.code') = 'batch_stopped'`);
  return db
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.batchId, batchId),
        isNull(jobs.deletedAt),
        or(eq(jobs.status, "failed"), alsoCancelled ? eq(jobs.status, "cancelled") : wasStopped),
        gt(jobs.id, after),
      ),
    )
    .orderBy(asc(jobs.id))
    .limit(page);
}
