import { and, asc, desc, eq, gt, lte, sql } from "drizzle-orm";
import type { EventType } from "@/lib/event-names";
import { builtStatement, ifChanged } from "./core/batch";
import { builtOnce, type Database, database } from "./core/client";
import { events } from "./schema";

export type EventRow = typeof events.$inferSelect;

/** Appends an event if the previous statement of the batch changed a row. */
export function eventIfChanged(db: Database, event: { jobId: string; type: EventType; step?: string }) {
  const given = { ...event, step: event.step ?? null };
  return builtStatement(db, "event", given, () => {
    const [jobId, type, step] = ["jobId", "type", "step"].map(sql.placeholder);
    return db.run(sql`insert into events (job_id, key_id, batch_id, type, step)
      select id, key_id, batch_id, ${type}, ${step} from jobs where id = ${jobId} and ${ifChanged}`);
  });
}

/** Records that a step reported its progress; replaces the step's earlier progress event. */
export async function progressChanged({ jobId, key }: { jobId: string; key: string }): Promise<void> {
  const db = await database();
  const ofStep = and(eq(events.jobId, jobId), eq(events.type, "progress"), eq(events.step, key));
  await db.batch([
    db.delete(events).where(ofStep),
    db.run(sql`insert into events (job_id, key_id, batch_id, type, step)
      select id, key_id, batch_id, 'progress', ${key} from jobs where id = ${jobId}`),
  ]);
}

export async function eventsAfter(seq: number, limit = 500): Promise<EventRow[]> {
  const db = await database();
  return db.select().from(events).where(gt(events.seq, seq)).orderBy(asc(events.seq)).limit(limit);
}

/** The events of one job, of one batch, of one key or of all keys. */
export type Topic = { jobId: string } | { batchId: string } | { keyId: string } | "all";

const most = 500;

/**
 * The events that a watcher missed after `after`, up to `upTo`; null when some of them were removed, or when there are
 * too many to send one by one.
 */
export async function eventsBetween(topic: Topic, after: number, upTo: number): Promise<EventRow[] | null> {
  const db = await database();
  const [oldest] = await db.select({ seq: events.seq }).from(events).orderBy(asc(events.seq)).limit(1);
  if (!oldest || after < oldest.seq || after > upTo || upTo - after > 20 * most) return null;
  const rows = await db
    .select()
    .from(events)
    .where(and(ofTopic(topic), gt(events.seq, after), lte(events.seq, upTo)))
    .orderBy(asc(events.seq))
    .limit(most + 1);
  return rows.length > most ? null : rows;
}

function ofTopic(topic: Topic) {
  if (topic === "all") return undefined;
  if ("jobId" in topic) return eq(events.jobId, topic.jobId);
  return "batchId" in topic ? eq(events.batchId, topic.batchId) : eq(events.keyId, topic.keyId);
}

const newestOfJob = builtOnce((db) =>
  db
    .select({ createdAt: events.createdAt })
    .from(events)
    .where(eq(events.jobId, sql.placeholder("jobId")))
    .orderBy(desc(events.seq))
    .limit(1)
    .prepare(),
);

/** The time of a job's newest event. */
export async function newestEventAt(jobId: string): Promise<Date | undefined> {
  const [row] = await (await newestOfJob()).all({ jobId });
  return row?.createdAt;
}

export async function newestSeq(): Promise<number> {
  const db = await database();
  const [row] = await db.select({ seq: events.seq }).from(events).orderBy(desc(events.seq)).limit(1);
  return row?.seq ?? 0;
}
