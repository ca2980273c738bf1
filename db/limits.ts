import { and, like, lte, type SQL, sql } from "drizzle-orm";
import { micros } from "@/lib/pricing";
import { activeStatuses, openStatuses } from "@/lib/schemas/job";
import type { Limits } from "@/lib/schemas/key";
import { builtOnce, database } from "./core/client";
import { requestMinutes } from "./schema";
import { dayOf } from "./usage";

/** The limits of a key. The database counts, so that they hold across web processes. */

/** The values of the conditions, or placeholders with the same names. Null: no such limit. */
type Values = {
  keyId: string;
  jobId: string;
  day: string;
  /** Millionths. */
  estimated: number;
  concurrentJobs: number | null;
  /** Millionths. Work without a price is within every budget. */
  dailyBudget: number | null;
};

export const limitValues = ({ keyId, limits, estimated, jobId = "" }: Wanted): Values => {
  const { concurrentJobs, dailyBudget } = limits;
  const budget = dailyBudget === null || estimated === 0 ? null : micros(dailyBudget);
  return { keyId, jobId, day: dayOf(), estimated, concurrentJobs, dailyBudget: budget };
};

const jobsUnderWay = ({ keyId, jobId }: Values) =>
  sql`(select count(*) from jobs where key_id = ${keyId} and id <> ${jobId} and status in ${activeStatuses})`;

/**
 * Millionths: today's charges, reservations of unfinished jobs and of batches that are being written, and what ended jobs (also the one that continues) may
 * still be charged for work that must be cancelled at its service.
 */
const committed = ({ keyId, jobId, day }: Pick<Values, "keyId" | "jobId" | "day">) => sql`(
  coalesce((select actual_micros from usage where key_id = ${keyId} and day = ${day}), 0)
  + coalesce((select sum(max(0, j.cost_estimated_micros
      - coalesce((select sum(c.cost_micros) from calls c where c.job_id = j.id), 0)))
    from jobs j where j.key_id = ${keyId} and j.id <> ${jobId} and j.status in ${openStatuses}), 0)
  + coalesce((select sum(b.reserved_micros) from batches b
    where b.key_id = ${keyId} and b.writing_until is not null), 0)
  + coalesce((select sum(${owed}) from calls c join jobs j on j.id = c.job_id
    where c.cancel_pending = 1 and j.key_id = ${keyId} and j.status not in ${openStatuses}), 0))`;

/** Millionths: the planned price of a call `c` of a job `j`: charged if its service can no longer cancel the work. */
const owed = sql`coalesce((select max(cast(round(json_extract(p.value, '$.price') * 1000000) as integer))
  from json_each(j.plan) p where json_extract(p.value, '$.key') = c.key), 0)`;

/** Millionths: what a job was charged, and what it may still be charged for work that must be cancelled. */
export const chargedSoFar = (jobId: string | SQL): SQL => sql`(
  coalesce((select sum(c.cost_micros) from calls c where c.job_id = ${jobId}), 0)
  + coalesce((select sum(${owed}) from calls c join jobs j on j.id = c.job_id
    where c.cancel_pending = 1 and c.job_id = ${jobId}), 0))`;

export type Wanted = {
  keyId: string;
  limits: Limits;
  /** Millionths. */
  estimated: number;
  /** An existing job that continues: its earlier reservation is not counted in addition to the new one. */
  jobId?: string;
};

/** The SQL condition that one more job keeps within its key's limits: part of the statement that writes the job. */
export function withinLimits(values: Values): SQL {
  const { concurrentJobs, estimated, dailyBudget } = values;
  const conditions = [sql`true`];
  if (concurrentJobs !== null) conditions.push(sql`${jobsUnderWay(values)} < ${concurrentJobs}`);
  if (dailyBudget !== null) conditions.push(sql`${committed(values)} + ${estimated} <= ${dailyBudget}`);
  return sql.join(conditions, sql` and `);
}

/** The limit that one more job would exceed now, and how much of the budget is left, in millionths. */
export async function limitInTheWay(wanted: Wanted): Promise<{ limit: "jobs" | "budget"; left: number } | null> {
  const values = limitValues(wanted);
  const { concurrentJobs, dailyBudget, estimated } = values;
  if (concurrentJobs === null && dailyBudget === null) return null;
  const db = await database();
  const [now] = await db
    .select({ jobs: sql<number>`${jobsUnderWay(values)}`, committed: sql<number>`${committed(values)}` })
    .from(sql`(select 1)`);
  const left = Math.max(0, (dailyBudget ?? 0) - (now?.committed ?? 0));
  if (concurrentJobs !== null && (now?.jobs ?? 0) >= concurrentJobs) return { limit: "jobs", left };
  if (dailyBudget !== null && estimated > left) return { limit: "budget", left };
  return null;
}

/** Millionths: what counts towards a key's budget today, its charges and the reservations of unfinished jobs. */
export async function usedToday(keyId: string): Promise<number> {
  const db = await database();
  const [now] = await db
    .select({ used: sql<number>`${committed({ keyId, jobId: "", day: dayOf() })}` })
    .from(sql`(select 1)`);
  return now?.used ?? 0;
}

/** Millionths that are left of a key's budget today; infinite without a budget. */
export async function budgetLeft({ id, limits }: { id: string; limits: Limits }): Promise<number> {
  if (limits.dailyBudget === null) return Number.POSITIVE_INFINITY;
  return Math.max(0, micros(limits.dailyBudget) - (await usedToday(id)));
}

const mostSignIns = 10;
/**
 * Per minute for all addresses behind one peer: a proxy that forwards a visitor's own header lets the visitor claim any
 * address.
 */
const mostOfPeer = 300;

/** Whether this sign-in exceeds the limit per minute of its address or peer, which slows down the guessing of keys. */
export async function tooManySignIns({ address, peer }: { address: string; peer: string }): Promise<boolean> {
  const db = await database();
  const ofAddresses = like(requestMinutes.keyId, "from %");
  await db.delete(requestMinutes).where(and(ofAddresses, lte(requestMinutes.endsAt, new Date())));
  const isOver = async (name: string, most: number) => (await countRequest(`from ${name}`)).requests > most;
  return (await isOver(address, mostSignIns)) || (await isOver(`all of ${peer}`, mostOfPeer));
}

/**
 * Counts a request in a minute that begins with its first request. Returns the count and the minute's end. `keyId`: a
 * key's id, or a name of another counter.
 */
export async function countRequest(keyId: string, now = Date.now()): Promise<{ requests: number; endsAt: Date }> {
  const endsAt = new Date(now + 60_000);
  const [minute] = await (await counting()).all({ keyId, now, endsAt });
  return minute ?? { requests: 1, endsAt };
}

const counting = builtOnce((db) => {
  const isOver = sql`${requestMinutes.endsAt} <= ${sql.placeholder("now")}`;
  return db
    .insert(requestMinutes)
    .values({ keyId: sql.placeholder("keyId"), requests: 1, endsAt: sql.placeholder("endsAt") })
    .onConflictDoUpdate({
      target: requestMinutes.keyId,
      set: {
        requests: sql`case when ${isOver} then 1 else ${requestMinutes.requests} + 1 end`,
        endsAt: sql`case when ${isOver} then excluded.ends_at else ${requestMinutes.endsAt} end`,
      },
    })
    .returning()
    .prepare();
});
