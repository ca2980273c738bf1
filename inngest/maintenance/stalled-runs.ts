import { type Call, openCallsOf } from "@/db/calls";
import { newestEventAt } from "@/db/events";
import type { JobRow } from "@/db/jobs";
import { env } from "@/lib/env";
import { latestStatus } from "../calls/interpret-answers";
import { isOverdue } from "../calls/poll";
import { submitTimeoutMs } from "../calls/submit-lease";
import { makerOf } from "../registry";

/** Milliseconds without an event after which a run that only waits is looked at: two rounds of the reconciler. */
const quiet = () => 2_000 * env().RECONCILE_SECONDS;
/** How much longer a call may take to have its turn at the engine, or a step of ours to be tried again. */
const turn = () => 20 * quiet();

/**
 * Whether a job whose run only waits would wait for ever: an engine that is killed can lose the end of a call, or what
 * would wake one, and keep the run. `times`: how often that was found of it before; each time it is left alone for longer,
 * since its calls may just as well be waiting for their turn at a busy engine.
 */
export async function isLeftWaiting(job: JobRow, times: number, now: number): Promise<boolean> {
  const last = (await newestEventAt(job.id)) ?? job.createdAt;
  const silence = now - last.getTime();
  if (silence < quiet() * 2 ** Math.min(times, 5)) return false;
  const open = await openCallsOf(job.id);
  if (open.length === 0) return true;
  const due = await Promise.all(open.map((call) => isDue(call, silence, now)));
  return due.some(Boolean);
}

/** Whether an open call should have moved on: its answer is there, its time is up, or it was our turn for long. */
async function isDue(call: Call, silence: number, now: number): Promise<boolean> {
  const service = makerOf(call);
  if (call.status === "waiting" || call.status === "unconfirmed") {
    if (isOverdue(call, service, now)) return true;
    const reading = await latestStatus(call, service);
    return reading !== null && reading.state !== "pending";
  }
  // A person had it submitted again: its run exists and waits, so it needs no turn at the engine.
  if (call.status === "retrying" && !call.nextAttemptAt) return now > (call.resolvedAt?.getTime() ?? 0) + 2 * quiet();
  const busyUntil =
    call.status === "submitting"
      ? (call.submittedAt?.getTime() ?? 0) + submitTimeoutMs(service)
      : (call.nextAttemptAt?.getTime() ?? 0);
  return silence > turn() && now > busyUntil + turn();
}
