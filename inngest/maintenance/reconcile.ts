import { isDatabaseAway } from "@/db/core/errors";
import { noteResend, overdueDeliveries } from "@/db/delivery-attempts";
import { cancellingEvent, type JobRow, openJobs, redriveJob, startEvent } from "@/db/jobs";
import { findSent, markSent, unsentEvents } from "@/db/outbox";
import { inParallel } from "@/lib/concurrency/in-parallel";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { moveBatches } from "../batches/follow-batch";
import { takeUpHeld } from "../calls/held-answers";
import { offerPlaces } from "../calls/places";
import { inngest } from "../client";
import { notifyBudgets } from "../deliveries/notify-budgets";
import { askEngine, engineAnswers } from "../engine/api";
import { keepRegistered, registerAgain } from "../engine/registration";
import { type RunState, runAtEngine, runsOfEvent } from "../engine/run-status";
import { sendAll } from "../event-outbox";
import { cleanUp, hour } from "./cleanup";
import { scanForOrphans } from "./orphan-scan";
import { isLeftWaiting } from "./stalled-runs";

/** Younger events and jobs are still handled by the process that wrote them. */
const minAgeMs = 10_000;
/** An engine that received a job's event has a run of it within this time, or the event was lost. */
const runWithin = 15_000;
/** A run starts its job within this time, if the engine cannot report its runs. */
const startWithin = 60_000;

/**
 * Brings the engine in line with the database, which is the truth: sends unsent events, restarts jobs that the engine
 * has forgotten, and requests overdue deliveries. Idempotent.
 */
export async function reconcile(now = Date.now()): Promise<void> {
  await keepRegistered();
  for (const event of await unsentEvents()) {
    if (await sendAll([event.id], "events.resent")) continue;
    // If the engine is away, the rest would fail as well; else it refuses only this event.
    if (!(await engineAnswers())) return;
  }
  await driveForgotten(now);
  await moveBatches();
  for (const delivery of await overdueDeliveries(new Date(now - 2 * minAgeMs))) {
    const event = await noteResend(delivery, now);
    await inngest.send(event); // also if it was sent before: the engine may have lost it
    await markSent({ [event.id]: null });
  }
}

/** Jobs compared with the engine at once, and jobs read at once. */
const atOnce = 8;
const page = 200;

/** Restarts the jobs that the engine has forgotten, or whose events it has lost. */
async function driveForgotten(now: number): Promise<void> {
  const seen = new Set<string>();
  for (let after: string | undefined = ""; after !== undefined; ) {
    const found = await openJobs({ after, limit: page });
    await inParallel(found, atOnce, async (job) => {
      seen.add(job.id);
      await driveIfForgotten(job, now).catch(async (error: unknown) => {
        if (isDatabaseAway(error) || !(await engineAnswers())) throw error;
        // For example of a service that this version no longer has: it must not hold up the other jobs.
        if (!unknown.has(job.id)) log("warn", "Could not compare a job with the engine.", { job: job.id, error });
        unknown.add(job.id);
      });
    });
    after = found.length < page ? undefined : found.at(-1)?.id;
  }
  for (const id of leftWaiting.keys()) if (!seen.has(id)) leftWaiting.delete(id);
  for (const id of unknown) if (!seen.has(id)) unknown.delete(id);
}

/** The jobs whose comparison with the engine failed; each is logged once. */
const unknown = new Set<string>();

async function driveIfForgotten(job: JobRow, now: number): Promise<void> {
  if (!(await isForgotten(job, now))) return;
  if (job.runId) await cancelRun(job.runId);
  else if (job.engineStarts > 1) registerAgain(); // no start of this job brought a run
  const event = await redriveJob(job);
  if (event) await sendAll([event]);
}

/** How often a job's run was found waiting without an open call. */
const leftWaiting = new Map<string, number>();

/**
 * Whether the engine has no run of this job that will move. Without an answer of the engine the job is not forgotten.
 */
async function isForgotten(job: JobRow, now: number): Promise<boolean> {
  const cancelling = job.status === "cancelling"; // its run is meant to end; the event that cancels it must arrive
  if (job.runId && !cancelling) {
    const state = await runState(job.runId);
    const times = leftWaiting.get(job.id) ?? 0;
    if (state !== "waits" || !(await isLeftWaiting(job, times, now))) return state === "forgotten";
    leftWaiting.set(job.id, times + 1);
    return true;
  }
  // Sent but not started: engines acknowledge events before they are safe. A busy engine may still have it queued.
  const told = await findSent((cancelling ? cancellingEvent(job) : startEvent(job)).id);
  if (!told || now - told.sentAt.getTime() <= (told.engineId ? runWithin : startWithin)) return false;
  const runs = told.engineId ? await runsOfEvent(told.engineId, askEngine) : [];
  if (!runs) return false;
  const states = await Promise.all(runs.map(runState));
  return states.every((state) => state === "forgotten");
}

/** Runs whose queue was empty at the last check: a moving run may be between two steps, once. */
const idle = new Set<string>();

async function runState(runId: string): Promise<RunState> {
  const state = await runAtEngine(runId, askEngine);
  const wasIdle = idle.delete(runId);
  if (state === "idle" && !wasIdle) idle.add(runId);
  return state === "idle" && wasIdle ? "forgotten" : state;
}

/** Cancels a run. If it stays it does no harm: its job has a newer start. */
const cancelRun = (runId: string) => askEngine(`/v1/runs/${runId}`, 10_000, "DELETE").catch(() => {});

/** Reconciles now, including rows written just now. */
export const reconcileNow = () => reconcile(Date.now() + minAgeMs).catch(() => {});

const rounds = () => [
  { what: "reconcile with the engine", run: reconcile, first: 0, every: 1_000 * env().RECONCILE_SECONDS },
  { what: "store answers that arrived while the database was away", run: takeUpHeld, first: 0, every: 2_000 },
  { what: "offer free places at services", run: offerPlaces, first: 0, every: 2_000 },
  { what: "notify of used budgets", run: () => notifyBudgets(), first: 0, every: 5_000 },
  { what: "clean up", run: cleanUp, first: 0, every: 15_000 },
  { what: "compare the files with the database", run: scanForOrphans, first: 60_000, every: hour },
];

const kept = globalThis as typeof globalThis & { nextsceneRounds?: Map<string, NodeJS.Timeout> };

/**
 * Reconciles and cleans up in rounds; each kind has its own timer, so that none waits for another, and one run at a
 * time.
 */
export function startReconciler(): void {
  for (const timer of kept.nextsceneRounds?.values() ?? []) clearTimeout(timer);
  const timers = new Map<string, NodeJS.Timeout>();
  kept.nextsceneRounds = timers;
  for (const { what, run, first, every } of rounds()) {
    let said: string | undefined;
    const round = async () => {
      const fault = await run().then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      // The engine or the database is away, and the next round tries again: log it once, not four times a minute.
      if (fault !== said && fault) log("warn", `Could not ${what}; trying again.`, { error: fault });
      said = fault;
      if (kept.nextsceneRounds === timers) timers.set(what, setTimeout(round, every).unref());
    };
    timers.set(what, setTimeout(round, first).unref());
  }
}
