import { and, like, lte, type SQL, sql } from "drizzle-orm";
import { jobStatuses, terminalStatuses } from "@/lib/job";
import type { Limits } from "@/lib/key";
import { micros } from "@/lib/price";
import { database } from "./client";
import { requestMinutes } from "./schema";
import { dayOf } from "./usage";

/** What a key may do. The database counts, so that the limits hold over any number of web processes. */

const underWay = jobStatuses.filter((status) => !terminalStatuses.includes(status));

const jobsUnderWay = ({ keyId, jobId = "" }: Wanted) =>
  sql`(select count(*) from jobs where key_id = ${keyId} and id <> ${jobId} and status in ${underWay})`;

/** Millionths: what was charged today, and what jobs under way may still cost. */
const committed = ({ keyId, jobId = "" }: Wanted) => sql`(
  coalesce((select actual_micros from usage where key_id = ${keyId} and day = ${dayOf()}), 0)
  + coalesce((select sum(max(0, j.cost_estimated_micros
      - coalesce((select sum(c.cost_micros) from calls c where c.job_id = j.id), 0)))
    from jobs j where j.key_id = ${keyId} and j.id <> ${jobId} and j.status in ${underWay}), 0))`;

export type Wanted = {
  keyId: string;
  limits: Limits;
  /** Millionths. */
  estimated: number;
  /** A job that is there already and starts again: one that waits for a review is not counted beside itself. */
  jobId?: string;
};

/** The condition that one more job keeps within its key's limits: part of the statement that writes it. */
export function withinLimits(wanted: Wanted): SQL {
  const { limits, estimated } = wanted;
  const { concurrentJobs, dailyBudget } = limits;
  const conditions = [sql`true`];
  if (concurrentJobs !== null) conditions.push(sql`${jobsUnderWay(wanted)} < ${concurrentJobs}`);
  // What is free is within every budget.
  if (dailyBudget !== null && estimated > 0) {
    conditions.push(sql`${committed(wanted)} + ${estimated} <= ${micros(dailyBudget)}`);
  }
  return sql.join(conditions, sql` and `);
}

/** Which limit one more job would pass now, and how much of the budget is left, in millionths. */
export async function limitInTheWay(wanted: Wanted): Promise<{ limit: "jobs" | "budget"; left: number } | null> {
  const { limits, estimated } = wanted;
  const { concurrentJobs, dailyBudget } = limits;
  if (concurrentJobs === null && (dailyBudget === null || estimated === 0)) return null;
  const db = await database();
  const [now] = await db
    .select({ jobs: sql<number>`${jobsUnderWay(wanted)}`, committed: sql<number>`${committed(wanted)}` })
    .from(sql`(select 1)`);
  const left = Math.max(0, micros(dailyBudget ?? 0) - (now?.committed ?? 0));
  if (concurrentJobs !== null && (now?.jobs ?? 0) >= concurrentJobs) return { limit: "jobs", left };
  if (dailyBudget !== null && estimated > left) return { limit: "budget", left };
  return null;
}

const mostSignIns = 10;

/** Whether one more sign-in from an address is too many within a minute: keys cannot be guessed in a hurry. */
export async function tooManySignIns(address: string): Promise<boolean> {
  const db = await database();
  const ofAddresses = like(requestMinutes.keyId, "from %");
  await db.delete(requestMinutes).where(and(ofAddresses, lte(requestMinutes.endsAt, new Date())));
  return (await countRequest(`from ${address}`)).requests > mostSignIns;
}

/**
 * Counts a request in a minute, which begins with the first one. Returns how many it has now, and when it ends. `keyId`: the
 * key's, and for what is counted by itself its name after that.
 */
export async function countRequest(keyId: string, now = Date.now()): Promise<{ requests: number; endsAt: Date }> {
  const db = await database();
  const isOver = sql`${requestMinutes.endsAt} <= ${now}`;
  const [minute] = await db
    .insert(requestMinutes)
    .values({ keyId, requests: 1, endsAt: new Date(now + 60_000) })
    .onConflictDoUpdate({
      target: requestMinutes.keyId,
      set: {
        requests: sql`case when ${isOver} then 1 else ${requestMinutes.requests} + 1 end`,
        endsAt: sql`case when ${isOver} then excluded.ends_at else ${requestMinutes.endsAt} end`,
      },
    })
    .returning();
  return minute ?? { requests: 1, endsAt: new Date(now + 60_000) };
}
