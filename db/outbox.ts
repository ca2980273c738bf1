import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { EngineData } from "@/lib/event-names";
import { builtStatement, ifChanged, isOneOf, placeholdersFor } from "./core/batch";
import { builtOnce, type Database, database } from "./core/client";
import { type Counter, countChanged } from "./counters";
import { outbox } from "./schema";

/** An event for the engine. Its id dedupes: the engine starts each function once per id. */
export type EngineEvent = {
  [Name in keyof EngineData]: { id: string; name: Name; data: EngineData[Name] };
}[keyof EngineData];
export type StoredEvent = { id: string; name: string; data: Record<string, unknown> };

/** Seconds by which a job's priority shifts its age in the engine's queue. */
export const priorityOffset: Record<"low" | "normal" | "high" | "urgent", number> = {
  low: -300,
  normal: 0,
  high: 300,
  urgent: 600,
};

/** Stores an event to send if the previous statement of the batch changed a row. */
export function outboxIfChanged(db: Database, { id, name, data }: EngineEvent) {
  const given = { id, name, data: JSON.stringify(data) };
  return builtStatement(db, "outbox", given, () => {
    const { row } = placeholdersFor(given);
    return db.run(sql`insert or ignore into outbox (id, name, data)
      select ${row.id}, ${row.name}, ${row.data} where ${ifChanged}`);
  });
}

/** Unsent events: their sender died, the engine was away, or a process is sending them now. */
export async function unsentEvents(limit = 100): Promise<StoredEvent[]> {
  const db = await database();
  return db
    .select({ id: outbox.id, name: outbox.name, data: outbox.data })
    .from(outbox)
    .where(isNull(outbox.sentAt))
    .orderBy(asc(outbox.createdAt))
    .limit(limit);
}

const unsentAmong = builtOnce((db) =>
  db
    .select({ id: outbox.id, name: outbox.name, data: outbox.data })
    .from(outbox)
    .where(and(isOneOf(outbox.id, "ids"), isNull(outbox.sentAt)))
    .prepare(),
);

/** Those of these events that were not sent. */
export const findUnsent = async (ids: string[]): Promise<StoredEvent[]> =>
  (await unsentAmong()).all({ ids: JSON.stringify(ids) });

/**
 * Records that events were sent, with the engine's ids; counts those that were unsent until now if a counter is given.
 */
export async function markSent(engineIds: Record<string, string | null>, counter?: Counter): Promise<void> {
  const db = await database();
  const given = {
    sentAt: new Date(),
    engineIds: JSON.stringify(engineIds),
    ids: JSON.stringify(Object.keys(engineIds)),
  };
  await db.batch([
    builtStatement(db, "sent", given, () => {
      const { sentAt, engineIds } = placeholdersFor(given).row;
      const engineId = sql`json_extract(${engineIds}, '$."' || ${outbox.id} || '"')`;
      return db
        .update(outbox)
        .set({ sentAt, engineId })
        .where(and(isOneOf(outbox.id, "ids"), isNull(outbox.sentAt)));
    }),
    ...(counter ? [countChanged(db, counter)] : []),
  ]);
}

/** The time an event was sent and the engine's id of it; undefined when it was not sent. */
export async function findSent(id: string): Promise<{ sentAt: Date; engineId: string | null } | undefined> {
  const db = await database();
  const [row] = await db
    .select({ sentAt: outbox.sentAt, engineId: outbox.engineId })
    .from(outbox)
    .where(eq(outbox.id, id));
  return row?.sentAt ? { sentAt: row.sentAt, engineId: row.engineId } : undefined;
}
