import { and, asc, eq, gt, inArray, notInArray, sql } from "drizzle-orm";
import { env } from "@/lib/env";
import { jobCancelling, jobEnded, jobQueued } from "@/lib/event-names";
import { type JobError, type JobWarning, type StoredJobStatus, terminalStatuses } from "@/lib/schemas/job";
import type { Limits } from "@/lib/schemas/key";
import { noteUses } from "./asset-uses";
import { storedMessages } from "./batch-messages";
import { findBatch, followUp } from "./batches";
import { endOpenCalls } from "./call-moves";
import { builtStatement, ifChanged, insertWhen, placeholdersFor, writeAll, writeTogether } from "./core/batch";
import { builtOnce, database } from "./core/client";
import { countChanged } from "./counters";
import { deliveryIfAsked, noticesIfAsked, type Told } from "./deliveries";
import { eventIfChanged } from "./events";
import type { Once } from "./idempotency";
import { limitValues, withinLimits } from "./limits";
import { type EngineEvent, outboxIfChanged, priorityOffset } from "./outbox";
import { idempotency, jobs, type NewJob } from "./schema";
import { begunIfChanged } from "./usage";

export type JobRow = typeof jobs.$inferSelect;

/** The event that starts a job. Its id differs for each start, because the engine starts a function once per id. */
export function startEvent(job: Pick<JobRow, "id" | "model" | "engineStarts" | "priority">) {
  return {
    id: `job-${job.id}-${job.engineStarts}`,
    name: jobQueued(job.model),
    data: { jobId: job.id, priority: priorityOffset[job.priority], starts: job.engineStarts },
  } satisfies EngineEvent;
}

const noLimits: Limits = { requestsPerMinute: Number.POSITIVE_INFINITY, concurrentJobs: null, dailyBudget: null };

/**
 * Writes a job, its first event, its usage and the engine's event in one batch. False when its key's limits allow no
 * more jobs: the same statement checks them, so that concurrent submits cannot exceed them.
 */
export async function addJob(
  job: NewJob,
  { limits = noLimits, once }: { limits?: Limits; once?: Once } = {},
): Promise<boolean> {
  const db = await database();
  const given = { ...job, status: "queued" as const };
  const row = placeholdersFor(given);
  const limit = limitValues({ keyId: job.keyId, limits, estimated: job.costEstimated ?? 0 });
  const limiting = placeholdersFor(limit);
  // Fails the batch when the Idempotency-Key is taken.
  const remembered = once ? [insertWhen(db, idempotency, { keyId: job.keyId, jobId: job.id, ...once }, ifChanged)] : [];
  return writeTogether([
    builtStatement(db, `job ${row.shape}, within ${limiting.shape}`, { ...limit, ...given }, () =>
      insertWhen(db, jobs, row.row, withinLimits(limiting.row)),
    ),
    eventIfChanged(db, { jobId: job.id, type: "job.created" }),
    begunIfChanged(db, job.id),
    outboxIfChanged(db, startEvent({ id: job.id, model: job.model, engineStarts: 1, priority: job.priority })),
    ...remembered,
  ]);
}

const jobById = builtOnce((db) =>
  db
    .select()
    .from(jobs)
    .where(eq(jobs.id, sql.placeholder("id")))
    .prepare(),
);

export async function findJob(id: string): Promise<JobRow | undefined> {
  const [job] = await (await jobById()).all({ id });
  return job;
}

/**
 * Records that a run started the job; returns the job, or undefined when it does not exist or has a newer start than
 * `starts` (from the run's event), so that a late run does not start it twice.
 */
export async function startJob(id: string, runId: string, starts?: number): Promise<JobRow | undefined> {
  const db = await database();
  const given = { id, runId, starts, now: Date.now() };
  const [started] = await db.batch([
    builtStatement(db, `start ${starts === undefined ? "any" : "the newest"}`, given, () => {
      const { row } = placeholdersFor(given);
      const isNewest = row.starts === undefined ? undefined : eq(jobs.engineStarts, row.starts);
      return db
        .update(jobs)
        .set({ status: "running", startedAt: sql`coalesce(started_at, ${row.now})`, runId: row.runId })
        .where(and(eq(jobs.id, row.id), inArray(jobs.status, ["queued", "running"]), isNewest))
        .returning();
    }),
    eventIfChanged(db, { jobId: id, type: "job.status" }),
  ]);
  const job = started[0] ?? (await findJob(id));
  return starts === undefined || job?.engineStarts === starts ? job : undefined;
}

export type Ending =
  /** `warnings`: what the check found in the output. */
  | { status: "completed"; output: Record<string, unknown>; warnings?: JobWarning[] }
  /** `output`: what was made before it failed. */
  | { status: "failed"; error: JobError; output?: Record<string, unknown> }
  | { status: "cancelled"; error?: JobError };

const endsFrom: Record<Ending["status"], StoredJobStatus[]> = {
  completed: ["queued", "running"],
  failed: ["queued", "running"],
  cancelled: ["cancelling", "held"],
};

/**
 * The follow-ups of a job's end: the id of the event to send to the engine, and the webhook and notifications, each with
 * its own event.
 */
type Ended = { event: string | null; deliveries: Told[] };

/**
 * Ends a job: its row, its last event, the engine's event, the caller's webhook and the notifications, in one batch. Null, without
 * writing, when it had ended already or was restarted since. A completed job needs no engine event, because it has
 * nothing to cancel.
 */
export async function endJob(job: JobRow, ending: Ending): Promise<Ended | null> {
  const db = await database();
  const finishedAt = new Date();
  const ended: EngineEvent = {
    id: `ended-${job.id}-${job.engineStarts}`,
    name: jobEnded,
    data: { jobId: job.id, status: ending.status },
  };
  const error = ending.status === "failed" ? ending.error.message : null;
  const output = ending.status === "cancelled" ? undefined : ending.output;
  const told = { status: ending.status, error, output };
  const { statements, delivery } = deliveryIfAsked(db, job, told);
  const notices = noticesIfAsked(db, job, told);
  const event = ending.status === "completed" ? null : ended.id;
  const expiresAt = new Date(finishedAt.getTime() + env().KEEP_FINAL_DAYS * 86_400_000);
  // The warnings are those of the output that is stored with them.
  const given = { ...(output && { warnings: [] }), ...ending, finishedAt, expiresAt };
  const holders = placeholdersFor(given);
  const batch = job.batchId ? await findBatch(job.batchId) : undefined;
  const ofBatch = batch && followUp(db, batch, { jobId: job.id, at: finishedAt, wasHeld: job.status === "held" });
  const written = await writeAll([
    builtStatement(
      db,
      `end ${holders.shape} from ${endsFrom[ending.status]}`,
      { ...given, id: job.id, engineStarts: job.engineStarts },
      () =>
        db
          .update(jobs)
          .set(holders.row)
          .where(
            and(
              eq(jobs.id, sql.placeholder("id")),
              eq(jobs.engineStarts, sql.placeholder("engineStarts")),
              inArray(jobs.status, endsFrom[ending.status]),
            ),
          ),
    ),
    eventIfChanged(db, { jobId: job.id, type: `job.${ending.status}` }),
    ...statements,
    ...notices.statements,
    ...(event ? [outboxIfChanged(db, ended)] : []),
    endOpenCalls(db, job.id),
    ...noteUses(db, job.id),
    ...(ofBatch?.statements ?? []),
  ]);
  const own = [...(delivery ? [delivery] : []), ...notices.deliveries];
  const stored = ofBatch ? storedMessages(ofBatch, written) : [];
  return written[0] === 0 ? null : { event, deliveries: [...own, ...stored] };
}

/** The event that makes the engine cancel a job's work and end the job. */
export const cancellingEvent = (job: JobRow): EngineEvent => ({
  id: `cancelling-${job.id}-${job.engineStarts}`,
  name: jobCancelling,
  data: { jobId: job.id },
});

/**
 * Cancels a job; returns the id of the engine's event to send now, or null when it has ended or is stopping already.
 * `error`: why, where no person cancelled it. A held job has no run to cancel: `endJob` ends it.
 */
export async function cancelJob(job: JobRow, error?: JobError): Promise<string | null> {
  const db = await database();
  const event = cancellingEvent(job);
  const changed = await writeTogether([
    db
      .update(jobs)
      .set({ status: "cancelling", error })
      .where(and(eq(jobs.id, job.id), inArray(jobs.status, ["queued", "running", "awaiting_review"]))),
    eventIfChanged(db, { jobId: job.id, type: "job.status" }),
    outboxIfChanged(db, event),
    endOpenCalls(db, job.id),
  ]);
  return changed ? event.id : null;
}

/**
 * Starts a job again at an engine that has forgotten it; the ledger keeps its results. Returns the event to send, or
 * null.
 */
export async function redriveJob(job: JobRow): Promise<string | null> {
  const db = await database();
  const again = { ...job, engineStarts: job.engineStarts + 1 };
  const event = job.status === "cancelling" ? cancellingEvent(again) : startEvent(again);
  const changed = await writeTogether([
    db
      .update(jobs)
      .set({ engineStarts: job.engineStarts + 1, runId: null })
      .where(
        and(
          eq(jobs.id, job.id),
          eq(jobs.engineStarts, job.engineStarts),
          notInArray(jobs.status, [...terminalStatuses]),
        ),
      ),
    outboxIfChanged(db, event),
    countChanged(db, "jobs.redriven"),
  ]);
  return changed ? event.id : null;
}

/** Jobs that the engine should know, a page at a time, after an id, in order. */
export async function openJobs({ after, limit }: { after: string; limit: number }): Promise<JobRow[]> {
  const db = await database();
  return db
    .select()
    .from(jobs)
    .where(and(inArray(jobs.status, ["queued", "running", "cancelling"]), gt(jobs.id, after)))
    .orderBy(asc(jobs.id))
    .limit(limit);
}
