import { and, eq, inArray, notInArray, sql } from "drizzle-orm";
import { type JobStatus, terminalStatuses } from "@/lib/schemas/job";
import { setAsideLostCalls } from "./asset-uses";
import { writeTogether } from "./core/batch";
import { database } from "./core/client";
import { eventIfChanged } from "./events";
import { type JobRow, startEvent } from "./jobs";
import { chargedSoFar, limitValues, type Wanted, withinLimits } from "./limits";
import { outboxIfChanged } from "./outbox";
import { jobs } from "./schema";

/** What sets a job going again, and reserves what that costs in the same statement. */

type GoOn = {
  from?: JobStatus[];
  /** Whose limits it must keep to, as one more job. */
  limited?: Wanted;
  /** What is still to be made, and its price in millionths: reserved while the job is under way. */
  plan: JobRow["plan"];
  estimated: number;
  changes?: JobRow["changes"];
  only?: JobRow["only"];
};

/** The price of what is still to be made, reserved beside what the job was charged so far. */
const reserved = (jobId: string, { plan, estimated }: Pick<GoOn, "plan" | "estimated">) => ({
  plan,
  costEstimated: sql`${chargedSoFar(jobId)} + ${estimated}`,
  maxCost: null,
});

/** Whether a job may go on: nobody else has set it going, and its key's limits allow what it costs. */
const mayGoOn = (job: JobRow, from: JobStatus[], limited?: Wanted) =>
  and(
    eq(jobs.id, job.id),
    inArray(jobs.status, from),
    eq(jobs.engineStarts, job.engineStarts),
    limited && withinLimits(limitValues(limited)),
  );

/**
 * Puts a job back in the queue as its next generation, with what a person changed of its calls: finished calls that are
 * asked the same stand, the others are made again. What it made before stays its result until there is another. Null when
 * its state or the limits do not allow it, or somebody else was first, else the event to send.
 */
export async function requeueJob(
  job: JobRow,
  { from = ["failed", "cancelled"], limited, plan, estimated, changes, only = null }: GoOn,
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
      .where(mayGoOn(job, from, limited)),
    eventIfChanged(db, { jobId: job.id, type: "job.status" }),
    outboxIfChanged(db, event),
    setAsideLostCalls(db, job.id),
  ]);
  return changed ? event.id : null;
}

/** Lets a job that waits for a review go on; everything it has stands. Null as `requeueJob` is, else the event to send. */
export async function approveJob(job: JobRow, { limited, plan, estimated }: GoOn): Promise<string | null> {
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
      .where(mayGoOn(job, ["awaiting_review"], limited)),
    eventIfChanged(db, { jobId: job.id, type: "job.status" }),
    outboxIfChanged(db, event),
  ]);
  return changed ? event.id : null;
}

/**
 * Reserves more for one step of a job under way than was planned for it, up to `price` in USD. False when its key's limits
 * or its `maxCost` do not allow it, or the job has moved on. `plan` is the job's as `job` has it.
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
          sql`json(${jobs.plan}) = json(${JSON.stringify(job.plan)})`, // somebody else may have reserved it just now
          sql`(${jobs.maxCost} is null or ${jobs.costEstimated} + ${limited.estimated} <= ${jobs.maxCost})`,
          withinLimits(limitValues(limited)),
        ),
      ),
    eventIfChanged(db, { jobId: job.id, type: "job.status" }),
  ]);
}

/** Notes what a person left out of date, and what that would cost, before the job ends with it. */
export async function planAnew(job: JobRow, planned: Partial<Pick<JobRow, "plan" | "only">>): Promise<void> {
  const db = await database();
  await db
    .update(jobs)
    .set(planned)
    .where(
      and(eq(jobs.id, job.id), eq(jobs.engineStarts, job.engineStarts), inArray(jobs.status, ["queued", "running"])),
    );
}
