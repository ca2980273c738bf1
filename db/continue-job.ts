import { and, eq, inArray, isNull, notInArray, sql } from "drizzle-orm";
import { type JobStatus, terminalStatuses } from "@/lib/schemas/job";
import { setAsideLostCalls } from "./asset-uses";
import { writeTogether } from "./core/batch";
import { database } from "./core/client";
import { eventIfChanged } from "./events";
import { type JobRow, startEvent } from "./jobs";
import { chargedSoFar, limitValues, type Wanted, withinLimits } from "./limits";
import { outboxIfChanged } from "./outbox";
import { jobs } from "./schema";

/** Continues a job and reserves its price in the same statement. */

type Continuation = {
  from?: JobStatus[];
  /** The limits to check, as for one more job. */
  limited?: Wanted;
  /** The steps that are still to run, and their price in millionths, reserved until the job ends. */
  plan: JobRow["plan"];
  estimated: number;
  changes?: JobRow["changes"];
  only?: JobRow["only"];
};

/** Reserves the price of the remaining steps in addition to what the job was charged so far. */
const reserved = (jobId: string, { plan, estimated }: Pick<Continuation, "plan" | "estimated">) => ({
  plan,
  costEstimated: sql`${chargedSoFar(jobId)} + ${estimated}`,
  maxCost: null,
});

/** True in SQL if no other request has continued the job and its key's limits allow the price. */
const canContinue = (job: JobRow, from: JobStatus[], limited?: Wanted) =>
  and(
    eq(jobs.id, job.id),
    inArray(jobs.status, from),
    eq(jobs.engineStarts, job.engineStarts),
    isNull(jobs.deletedAt),
    limited && withinLimits(limitValues(limited)),
  );

/**
 * Queues a job again as its next generation, with a person's changes. Calls with an unchanged request keep their
 * results; the others run again. The job keeps its previous output until it has a new one. Returns the event to send,
 * or null if the job's state or the limits forbid it, or another request was first.
 */
export async function requeueJob(
  job: JobRow,
  { from = ["failed", "cancelled"], limited, plan, estimated, changes, only = null }: Continuation,
): Promise<string | null> {
  const db = await database();
  const event = startEvent({ ...job, engineStarts: job.engineStarts + 1 });
  const changed = await writeTogether([
    db
      .update(jobs)
      .set({
        status: "queued",
        engineStarts: job.engineStarts + 1,
        generation: job.generation + 1,
        runId: null,
        changes,
        only,
        ...reserved(job.id, { plan, estimated }),
        awaiting: null,
        error: null,
        startedAt: null,
        finishedAt: null,
        expiresAt: null,
      })
      .where(canContinue(job, from, limited)),
    eventIfChanged(db, { jobId: job.id, type: "job.status" }),
    outboxIfChanged(db, event),
    setAsideLostCalls(db, job.id),
  ]);
  return changed ? event.id : null;
}

/** Continues a job that waits for a review; its results stay. Returns as `requeueJob` does. */
export async function approveJob(job: JobRow, { limited, plan, estimated }: Continuation): Promise<string | null> {
  const db = await database();
  const event = startEvent({ ...job, engineStarts: job.engineStarts + 1 });
  const changed = await writeTogether([
    db
      .update(jobs)
      .set({
        status: "queued",
        engineStarts: job.engineStarts + 1,
        runId: null,
        startedAt: null,
        ...reserved(job.id, { plan, estimated }),
        awaiting: null,
        approved: sql`json_insert(approved, '$[#]', awaiting)`,
      })
      .where(canContinue(job, ["awaiting_review"], limited)),
    eventIfChanged(db, { jobId: job.id, type: "job.status" }),
    outboxIfChanged(db, event),
  ]);
  return changed ? event.id : null;
}

/**
 * Reserves up to `price` (USD) for one step of an unfinished job beyond its plan. False if the key's limits or the
 * job's `maxCost` do not allow it, or the job has changed. `plan` must be the job's as `job` has it.
 */
export async function reserveMore(
  job: JobRow,
  { key, service, price, limited }: { key: string; service: string; price: number; limited: Wanted },
): Promise<boolean> {
  const db = await database();
  const at = job.plan.findIndex((planned) => planned.key === key);
  const path = at < 0 ? "$[#]" : `$[${at}]`;
  const planned = { seconds: 0, endsAt: 0, ...job.plan[at], key, service, price };
  return writeTogether([
    db
      .update(jobs)
      .set({
        costEstimated: sql`${jobs.costEstimated} + ${limited.estimated}`,
        plan: sql`json_set(${jobs.plan}, ${path}, json(${JSON.stringify(planned)}))`,
      })
      .where(
        and(
          eq(jobs.id, job.id),
          notInArray(jobs.status, [...terminalStatuses]),
          sql`json(${jobs.plan}) = json(${JSON.stringify(job.plan)})`, // another request may have reserved it meanwhile
          sql`(${jobs.maxCost} is null or ${jobs.costEstimated} + ${limited.estimated} <= ${jobs.maxCost})`,
          withinLimits(limitValues(limited)),
        ),
      ),
    eventIfChanged(db, { jobId: job.id, type: "job.status" }),
  ]);
}

/** Records the steps that a person left out of date, and their price, before the job ends with them. */
export async function planAnew(job: JobRow, planned: Partial<Pick<JobRow, "plan" | "only">>): Promise<void> {
  const db = await database();
  await db
    .update(jobs)
    .set(planned)
    .where(
      and(eq(jobs.id, job.id), eq(jobs.engineStarts, job.engineStarts), inArray(jobs.status, ["queued", "running"])),
    );
}
