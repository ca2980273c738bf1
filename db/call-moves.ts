import { and, eq, inArray, notInArray, type SQL, sql } from "drizzle-orm";
import type { StepStatus } from "@/lib/schemas/job";
import { type CallMove, endedCall, type Move, type MoveCondition, moves } from "./call-states";
import type { Call } from "./calls";
import { builtStatement, placeholdersFor, writeTogether } from "./core/batch";
import { database } from "./core/client";
import { countChanged } from "./counters";
import { eventIfChanged } from "./events";
import { hasPlaces, type Place, placeValues } from "./places";
import { calls } from "./schema";
import { chargedIfChanged } from "./usage";

/** Every change of a call's row: the moves of `call-states.ts`, and what is noted without a move. */

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
  const ended = endedCall.includes(to) ? { finishedAt: new Date(), preview: null } : {};
  const given = { ...change, ...leftLine(call), status: to, ...ended, ...reportTimes(to, change) };
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
  "queuePosition" | "waitSeconds" | "progress" | "progressMessage" | "preview" | "serviceJobId" | "base"
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
        preview: null,
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
