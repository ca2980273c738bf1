import { sql } from "drizzle-orm";
import { ifChanged } from "./core/batch";
import { type Database, database } from "./core/client";
import { counters } from "./schema";

/** The problems that the app repairs automatically; `GET /health` shows how often. */
export const counterNames = [
  "events.resent",
  "jobs.redriven",
  "deliveries.resent",
  "calls.released",
  "calls.given_up",
  "parts.removed",
  "files.removed",
  /** An unfinished job names an asset whose file is missing; counted each time it is seen. */
  "files.missing",
  "rows.removed",
  "assets.expired",
  "jobs.expired",
] as const;
export type Counter = (typeof counterNames)[number];

/** Follows a statement in a batch and counts the rows that it changed, so that the count is exact. */
export function countChanged(db: Database, name: Counter) {
  return db.run(sql`insert into counters (name, value) select ${name}, changes() where ${ifChanged}
    on conflict (name) do update set value = value + excluded.value`);
}

/** Counts work done outside of the database. */
export async function count(name: Counter, times = 1): Promise<void> {
  if (times === 0) return;
  const db = await database();
  await db
    .insert(counters)
    .values({ name, value: times })
    .onConflictDoUpdate({ target: counters.name, set: { value: sql`value + ${times}` } });
}

export async function readCounters(): Promise<Record<Counter, number>> {
  const db = await database();
  const rows = new Map((await db.select().from(counters)).map(({ name, value }) => [name, value]));
  return Object.fromEntries(counterNames.map((name) => [name, rows.get(name) ?? 0])) as Record<Counter, number>;
}
