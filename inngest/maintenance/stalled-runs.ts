import { type Call, findCall, openCallsOf } from "@/db/calls";
import { newestEventAt } from "@/db/events";
import type { JobRow } from "@/db/jobs";
import type { AnyService } from "@/lib/define-service";
import { env } from "@/lib/env";
import { latestStatus } from "../calls/interpret-answers";
import { isInLine } from "../calls/places";
import { isOverdue, missesPoll, pollStatus } from "../calls/poll";
import { leaseMarginMs, submitTimeoutMs } from "../calls/submit-lease";
import { makerOf } from "../registry";

/** Milliseconds without an event after which a waiting run is examined: two rounds of the reconciler. */
const quietMs = () => 2_000 * env().RECONCILE_SECONDS;
/**
 * Whether a job's waiting run would wait forever: a killed engine can keep the run but lose the end of a call, or the event
 * that wakes one. `times`: how often this was true of the job before. Each time doubles the silence that is allowed, since
 * the calls may only be queued at a busy engine.
 */
export async function isLeftWaiting(job: JobRow, times: number, now: number): Promise<boolean> {
  const last = (await newestEventAt(job.id)) ?? job.createdAt;
  const silence = now - last.getTime();
  if (silence < quietMs() * 2 ** Math.min(times, 5)) return false;
  const open = await openCallsOf(job.id);
  if (open.length === 0) return true;
  const due = await Promise.all(open.map((call) => isDue(call, now)));
  return due.some(Boolean);
}

/**
 * Whether an open call should have moved: an answer is stored, it is overdue, or its next step should have run. A run that
 * is only queued at a busy engine may get a second one beside it: the ledger and the leases let one of them submit or store.
 */
async function isDue(given: Call, now: number): Promise<boolean> {
  const service = makerOf(given);
  // The run that should poll may be the one that was lost, and then only this poll finds what became of the work.
  const isPolled = missesPoll(given, service, now) && (await pollStatus(given, service));
  const call = isPolled ? await findCall(given.id) : given;
  if (call?.status !== given.status) return true;
  if (call.status === "waiting" || call.status === "unconfirmed") {
    if (isOverdue(call, service, now)) return true;
    const reading = await latestStatus(call, service);
    return reading !== null && reading.state !== "pending";
  }
  // It may wait in line for long, but not after it was called for a free place.
  if (isInLine(call)) return call.calledAt !== null && now > call.calledAt.getTime() + 2 * quietMs();
  return now > nextStepAt(call, service) + quietMs();
}

/** When the run of a call continues, in milliseconds since 1970; 0 if nothing delays it. */
function nextStepAt(call: Call, service: AnyService): number {
  if (call.status === "submitting")
    return (call.submittedAt?.getTime() ?? 0) + submitTimeoutMs(service) + leaseMarginMs;
  // Without a time a person requested another submit, which wakes the run.
  return Math.max(call.nextAttemptAt?.getTime() ?? 0, call.resolvedAt?.getTime() ?? 0);
}
