import { and, asc, desc, eq, inArray, isNotNull, isNull, notInArray, or, sql } from "drizzle-orm";
import type { StepStatus } from "@/lib/schemas/job";
import { endedCall, heldByService } from "./call-states";
import { isOneOf } from "./core/batch";
import { builtOnce, database } from "./core/client";
import { calls, jobs } from "./schema";

/** Reads calls: steps of a job that a service works on. */

export type Call = typeof calls.$inferSelect;

export const isEnded = (call: { status: StepStatus }) => endedCall.includes(call.status);
/** Whether a person supplied the result. */
export const isByHand = (call: Pick<Call, "change">) => call.change?.output !== undefined;
export const hasSucceeded = (call: { status: StepStatus }) => call.status === "succeeded" || call.status === "cached";

const callById = builtOnce((db) =>
  db
    .select()
    .from(calls)
    .where(eq(calls.id, sql.placeholder("id")))
    .prepare(),
);

export async function findCall(id: string): Promise<Call | undefined> {
  const [call] = await (await callById()).all({ id });
  return call;
}

const callWithInbox = builtOnce((db) =>
  db
    .select({
      call: calls,
      answers: sql<number>`(select count(*) from inbox where call_id = ${sql.placeholder("id")})`,
    })
    .from(calls)
    .where(eq(calls.id, sql.placeholder("id")))
    .prepare(),
);

/** A call and the number of its stored answers. */
export async function findCallWithInbox(id: string): Promise<{ call: Call; answers: number } | undefined> {
  const [found] = await (await callWithInbox()).all({ id });
  return found;
}

/** Whether the result may be reused: a workflow marks a result that it could not use with an error. */
export const isReusable = (call: Pick<Call, "status" | "error">) => hasSucceeded(call) && call.error === null;

/** All calls of the given jobs, oldest first. A retried call has one row per generation. */
export const callsOf = async (jobIds: string[]): Promise<Call[]> =>
  jobIds.length === 0 ? [] : (await callsByJob()).all({ jobIds: JSON.stringify(jobIds) });

/** The calls of a job that have not ended. */
export const openCallsOf = async (jobId: string): Promise<Call[]> => (await openByJob()).all({ jobId });

const openByJob = builtOnce((db) =>
  db
    .select()
    .from(calls)
    .where(and(eq(calls.jobId, sql.placeholder("jobId")), notInArray(calls.status, endedCall)))
    .prepare(),
);

const callsByJob = builtOnce((db) =>
  db.select().from(calls).where(isOneOf(calls.jobId, "jobIds")).orderBy(asc(calls.id)).prepare(),
);

type Ranked = Pick<Call, "key" | "lastGeneration" | "tryNumber" | "status" | "change">;

/** The current row of each call, by key: the last try of the newest generation that uses it. */
export function currentCalls<Row extends Ranked>(rows: Row[]): Map<string, Row> {
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const known = byKey.get(row.key);
    const isLater =
      known?.lastGeneration === row.lastGeneration
        ? candidateRank(row) - candidateRank(known) || row.tryNumber - known.tryNumber
        : row.lastGeneration - (known?.lastGeneration ?? -1);
    if (isLater >= 0) byKey.set(row.key, row);
  }
  return byKey;
}

/** Of several candidates one that is being made comes first, then one that has a result. */
function candidateRank({ change, status }: Ranked): number {
  if (!change?.candidates) return 0;
  return isEnded({ status }) ? Number(hasSucceeded({ status })) : 2;
}

/** The service that a job's call went to last, unless that ended without a result. `rows`: oldest first. */
export const begunBy = (rows: Pick<Call, "key" | "service" | "status">[]) => (key: string) =>
  rows.findLast((row) => row.key === key && !["failed", "cancelled", "skipped"].includes(row.status))?.service;

const callsByKey = builtOnce((db) =>
  db
    .select()
    .from(calls)
    .where(and(eq(calls.jobId, sql.placeholder("jobId")), eq(calls.key, sql.placeholder("key"))))
    .orderBy(desc(calls.generation), desc(calls.tryNumber))
    .prepare(),
);

/** All rows of one call of a job, the newest generation first. */
export const callsWithKey = async ({ jobId, key }: Pick<Call, "jobId" | "key">): Promise<Call[]> =>
  (await callsByKey()).all({ jobId, key });

/** The same rows with the job's API key and its `cache` option; `owner` is undefined if the job does not exist. */
export async function callsAndOwner(of: Pick<Call, "jobId" | "key">) {
  const rows = await (await callsWithOwner()).all(of);
  const { keyId, cache } = rows[0] ?? {};
  const owner = keyId === undefined || cache === undefined ? undefined : { keyId, cache };
  return { owner, rows: rows.flatMap(({ call }) => call ?? []) };
}

const callsWithOwner = builtOnce((db) =>
  db
    .select({ keyId: jobs.keyId, cache: jobs.cache, call: calls })
    .from(jobs)
    .leftJoin(calls, and(eq(calls.jobId, jobs.id), eq(calls.key, sql.placeholder("key"))))
    .where(eq(jobs.id, sql.placeholder("jobId")))
    .orderBy(desc(calls.generation), desc(calls.tryNumber))
    .prepare(),
);

/** The ended calls of a job whose work must still be cancelled at the service. */
export async function callsWithCancelPending(jobId: string): Promise<Call[]> {
  const db = await database();
  return db
    .select()
    .from(calls)
    .where(and(eq(calls.jobId, jobId), eq(calls.cancelPending, true)));
}

/** The number of calls that each base URL of the services holds now. */
export async function outstandingByBase(services: string[]): Promise<Map<string, number>> {
  const db = await database();
  const rows = await db
    .select({ base: calls.base, count: sql<number>`count(*)` })
    .from(calls)
    .where(and(inArray(calls.service, services), inArray(calls.status, heldByService), isNotNull(calls.base)))
    .groupBy(calls.base);
  return new Map(rows.map(({ base, count }) => [base ?? "", count]));
}

/**
 * Mean seconds from the start of the work to the stored result, over the newest twenty calls of a service; null if there
 * are none. A call that got a receipt counts only if the service reported when the work began.
 */
export async function usualSeconds(service: string): Promise<number | null> {
  const db = await database();
  const rows = await db
    .select({ beganAt: sql<number>`coalesce(${calls.beganAt}, ${calls.submittedAt})`, finishedAt: calls.finishedAt })
    .from(calls)
    .where(
      and(
        eq(calls.service, service),
        eq(calls.status, "succeeded"),
        isNotNull(calls.submittedAt),
        or(isNotNull(calls.beganAt), isNull(calls.serviceJobId)), // without a receipt it was answered at once
      ),
    )
    .orderBy(desc(calls.finishedAt))
    .limit(20);
  const seconds = rows.map((row) => ((row.finishedAt?.getTime() ?? 0) - row.beganAt) / 1000);
  return seconds.length > 0 ? seconds.reduce((sum, one) => sum + one, 0) / seconds.length : null;
}

/** The outcome of a call so far. */
export type Result = Pick<
  Call,
  | "id"
  | "jobId"
  | "key"
  | "lastGeneration"
  | "tryNumber"
  | "rejection"
  | "service"
  | "entry"
  | "status"
  | "change"
  | "output"
  | "error"
>;

const jobWithResults = builtOnce((db) =>
  db
    .select({
      job: jobs,
      results: sql<string>`(select json_group_array(json_object('id', id, 'jobId', job_id, 'key', key,
        'lastGeneration', last_generation, 'tryNumber', try_number, 'rejection', rejection, 'service', service,
        'entry', entry, 'status', status, 'change', json(change), 'output', json(output), 'error', json(error)))
        from (select * from calls where job_id = ${sql.placeholder("id")} order by id))`,
    })
    .from(jobs)
    .where(eq(jobs.id, sql.placeholder("id")))
    .prepare(),
);

/** A job with the outcomes of its calls, oldest first. The job's run reads this whenever it continues. */
export async function findJobWithResults(id: string) {
  const [found] = await (await jobWithResults()).all({ id });
  if (!found) return undefined;
  const results: Result[] = JSON.parse(found.results);
  return { job: found.job, results };
}
