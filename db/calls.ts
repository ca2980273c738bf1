import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, notInArray, or, type SQL, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { StepStatus } from "@/lib/schemas/job";
import { type CallMove, endedCall, heldByService, type Move, type MoveCondition, moves } from "./call-states";
import { builtStatement, ifChanged, insertWhen, isOneOf, placeholdersFor, writeTogether } from "./core/batch";
import { builtOnce, database } from "./core/client";
import { countChanged } from "./counters";
import { eventIfChanged } from "./events";
import type { Answer } from "./inbox";
import { hasPlaces, type Place, placeValues } from "./places";
import { type CallError, calls, inbox, jobs, type StepOverride, type Tried } from "./schema";
import { chargedIfChanged } from "./usage";

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

/** What the row records before the request leaves. */
export type Intent = { attempt: number; base: string; tokenHash: string } & Partial<
  Pick<Call, "entries" | "entry" | "tried" | "note">
>;

/**
 * Inserts the row of a call and returns it, or the existing row if another run was first. If the job has ended, which its
 * run may not know yet, the row is inserted as cancelled.
 */
export async function openCall(wanted: {
  id?: string;
  jobId: string;
  key: string;
  generation: number;
  tryNumber?: number;
  service: string;
  input: Record<string, unknown>;
  requestHash: string;
  change?: StepOverride;
  /** The output of a finished call of the same request. */
  reuse?: Record<string, unknown>;
  /** The answer with a result that an earlier try could not store: its files are fetched, without a new request. */
  recovered?: Answer & { entry: string | null };
  /** Why it cannot have a result. */
  failed?: CallError;
  /** Set if the first request leaves as soon as this function returns. */
  submit?: Intent;
}): Promise<Call> {
  const db = await database();
  const { id = uuidv7(), reuse, recovered, failed, submit, tryNumber = 1, ...row } = wanted;
  const state = firstState({ reuse, recovered, failed, submit, byHand: wanted.change?.output });
  const given = { tokenHash: "", lastGeneration: row.generation, tryNumber, ...state, ...row, id };
  const holders = placeholdersFor(given);
  const isOver = sql`not exists (select 1 from jobs
    where id = ${sql.placeholder("jobId")} and status in ('queued', 'running', 'awaiting_review'))`;
  const unlessOver = !("finishedAt" in state) && {
    status: sql`case when ${isOver} then ${moves.cancel.to} else ${sql.placeholder("status")} end`,
    finishedAt: sql`case when ${isOver} then ${sql.placeholder("now")} end`,
  };
  const [inserted] = await db.batch([
    builtStatement(db, `open ${holders.shape}`, { ...given, now: Date.now() }, () =>
      db
        .insert(calls)
        .values({ ...holders.row, ...unlessOver })
        .onConflictDoNothing()
        .returning(),
    ),
    eventIfChanged(db, { jobId: wanted.jobId, type: "step", step: wanted.key }),
    ...(recovered
      ? [insertWhen(db, inbox, { callId: id, body: recovered.body, bodyHash: recovered.bodyHash }, ifChanged)]
      : []),
  ]);
  const isWanted = (row: Call) => row.generation === wanted.generation && row.tryNumber === tryNumber;
  const opened = inserted[0] ?? (await callsWithKey(wanted)).find(isWanted);
  if (!opened) throw new Error(`The call "${wanted.key}" could not be written in the ledger.`);
  return opened;
}

function firstState(of: {
  reuse?: Record<string, unknown>;
  recovered?: Answer & { entry: string | null };
  failed?: CallError;
  submit?: Intent;
  byHand?: Record<string, unknown>;
}) {
  const { reuse, recovered, failed, submit, byHand } = of;
  const finishedAt = new Date();
  if (failed) return { status: "failed" as const, error: failed, message: failed.message, finishedAt };
  if (byHand) return { status: "succeeded" as const, output: byHand, finishedAt };
  if (reuse) return { status: "cached" as const, output: reuse, finishedAt };
  if (recovered) return { status: "storing" as const, entry: recovered.entry };
  if (submit) return { status: "submitting" as const, submittedAt: new Date(), ...submit };
  return { status: "pending" as const };
}

/** Whether a call only stores the result of an earlier try. It was never submitted itself. */
export const isRecovered = (call: Call) => call.attempt === 0 && call.tokenHash === "";

/** The files of the recovered result are gone: resets the call to `pending`. */
export async function discardRecovered(call: Call): Promise<void> {
  const db = await database();
  await writeTogether([
    db
      .update(calls)
      .set({ status: moves.discard.to, message: null })
      .where(and(eq(calls.id, call.id), inArray(calls.status, moves.discard.from), eq(calls.attempt, 0))),
    eventIfChanged(db, { jobId: call.jobId, type: "step", step: call.key }),
    db.delete(inbox).where(
      and(
        eq(inbox.callId, call.id),
        sql`exists (
      select 1 from calls where id = ${call.id} and status = 'pending' and attempt = 0)`,
      ),
    ),
  ]);
}

/** A restarted work process lost the result of local work: the call is submitted again. */
export async function discardLostResult(call: Call, message: string): Promise<void> {
  const db = await database();
  const { id, attempt, jobId, key } = call;
  await writeTogether([
    db
      .update(calls)
      .set({ status: "retrying", nextAttemptAt: new Date(), storingSince: null, message })
      .where(and(eq(calls.id, id), eq(calls.status, "storing"), eq(calls.attempt, attempt))),
    eventIfChanged(db, { jobId, type: "step", step: key }),
    db
      .delete(inbox)
      .where(
        and(
          eq(inbox.callId, id),
          sql`exists (select 1 from calls where id = ${id} and status = 'retrying' and attempt = ${attempt})`,
        ),
      ),
  ]);
}

/**
 * Moves a call whose provider failed to the role's next provider. The failed provider's answers become `unreadable` and its
 * webhook token stops working, because the next provider's parser could not read them. False if another process was first.
 */
export async function moveToNextEntry(
  call: Call,
  { message, tried, cost = 0 }: { message: string; tried: Tried[]; cost?: number },
): Promise<boolean> {
  const db = await database();
  const { id, attempt, jobId, key } = call;
  const { from, to } = moves.moveOn;
  const fresh = {
    ...{ serviceJobId: null, base: null, queuePosition: null, waitSeconds: null, progress: null },
    ...{ progressMessage: null, beganAt: null, heardAt: null, tokenHash: "" },
  };
  return writeTogether([
    db
      .update(calls)
      .set({ ...fresh, status: to, nextAttemptAt: new Date(), message, tried, cost: sql`${calls.cost} + ${cost}` })
      .where(and(eq(calls.id, id), inArray(calls.status, from), eq(calls.attempt, attempt))),
    eventIfChanged(db, { jobId, type: "step", step: key }),
    ...chargedIfChanged(db, jobId, cost),
    db
      .update(inbox)
      .set({ kind: "unreadable", bodyHash: sql`${inbox.bodyHash} || ' ' || ${attempt}` })
      .where(
        and(
          eq(inbox.callId, id),
          sql`exists (select 1 from calls where id = ${id} and status = ${to} and attempt = ${attempt})`,
        ),
      ),
  ]);
}

/** Makes a finished call current in a later generation. */
export async function carryForward(
  call: Call,
  { generation, change }: { generation: number; change?: StepOverride },
): Promise<void> {
  const db = await database();
  await writeTogether([
    db
      .update(calls)
      .set({ lastGeneration: generation, change: change ?? null })
      .where(and(eq(calls.id, call.id), lt(calls.lastGeneration, generation))),
    eventIfChanged(db, { jobId: call.jobId, type: "step", step: call.key }),
  ]);
}

/** Stores why the workflow rejects a result; null if it accepts the result. */
export async function noteVerdict(call: Pick<Call, "id" | "jobId" | "key">, rejection: string | null): Promise<void> {
  const db = await database();
  const { id, jobId, key } = call;
  await writeTogether([
    db
      .update(calls)
      .set({ rejection })
      .where(and(eq(calls.id, id), sql`${calls.rejection} is not ${rejection}`)),
    eventIfChanged(db, { jobId, type: "step", step: key }),
  ]);
}

/** The output of the newest finished call of this owner with this request. */
export async function findReusable(of: { keyId: string; requestHash: string; since: Date }) {
  const db = await database();
  const [row] = await db
    .select({ output: calls.output })
    .from(calls)
    .innerJoin(jobs, eq(jobs.id, calls.jobId))
    .where(
      and(
        eq(calls.requestHash, of.requestHash),
        eq(calls.status, "succeeded"),
        isNull(calls.error),
        gt(calls.finishedAt, of.since),
        eq(jobs.keyId, of.keyId),
      ),
    )
    .orderBy(desc(calls.finishedAt))
    .limit(1);
  return row?.output ?? undefined;
}

/** Marks the result of a call as unusable for its workflow, also on the owner's other calls with the same output. */
export async function noteUnusable(jobId: string, key: string, error: CallError): Promise<void> {
  const call = currentCalls(await callsWithKey({ jobId, key })).get(key);
  if (!call || !hasSucceeded(call)) return;
  const db = await database();
  const { code, message, retryable } = error;
  await db
    .update(calls)
    .set({ error: { code, message, retryable } })
    .where(
      and(
        eq(calls.requestHash, call.requestHash),
        inArray(calls.status, ["succeeded", "cached"]),
        sql`${calls.output} = (select output from calls where id = ${call.id})`,
        sql`${calls.jobId} in (select id from jobs where key_id = (select key_id from jobs where id = ${jobId}))`,
      ),
    );
}

type Change = Partial<
  Omit<Call, "id" | "jobId" | "key" | "generation" | "createdAt" | "status" | "cancelPending" | "beganAt" | "heardAt">
> & { cancelPending?: boolean | typeof whenResubmitted };

/** Set `cancelPending` if the call was submitted more than once, so that the duplicates get cancelled. */
export const whenResubmitted = sql`${calls.earlierTokenHashes} <> '[]'`;

const conditions: Record<MoveCondition, SQL> = {
  wanted: sql`exists (select 1 from jobs
    where id = ${sql.placeholder("jobId")} and status in ('queued', 'running', 'awaiting_review'))`,
  "of the attempt": eq(calls.attempt, sql.placeholder("ofAttempt")),
};

/**
 * Makes a move of `call-states.ts`. Returns the new row, or null if another process was first: the given row may be stale.
 * No move changes one terminal answer for another, so the first one wins.
 */
export async function transitionCall(
  call: Call,
  move: CallMove,
  { cancelPending, ...change }: Change = {},
  /** Places that it must get; without them nothing changes. */
  places: Place[] = [],
): Promise<Call | null> {
  const db = await database();
  const { id, jobId, key } = call;
  const { from, to, only = [] }: Move = moves[move];
  const finishedAt = endedCall.includes(to) ? new Date() : undefined;
  const given = { ...change, ...leftLine(call), status: to, finishedAt, ...reportTimes(to, change) };
  const holders = placeholdersFor(given);
  const due = cancelPending === whenResubmitted ? "when resubmitted" : cancelPending;
  const values = { ...given, id, jobId, ofAttempt: call.attempt, ...placeValues(places, id) };
  const [rows] = await db.batch([
    builtStatement(db, `${move} ${holders.shape}, due ${due}, places ${places.length}`, values, () =>
      db
        .update(calls)
        .set({
          ...holders.row,
          ...(given.beganAt && { beganAt: firstBegan }),
          ...(given.cost !== undefined && { cost: addedCost }),
          cancelPending,
        })
        .where(
          and(
            eq(calls.id, sql.placeholder("id")),
            inArray(calls.status, from),
            ...only.map((one) => conditions[one]),
            places.length > 0 ? hasPlaces(places) : undefined,
          ),
        )
        .returning(),
    ),
    eventIfChanged(db, { jobId, type: "step", step: key }),
    ...chargedIfChanged(db, jobId, change.cost),
  ]);
  return rows[0] ?? null;
}

/** A call that moves does not wait in line any more. Its service has its whole time from then on. */
const leftLine = ({ inLineFor }: Call) =>
  inLineFor === null ? {} : { inLineFor: null, calledAt: null, resolvedAt: new Date() };

/** A report on waiting work sets `heardAt`, and `beganAt` unless other work is ahead of it in the queue. */
function reportTimes(status: StepStatus, change: Change): { heardAt?: Date; beganAt?: Date } {
  if (status !== "waiting" || !("queuePosition" in change)) return {};
  const heardAt = new Date();
  return { heardAt, ...((change.queuePosition ?? 0) <= 1 && { beganAt: heardAt }) };
}

/** A provider that failed before the next one was tried may have charged for it. */
const addedCost = sql`${calls.cost} + ${sql.placeholder("cost")}`;

const firstBegan = sql`coalesce(${calls.beganAt}, ${sql.param(sql.placeholder("beganAt"), calls.beganAt)})`;

/**
 * Schedules an unanswered call for another submit, at once. The token of the previous submit stays valid, and its work is
 * recorded, so that it can be cancelled. False if the row has changed.
 */
export async function reopenCall(call: Call, message: string): Promise<boolean> {
  const db = await database();
  const { from, to } = moves.reopen;
  const earlierTokenHashes = sql`json_insert(${calls.earlierTokenHashes}, '$[#]', ${calls.tokenHash})`;
  const work = JSON.stringify({ id: call.serviceJobId, base: call.base ?? "" });
  const fresh = call.status === "waiting" && {
    ...(call.serviceJobId && { supersededWork: sql`json_insert(${calls.supersededWork}, '$[#]', json(${work}))` }),
    ...{ serviceJobId: null, queuePosition: null, waitSeconds: null, beganAt: null, heardAt: null },
  };
  return writeTogether([
    db
      .update(calls)
      .set({ status: to, nextAttemptAt: null, resolvedAt: new Date(), message, earlierTokenHashes, ...fresh })
      .where(and(isUnchanged(call), inArray(calls.status, from))),
    eventIfChanged(db, { jobId: call.jobId, type: "step", step: call.key }),
  ]);
}

/** The row still has the state and the attempt that the caller read. */
const isUnchanged = (call: Call) =>
  and(eq(calls.id, call.id), eq(calls.status, call.status), eq(calls.attempt, call.attempt));

/** Updates columns of a call without a change of state. */
export async function updateCall(
  id: string,
  note: Partial<Pick<Call, "serviceJobId" | "base" | "cancelPending" | "cancelAt" | "message">>,
): Promise<void> {
  const db = await database();
  await db.update(calls).set(note).where(eq(calls.id, id));
}

/** A service's report on work that it has: queue position, progress, and where the work is. */
export type News = Pick<
  Call,
  "queuePosition" | "waitSeconds" | "progress" | "progressMessage" | "serviceJobId" | "base"
>;

/**
 * Stores a service's report on its work. The report proves that the service has the work, even if the submit got no
 * answer. False if the call can no longer be `waiting`.
 */
export async function noteNews(call: Call, { serviceJobId, base, ...news }: News): Promise<boolean> {
  const db = await database();
  const heard = { ...news, ...reportTimes(moves.hear.to, news) };
  const given = { ...heard, serviceJobId, base, id: call.id };
  const holders = placeholdersFor(heard);
  return writeTogether([
    builtStatement(db, `news ${holders.shape}`, given, () =>
      db
        .update(calls)
        .set({
          ...holders.row,
          ...(heard.beganAt && { beganAt: firstBegan }),
          status: moves.hear.to,
          message: null,
          base: sql`case when ${calls.serviceJobId} is null then coalesce(${sql.placeholder("base")}, ${calls.base})
            else ${calls.base} end`,
          serviceJobId: sql`coalesce(${calls.serviceJobId}, ${sql.placeholder("serviceJobId")})`,
        })
        .where(and(eq(calls.id, sql.placeholder("id")), inArray(calls.status, moves.hear.from))),
    ),
    // Watchers get mere progress once a second (`progressChanged`), not with each report.
    ...(call.status === "waiting" ? [] : [eventIfChanged(db, { jobId: call.jobId, type: "step", step: call.key })]),
  ]);
}

/**
 * Sets the message that watchers of an open call see, and when its run continues. False if the call has ended, or has
 * changed with `unchanged`.
 */
export async function setCallMessage(
  call: Call,
  message: string,
  { unchanged = false, nextAttemptAt }: { unchanged?: boolean; nextAttemptAt?: Date } = {},
): Promise<boolean> {
  const db = await database();
  const isOpen = and(eq(calls.id, call.id), notInArray(calls.status, endedCall));
  return writeTogether([
    db
      .update(calls)
      .set({ message, nextAttemptAt })
      .where(and(isOpen, unchanged ? isUnchanged(call) : undefined)),
    eventIfChanged(db, { jobId: call.jobId, type: "step", step: call.key }),
  ]);
}

/** Records the work of an earlier submit. If the call has ended, that work is due for cancellation. */
export async function recordSupersededWork(id: string, work: { id: string; base: string }): Promise<void> {
  const db = await database();
  const hasEnded = inArray(calls.status, endedCall);
  await db
    .update(calls)
    .set({
      supersededWork: sql`json_insert(${calls.supersededWork}, '$[#]', json(${JSON.stringify(work)}))`,
      cancelPending: sql`${calls.cancelPending} or ${hasEnded}`,
    })
    .where(eq(calls.id, id));
}

/** Records that a call's work was cancelled and its additional cost in micros. A second write changes nothing. */
export async function recordCancelled(call: Call, { message, cost }: { message: string; cost: number }): Promise<void> {
  const db = await database();
  await writeTogether([
    db
      .update(calls)
      .set({ message, cost: sql`${calls.cost} + ${cost}`, cancelPending: false, cancelAt: null })
      .where(and(eq(calls.id, call.id), eq(calls.cancelPending, true))),
    countChanged(db, "calls.released"),
    eventIfChanged(db, { jobId: call.jobId, type: "step", step: call.key }),
    ...chargedIfChanged(db, call.jobId, cost),
  ]);
}

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

/**
 * Cancels the open calls of a job that is no longer running, in the batch that ends it. Sets `cancelPending` on calls whose
 * service may still hold work.
 */
export function endOpenCalls(db: Awaited<ReturnType<typeof database>>, jobId: string) {
  const given = { finishedAt: new Date(), jobId };
  return builtStatement(db, "end open calls", given, () =>
    db
      .update(calls)
      .set({
        status: moves.cancel.to,
        ...placeholdersFor({ finishedAt: given.finishedAt }).row,
        // A call that stores a result has finished work, which is charged. Attempt 0: an earlier try paid for it.
        cancelPending: sql`${calls.status} in ('submitting', 'unconfirmed', 'waiting')
          or (${calls.status} = 'storing' and ${calls.attempt} > 0) or ${whenResubmitted}`,
      })
      .where(
        and(
          eq(calls.jobId, sql.placeholder("jobId")),
          inArray(calls.status, moves.cancel.from),
          sql`exists (select 1 from jobs
            where id = ${sql.placeholder("jobId")} and status not in ('queued', 'running', 'awaiting_review'))`,
        ),
      ),
  );
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
