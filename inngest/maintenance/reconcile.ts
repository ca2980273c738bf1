import { noteResend, overdueDeliveries } from "@/db/delivery-attempts";
import { cancellingEvent, type JobRow, openJobs, redriveJob, startEvent } from "@/db/jobs";
import { findSent, markSent, unsentEvents } from "@/db/outbox";
import { inParallel } from "@/lib/concurrency/in-parallel";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { takeUpHeld } from "../calls/held-answers";
import { inngest } from "../client";
import { askEngine, engineAnswers } from "../engine/api";
import { keepRegistered, registerAgain } from "../engine/registration";
import { type RunState, runAtEngine, runsOfEvent } from "../engine/run-status";
import { sendAll } from "../event-outbox";
import { cleanUp, hour } from "./cleanup";
import { scanForOrphans } from "./orphan-scan";
import { isLeftWaiting } from "./stalled-runs";

/** What is younger is still in the hands of whoever wrote it. */
const minAgeMs = 10_000;
/** An engine that was told of a job has a run of it within this time, or its event was lost. */
const runWithin = 15_000;
/** A run takes its job up within this time, where the engine cannot be asked for it. */
const startWithin = 60_000;

/**
 * Brings the engine in line with the database, which is the truth: sends noted events that were not sent, starts jobs
 * anew that the engine has forgotten, takes up deliveries that nobody makes. All of it idempotent.
 */
export async function reconcile(now = Date.now()): Promise<void> {
  await keepRegistered();
  for (const event of await unsentEvents()) {
    if (await sendAll([event.id], "events.resent")) continue;
    // Away, the rest would fail as well; there, it refuses this one alone.
    if (!(await engineAnswers())) return;
  }
  await driveForgotten(now);
  for (const delivery of await overdueDeliveries(new Date(now - 2 * minAgeMs))) {
    const event = await noteResend(delivery, now);
    await inngest.send(event); // also one that was sent before: the engine may have forgotten it
    await markSent({ [event.id]: null });
  }
}

/** Jobs that are compared with the engine at once, of those that are read at once. */
const atOnce = 8;
const page = 200;

/** Starts the jobs anew that the engine has forgotten, or of which it has lost what they wait for. */
async function driveForgotten(now: number): Promise<void> {
  const seen = new Set<string>();
  for (let after: string | undefined = ""; after !== undefined; ) {
    const found = await openJobs({ after, limit: page });
    await inParallel(found, atOnce, async (job) => {
      seen.add(job.id);
      if (!(await isForgotten(job, now))) return;
      if (job.runId) await cancelRun(job.runId);
      else if (job.engineStarts > 1) registerAgain(); // no start of it brought a run
      const event = await redriveJob(job);
      if (event) await sendAll([event]);
    });
    after = found.length < page ? undefined : found.at(-1)?.id;
  }
  for (const id of leftWaiting.keys()) if (!seen.has(id)) leftWaiting.delete(id);
}

/** How often a job's run was found to wait for nothing. */
const leftWaiting = new Map<string, number>();

/** Whether no run of this job is left at the engine that will move. When the engine does not say, it is not forgotten. */
async function isForgotten(job: JobRow, now: number): Promise<boolean> {
  const cancelling = job.status === "cancelling"; // its run is meant to be gone; what counts is that it gets cancelled
  if (job.runId && !cancelling) {
    const state = await runState(job.runId);
    const times = leftWaiting.get(job.id) ?? 0;
    if (state !== "waits" || !(await isLeftWaiting(job, times, now))) return state === "forgotten";
    leftWaiting.set(job.id, times + 1);
    return true;
  }
  // Told but not done: engines acknowledge events before they are safe. Where there is much to do, it may still be queued.
  const told = await findSent((cancelling ? cancellingEvent(job) : startEvent(job)).id);
  if (!told || now - told.sentAt.getTime() <= (told.engineId ? runWithin : startWithin)) return false;
  const runs = told.engineId ? await runsOfEvent(told.engineId, askEngine) : [];
  if (!runs) return false;
  const states = await Promise.all(runs.map(runState));
  return states.every((state) => state === "forgotten");
}

/** Runs that had nothing queued when asked last: a run that moves may be between two things, once. */
const idle = new Set<string>();

async function runState(runId: string): Promise<RunState> {
  const state = await runAtEngine(runId, askEngine);
  const wasIdle = idle.delete(runId);
  if (state === "idle" && !wasIdle) idle.add(runId);
  return state === "idle" && wasIdle ? "forgotten" : state;
}

/** Ends what is left of a run. One that stays takes nothing up any more: its job has a newer start. */
const cancelRun = (runId: string) => askEngine(`/v1/runs/${runId}`, 10_000, "DELETE").catch(() => {});

/** Reconciles at once, what was written just now included. */
export const reconcileNow = () => reconcile(Date.now() + minAgeMs).catch(() => {});

const rounds = () => [
  { what: "reconcile with the engine", run: reconcile, first: 0, every: 1_000 * env().RECONCILE_SECONDS },
  { what: "take up answers that came while the database was away", run: takeUpHeld, first: 0, every: 2_000 },
  { what: "sweep", run: cleanUp, first: 0, every: 15_000 },
  { what: "compare the files with the database", run: scanForOrphans, first: 60_000, every: hour },
];

const kept = globalThis as typeof globalThis & { nextsceneRounds?: Map<string, NodeJS.Timeout> };

/** Reconciles and sweeps now and again and again; each kind by itself, so that none waits for another, one at a time. */
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
      // The engine or the database is away, and the next round tries again: said once, not four times a minute.
      if (fault !== said && fault) log("warn", `Could not ${what}; it is tried again.`, { error: fault });
      said = fault;
      if (kept.nextsceneRounds === timers) timers.set(what, setTimeout(round, every).unref());
    };
    timers.set(what, setTimeout(round, first).unref());
  }
}
