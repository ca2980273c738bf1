import { asc, desc, gt, sql } from "drizzle-orm";
import { ifChanged } from "./changes";
import { type Database, database } from "./client";
import { events } from "./schema";

export type EventType =
  | "job.created"
  | "job.status"
  | "job.completed"
  | "job.failed"
  | "job.cancelled"
  | "step"
  | "progress";
export type EventRow = typeof events.$inferSelect;

/** Appends an event when the statement before it in the batch changed a row. */
export function eventIfChanged(db: Database, event: { jobId: string; type: EventType; step?: string }) {
  return db.run(sql`insert into events (job_id, key_id, type, step)
    select id, key_id, ${event.type}, ${event.step ?? null} from jobs where id = ${event.jobId} and ${ifChanged}`);
}

export async function eventsAfter(seq: number, limit = 500): Promise<EventRow[]> {
  const db = await database();
  return db.select().from(events).where(gt(events.seq, seq)).orderBy(asc(events.seq)).limit(limit);
}

export async function newestSeq(): Promise<number> {
  const db = await database();
  const [row] = await db.select({ seq: events.seq }).from(events).orderBy(desc(events.seq)).limit(1);
  return row?.seq ?? 0;
}
