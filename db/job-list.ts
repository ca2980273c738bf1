import { and, asc, type Column, count, desc, eq, gt, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { tellingOptions } from "@/lib/job-title";
import type { JobStatus } from "@/lib/schemas/job";
import { storedStatuses } from "./batch-items";
import { isOneOf } from "./core/batch";
import { builtOnce, type Database, database } from "./core/client";
import type { JobRow } from "./jobs";
import { jobs } from "./schema";

export type JobFilter = {
  /** The key's jobs; without it, the jobs of all keys. */
  keyId?: string;
  batchId?: string;
  status?: JobStatus;
  model?: string;
  createdAfter?: Date;
  createdBefore?: Date;
  starred?: boolean;
  project?: string;
  /** Only jobs that wait for a person: see `needsYou` below. */
  needsYou?: boolean;
  /** Text in the title or the prompt. */
  q?: string;
  /** The page of older jobs after this one, or of newer ones before it. */
  after?: string;
  before?: string;
  limit: number;
};

/** How many jobs one page of a search reads, which limits the time of a search. */
export const lookedAtMost = 5_000;

/**
 * A page of jobs, newest first. Ids begin with the time, so they sort by creation. A search may return a short page
 * with `hasMore`: continue it at `reached`.
 */
export async function listJobs(filter: JobFilter): Promise<{ rows: JobRow[]; hasMore: boolean; reached?: string }> {
  const db = await database();
  const inOrder = (rows: JobRow[]) => (filter.before ? rows.toReversed() : rows);
  if (filter.q === undefined && !filter.needsYou) {
    const rows = await pageOf(db, filter);
    return { rows: inOrder(rows.slice(0, filter.limit)), hasMore: rows.length > filter.limit };
  }
  const [found, [edge]] = await Promise.all([searchOf(db, filter), edgeOf(db, filter)]);
  const ids = found.slice(0, filter.limit).map(({ id }) => id);
  const byId = new Map((await findJobs(ids)).map((job) => [job.id, job]));
  const rows = inOrder(ids.flatMap((id) => byId.get(id) ?? []));
  return found.length > filter.limit
    ? { rows, hasMore: true, reached: ids.at(-1) }
    : { rows, hasMore: edge !== undefined, reached: edge?.id };
}

export async function findJobs(ids: string[]): Promise<JobRow[]> {
  return ids.length === 0 ? [] : (await jobsByIds()).all({ ids: JSON.stringify(ids) });
}

const jobsByIds = builtOnce((db) => db.select().from(jobs).where(isOneOf(jobs.id, "ids")).prepare());

const queuedBetween = builtOnce((db) =>
  db
    .select({ count: count() })
    .from(jobs)
    .where(and(eq(jobs.status, "queued"), gte(jobs.id, sql.placeholder("from")), lt(jobs.id, sql.placeholder("until"))))
    .prepare(),
);

const heldBefore = builtOnce((db) =>
  db
    .select({ count: count() })
    .from(jobs)
    .where(
      and(eq(jobs.batchId, sql.placeholder("batchId")), eq(jobs.status, "held"), lt(jobs.id, sql.placeholder("until"))),
    )
    .prepare(),
);

/**
 * How many jobs are queued before each of these that waits. Adds up the counts between them, so that the queue is read
 * once. A held job also waits for those of its batch before it, and for all that are queued now.
 */
export async function jobsAheadOf(waiting: Pick<JobRow, "id" | "status" | "batchId">[]): Promise<Map<string, number>> {
  const ahead = new Map<string, number>();
  let before = 0;
  let last = "";
  const queued = waiting.filter(({ status }) => status === "queued").map(({ id }) => id);
  for (const id of queued.sort()) {
    const [between] = await (await queuedBetween()).all({ from: last, until: id });
    before += between?.count ?? 0;
    ahead.set(id, before);
    last = id;
  }
  const held = waiting.filter(({ status }) => status === "held");
  const [all] = held.length > 0 ? await (await queuedBetween()).all({ from: "", until: "~" }) : [];
  for (const { id, batchId } of held) {
    const [ofBatch] = await (await heldBefore()).all({ batchId, until: id });
    ahead.set(id, (all?.count ?? 0) + (ofBatch?.count ?? 0));
  }
  return ahead;
}

/** One row more than `limit`, to show whether there are more. */
export const pageOf = (db: Database, filter: JobFilter) =>
  db
    .select()
    .from(jobs)
    .where(matching(filter))
    .orderBy(orderOf(filter))
    .limit(filter.limit + 1);

/** The title and the texts that are a job's title without one, in SQL. */
const saidIn = (of: SQL) =>
  sql.join(
    [
      sql`coalesce(${of}.title, '')`,
      ...tellingOptions.map((name) => sql`coalesce(json_extract(${of}.options, ${sql.raw(`'$.${name}'`)}), '')`),
    ],
    sql` || char(10) || `,
  );

/** A text as a pattern of `like … escape '\\'` that finds it literally anywhere. */
export const patternOf = (q: string) => `%${q.replace(/[\\%_]/g, "\\$&")}%`;

/** Whether a job's title or prompt has the text, in SQL. `of`: the table's name in the query. */
export const says = (of: SQL, q: string) => sql`${saidIn(of)} like ${patternOf(q)} escape '\\'`;

/** A review, a step whose submission could not be confirmed, or a failure that a retry may mend. */
const needsYou = sql`(jobs.status = 'awaiting_review'
  or (jobs.status = 'failed' and json_extract(jobs.error, '$.retryable') = 1)
  or (jobs.status = 'running' and exists (
    select 1 from calls c where c.job_id = jobs.id and c.status = 'unconfirmed' and c.last_generation = jobs.generation)))`;

/** The ids of the jobs that it finds among the next `lookedAtMost` jobs. */
export function searchOf(db: Database, filter: JobFilter) {
  const { q } = filter;
  const isFound = [...(q === undefined ? [] : [says(sql`jobs`, q)]), ...(filter.needsYou ? [needsYou] : [])];
  const looked = db
    .select({ id: jobs.id, found: sql<number>`(${sql.join(isFound, sql` and `)})`.as("found") })
    .from(jobs)
    .where(matching(filter))
    .orderBy(orderOf(filter))
    .limit(lookedAtMost)
    .as("looked");
  return db
    .select({ id: looked.id })
    .from(looked)
    .where(sql`${looked.found}`)
    .limit(filter.limit + 1);
}

/** The last job that a search reads; no row when it reads all that remain. */
export const edgeOf = (db: Database, filter: JobFilter) =>
  db
    .select({ id: jobs.id })
    .from(jobs)
    .where(matching(filter))
    .orderBy(orderOf(filter))
    .limit(1)
    .offset(lookedAtMost - 1);

const orderOf = ({ before }: JobFilter) => (before ? asc(jobs.id) : desc(jobs.id));

/** Not of a batch that is being written. */
const isWritten = sql`(batch_id is null or batch_id not in (select id from batches where writing_until is not null))`;

function matching(filter: JobFilter) {
  const { keyId, batchId, status, model, createdAfter, createdBefore, after, before, starred, project } = filter;
  // Compares a time with the indexed id roughly and with the row's time exactly. Only one bound on each side: with two,
  // the planner takes another index.
  const above = [before, createdAfter && idOf(createdAfter, -60_000)].filter((id) => id !== undefined).sort();
  const below = [after, createdBefore && idOf(createdBefore, 60_000)].filter((id) => id !== undefined).sort();
  const [least, most] = [above.at(-1), below.at(0)];
  // The unary plus keeps the planner from larger indexes than that of starred jobs, or of a project's.
  const plain = (column: Column) => (starred || project !== undefined ? sql`+${column}` : sql`${column}`);
  return and(
    isWritten,
    sql`deleted_at is null`,
    starred ? sql`starred = 1` : undefined,
    project === undefined ? undefined : eq(jobs.project, project),
    keyId === undefined ? undefined : eq(jobs.keyId, keyId),
    model === undefined ? undefined : eq(plain(jobs.model), model),
    batchId === undefined ? undefined : eq(jobs.batchId, batchId),
    status === undefined ? undefined : isStatus(status, plain(jobs.status)),
    least === undefined ? undefined : gt(jobs.id, least),
    most === undefined ? undefined : lt(jobs.id, most),
    createdAfter && gte(jobs.createdAt, createdAfter),
    createdBefore && lt(jobs.createdAt, createdBefore),
  );
}

/** One value where possible, so that the planner reads the index in order. */
function isStatus(status: JobStatus, column: SQL) {
  const stored = storedStatuses(status);
  return stored.length === 1 ? eq(column, status) : inArray(column, stored);
}

/** The smallest UUIDv7 of a time. `slack`: milliseconds between the creation of an id and of its row. */
function idOf(time: Date, slack: number): string {
  const hex = Math.max(0, time.getTime() + slack)
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
