import { and, desc, eq, gt, inArray, isNotNull, lt, max, sql } from "drizzle-orm";
import { database } from "./core/client";
import { events, jobs } from "./schema";

/**
 * How many jobs have been queued for longer than `patienceMs` while no job began within that time; 0 while jobs begin,
 * however long the queue is.
 */
export async function countStuckJobs(patienceMs: number, now = Date.now()): Promise<number> {
  const db = await database();
  const since = new Date(now - patienceMs);
  const queued = db.select({ id: jobs.id }).from(jobs).where(eq(jobs.status, "queued")).orderBy(jobs.id).limit(1000);
  const stuck = await db
    .select({ id: events.jobId })
    .from(events)
    .where(and(inArray(events.type, ["job.created", "job.status"]), inArray(events.jobId, queued)))
    .groupBy(events.jobId)
    .having(lt(max(events.createdAt), sql`${since.getTime()}`));
  if (stuck.length === 0) return 0;
  const [begun] = await db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(isNotNull(jobs.startedAt), gt(jobs.startedAt, since)))
    .orderBy(desc(jobs.id))
    .limit(1);
  return begun ? 0 : stuck.length;
}
