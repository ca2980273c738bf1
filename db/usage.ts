import { and, asc, desc, eq, gte, lt, lte, or, sql } from "drizzle-orm";
import { builtStatement, ifChanged } from "./core/batch";
import { type Database, database } from "./core/client";
import { usage } from "./schema";

export type UsageRow = typeof usage.$inferSelect;

/** The UTC day of a time. */
export const dayOf = (time = new Date()) => time.toISOString().slice(0, 10);

const added = {
  begun: { jobs: sql`1`, estimated: sql`cost_estimated_micros`, actual: sql`0` },
  charged: { jobs: sql`0`, estimated: sql`0`, actual: sql`${sql.placeholder("cost")}` },
};

/** Adds to the usage of the job's key today if the previous statement of the batch changed a row. */
function add(db: Database, what: keyof typeof added, of: { jobId: string; cost?: number }) {
  return builtStatement(db, what, { day: dayOf(), ...of }, () => {
    const { jobs, estimated, actual } = added[what];
    return db.run(sql`insert into usage (key_id, day, jobs, estimated_micros, actual_micros)
      select key_id, ${sql.placeholder("day")}, ${jobs}, ${estimated}, ${actual}
        from jobs where id = ${sql.placeholder("jobId")} and ${ifChanged}
      on conflict (key_id, day) do update set jobs = jobs + excluded.jobs,
        estimated_micros = estimated_micros + excluded.estimated_micros,
        actual_micros = actual_micros + excluded.actual_micros`);
  });
}

/** Counts a job that began. */
export const begunIfChanged = (db: Database, jobId: string) => add(db, "begun", { jobId });

/** Counts a call's charge; no statement when it is free. */
export const chargedIfChanged = (db: Database, jobId: string, cost: number | undefined) =>
  cost ? [add(db, "charged", { jobId, cost })] : [];

/** A page of days, newest first, of one key or of all; one row more than `limit`, to show whether there are more. */
export async function listUsage(filter: {
  from: string;
  to: string;
  keyId?: string;
  after?: { day: string; keyId: string };
  limit: number;
}): Promise<UsageRow[]> {
  const { from, to, keyId, after, limit } = filter;
  const db = await database();
  return db
    .select()
    .from(usage)
    .where(
      and(
        gte(usage.day, from),
        lte(usage.day, to),
        keyId ? eq(usage.keyId, keyId) : undefined,
        after
          ? or(lt(usage.day, after.day), and(eq(usage.day, after.day), sql`${usage.keyId} > ${after.keyId}`))
          : undefined,
      ),
    )
    .orderBy(desc(usage.day), asc(usage.keyId))
    .limit(limit + 1);
}

/** Adds to the usage of a key today what was spent without a job; less than 0 takes it back. `cost` in millionths. */
export async function chargeKey(keyId: string, cost: number): Promise<void> {
  if (cost === 0) return;
  const db = await database();
  await db
    .insert(usage)
    .values({ keyId, day: dayOf(), jobs: 0, estimated: 0, actual: cost })
    .onConflictDoUpdate({ target: [usage.keyId, usage.day], set: { actual: sql`${usage.actual} + ${cost}` } });
}
