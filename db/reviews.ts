import { and, eq, inArray, sql } from "drizzle-orm";
import { writeTogether } from "./changes";
import { database } from "./client";
import { eventIfChanged } from "./events";
import { type JobRow, startEvent } from "./jobs";
import { outboxIfChanged } from "./outbox";
import { jobs } from "./schema";

/** Lets a job wait until a person has looked at what it has. Its run at the engine ends; nothing is held there. */
export async function awaitReview(jobId: string, what: string): Promise<void> {
  const db = await database();
  await writeTogether([
    db
      .update(jobs)
      .set({ status: "awaiting_review", awaiting: what })
      .where(and(eq(jobs.id, jobId), inArray(jobs.status, ["queued", "running"]))),
    eventIfChanged(db, { jobId, type: "job.status" }),
  ]);
}

/** Lets a job that waits for a review go on; everything it has stands. The event to send, or null when it does not wait. */
export async function approveJob(job: JobRow): Promise<string | null> {
  const db = await database();
  const event = startEvent({ ...job, starts: job.starts + 1 });
  const changed = await writeTogether([
    db
      .update(jobs)
      .set({
        status: "queued",
        starts: job.starts + 1,
        runId: null,
        startedAt: null,
        awaiting: null,
        approved: sql`json_insert(approved, '$[#]', awaiting)`,
      })
      .where(and(eq(jobs.id, job.id), eq(jobs.status, "awaiting_review"), eq(jobs.starts, job.starts))),
    eventIfChanged(db, { jobId: job.id, type: "job.status" }),
    outboxIfChanged(db, event),
  ]);
  return changed ? event.id : null;
}
