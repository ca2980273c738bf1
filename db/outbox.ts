import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { ifChanged } from "./changes";
import { type Database, database } from "./client";
import { type Counter, countChanged } from "./counters";
import { outbox } from "./schema";

/** An event for the engine. Its id dedupes: the engine starts each function once per id. */
export type EngineEvent = { id: string; name: string; data: Record<string, unknown> };

/** Notes an event to send when the statement before it in the batch changed a row. */
export function outboxIfChanged(db: Database, event: EngineEvent) {
  return db.run(sql`insert or ignore into outbox (id, name, data)
    select ${event.id}, ${event.name}, ${JSON.stringify(event.data)} where ${ifChanged}`);
}

/** Events that nobody has sent: their sender died, the engine was away, or it is being done just now. */
export async function unsentEvents(limit = 100): Promise<EngineEvent[]> {
  const db = await database();
  return db
    .select({ id: outbox.id, name: outbox.name, data: outbox.data })
    .from(outbox)
    .where(isNull(outbox.sentAt))
    .orderBy(asc(outbox.createdAt))
    .limit(limit);
}

/** Those of these events that nobody has sent. */
export async function findUnsent(ids: string[]): Promise<EngineEvent[]> {
  const db = await database();
  return db
    .select({ id: outbox.id, name: outbox.name, data: outbox.data })
    .from(outbox)
    .where(and(inArray(outbox.id, ids), isNull(outbox.sentAt)));
}

/** Notes that events were sent, and the engine's ids of them; with a counter, counts it when nobody had noted it before. */
export async function markSent(engineIds: Record<string, string | null>, counter?: Counter): Promise<void> {
  const db = await database();
  await db.batch([
    db
      .update(outbox)
      .set({
        sentAt: new Date(),
        engineId: sql`json_extract(${JSON.stringify(engineIds)}, '$."' || ${outbox.id} || '"')`,
      })
      .where(and(inArray(outbox.id, Object.keys(engineIds)), isNull(outbox.sentAt))),
    ...(counter ? [countChanged(db, counter)] : []),
  ]);
}

/** When an event was sent to the engine, and the engine's id of it; undefined when it was not. */
export async function findSent(id: string): Promise<{ sentAt: Date; engineId: string | null } | undefined> {
  const db = await database();
  const [row] = await db
    .select({ sentAt: outbox.sentAt, engineId: outbox.engineId })
    .from(outbox)
    .where(eq(outbox.id, id));
  return row?.sentAt ? { sentAt: row.sentAt, engineId: row.engineId } : undefined;
}
