import { and, desc, eq, gt, inArray, isNull, lt, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { moves } from "./call-states";
import { type Call, callsWithKey, currentCalls, hasSucceeded } from "./calls";
import { builtStatement, ifChanged, insertWhen, placeholdersFor, writeTogether } from "./core/batch";
import { database } from "./core/client";
import { eventIfChanged } from "./events";
import type { Answer } from "./inbox";
import { type CallError, calls, inbox, jobs, type StepOverride, type Tried } from "./schema";
import { chargedIfChanged } from "./usage";

/** Inserts the row of a call, and finds the result of an equal one to reuse. */

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
    ...{ progressMessage: null, preview: null, beganAt: null, heardAt: null, tokenHash: "" },
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
