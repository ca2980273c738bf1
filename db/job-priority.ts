import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { openStatuses } from "@/lib/schemas/job";
import { writeTogether } from "./core/batch";
import { database } from "./core/client";
import { eventIfChanged } from "./events";
import { type JobRow, startEvent } from "./jobs";
import { outboxIfChanged, priorityOffset } from "./outbox";
import { jobs, outbox } from "./schema";

/** The most seconds by which the engine shifts a job. */
const mostShift = 600;

/**
 * Gives an open job another priority. A queued job gets a new start event, because the engine orders jobs by the one that
 * started them; returns the event's id, or null where the engine needs none. False: the job has ended.
 */
export async function prioritize(job: JobRow, priority: JobRow["priority"]): Promise<string | null | false> {
  const db = await database();
  const shift = job.status === "queued" ? await shiftFor(job, priority) : null;
  const changed = eventIfChanged(db, { jobId: job.id, type: "job.status" });
  if (shift !== null) {
    const next = { ...job, priority, engineStarts: job.engineStarts + 1 };
    const event = startEvent(next);
    const isMoved = await writeTogether([
      db
        .update(jobs)
        .set({ priority, engineStarts: next.engineStarts, runId: null })
        .where(
          and(
            eq(jobs.id, job.id),
            eq(jobs.status, "queued"),
            eq(jobs.engineStarts, job.engineStarts),
            isNull(jobs.deletedAt),
          ),
        ),
      changed,
      outboxIfChanged(db, { ...event, data: { ...event.data, priority: shift } }),
    ]);
    if (isMoved) return event.id;
  }
  const isNoted = await writeTogether([
    db
      .update(jobs)
      .set({ priority })
      .where(and(eq(jobs.id, job.id), inArray(jobs.status, [...openStatuses]))),
    changed,
  ]);
  return isNoted ? null : false;
}

/**
 * Seconds by which the engine must shift a job that it gets now, so that the job keeps its age; null when the job is
 * better off where it is, because it has waited for longer than the engine can shift it.
 */
async function shiftFor(job: JobRow, priority: JobRow["priority"], now = Date.now()): Promise<number | null> {
  const db = await database();
  const [sent] = await db
    .select({ createdAt: outbox.createdAt, shift: sql<number>`json_extract(data, '$.priority')` })
    .from(outbox)
    .where(eq(outbox.id, startEvent(job).id));
  if (!sent) return null;
  const age = (now - sent.createdAt.getTime()) / 1000 + sent.shift;
  const wanted = age - priorityOffset[job.priority] + priorityOffset[priority];
  const shift = Math.round(Math.min(mostShift, Math.max(-mostShift, wanted)));
  const isPromoted = priorityOffset[priority] > priorityOffset[job.priority];
  return isPromoted && shift <= age ? null : shift;
}
