import { and, asc, eq, isNull, lt, sql } from "drizzle-orm";
import { ifChanged } from "./changes";
import { type Database, database } from "./client";
import { outbox } from "./schema";

/** An event for the engine. Its id dedupes: the engine starts each function once per id. */
export type EngineEvent = { id: string; name: string; data: Record<string, unknown> };

/** Notes an event to send when the statement before it in the batch changed a row. */
export function outboxIfChanged(db: Database, event: EngineEvent) {
  return db.run(sql`insert or ignore into outbox (id, name, data)
    select ${event.id}, ${event.name}, ${JSON.stringify(event.data)} where ${ifChanged}`);
}

/** Events noted before `olderThan` that nobody has sent: their sender died or the engine was away. */
export async function unsentEvents(olderThan: Date, limit = 100): Promise<EngineEvent[]> {
  const db = await database();
  return db
    .select({ id: outbox.id, name: outbox.name, data: outbox.data })
    .from(outbox)
    .where(and(isNull(outbox.sentAt), lt(outbox.createdAt, olderThan)))
    .orderBy(asc(outbox.createdAt))
    .limit(limit);
}

export async function findUnsent(id: string): Promise<EngineEvent | undefined> {
  const db = await database();
  const [row] = await db
    .select({ id: outbox.id, name: outbox.name, data: outbox.data })
    .from(outbox)
    .where(and(eq(outbox.id, id), isNull(outbox.sentAt)));
  return row;
}

export async function markSent(id: string): Promise<void> {
  const db = await database();
  await db.update(outbox).set({ sentAt: new Date() }).where(eq(outbox.id, id));
}

/** When an event was sent to the engine; null when it was not. */
export async function sentAt(id: string): Promise<Date | null> {
  const db = await database();
  const [row] = await db.select({ sentAt: outbox.sentAt }).from(outbox).where(eq(outbox.id, id));
  return row?.sentAt ?? null;
}
