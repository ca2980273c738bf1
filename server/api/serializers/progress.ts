import type { JobRow } from "@/db/jobs";
import { reviewTitle } from "@/inngest/step-titles";
import { isTerminal, type Job, type Step } from "@/lib/schemas/job";

/** A skipped step counts as done in a completed job only. */
const isDone = ({ status }: JobRow) => {
  const states = ["succeeded", "cached", ...(status === "completed" ? ["skipped"] : [])];
  return (step: Step) => states.includes(step.status);
};
const isInProgress = (step: Step) =>
  ["submitting", "unconfirmed", "waiting", "retrying", "storing"].includes(step.status);

/** Whether a step waits in line for a place at its service: no other pending step has a message. */
const waitsForPlace = (step: Step) => step.status === "pending" && Boolean(step.said);

/** The progress of a job: each step weighs as many seconds as planned; a running step counts by its elapsed time. */
export function progressOf(job: JobRow, steps: Step[], now = Date.now()): Job["progress"] {
  const current = steps.filter(isInProgress);
  const done = isDone(job);
  const seconds = (step: Step) => job.plan.find(({ key }) => key === step.key)?.seconds ?? 1;
  const total = steps.reduce((sum, step) => sum + seconds(step), 0);
  const had = steps.reduce((sum, step) => {
    if (done(step)) return sum + seconds(step);
    if (!isInProgress(step) || !step.startedAt) return sum;
    // The service's own report counts more than the usual time of such a step.
    const had = step.progress === null ? (now - Date.parse(step.startedAt)) / 1000 : seconds(step) * step.progress;
    return sum + Math.min(seconds(step) * 0.95, had);
  }, 0);
  const value = job.status === "completed" ? 1 : total === 0 ? 0 : Math.min(0.99, had / total);
  return {
    value: Math.round(value * 1000) / 1000,
    stepsDone: steps.filter(done).length,
    stepsTotal: steps.length,
    currentStep: current[0]?.key ?? null,
    message: sentence(job, steps, current, now),
  };
}

/** Whether a step runs longer than its service said or than usual, so that its end cannot be estimated. */
const isLate = (step: Step, now: number) =>
  (step.status === "waiting" || step.status === "submitting") &&
  (step.queuePosition ?? 0) <= 1 && // it has left the queue
  step.eta !== null &&
  Date.parse(step.eta) < now;

function sentence(job: JobRow, steps: Step[], current: Step[], now: number): string {
  if (job.status === "failed") return job.error?.message ?? "Failed.";
  if (isTerminal(job.status)) return job.status === "completed" ? "Done." : "Cancelled.";
  if (job.status === "cancelling") return "Cancelling: stopping work at the services.";
  if (job.status === "awaiting_review")
    return `Waiting for you to review ${reviewTitle(job.model, job.awaiting ?? "")}.`;
  if (job.status === "queued") return "Queued.";
  const held = current.find((step) => step.status === "retrying" || step.status === "unconfirmed");
  if (held) return `${held.title}: ${held.message}`;
  const late = current.find((step) => isLate(step, now));
  if (late) return `${late.title} is taking longer than usual.`;
  const inLine = current.length === 0 ? steps.find(waitsForPlace) : undefined;
  if (inLine) return `${inLine.title}: ${inLine.message}`;
  if (current.length > 0) return current.map(({ title }) => title).join(", ");
  if (steps.every(isDone(job))) return "Finishing.";
  const next = steps.some(isDone(job)) && steps.find((step) => step.status === "pending");
  return next ? `${next.title}: starting soon.` : "Starting.";
}

/**
 * Seconds until the job should end: the longest of what each running step still needs plus the plan after it. Null
 * while a step is refused, unconfirmed, late or waits for a place, because no figure would be true.
 */
export function remainingSeconds(job: JobRow, steps: Step[], now = Date.now()): number | null {
  const isUnknown = (step: Step) => ["retrying", "unconfirmed"].includes(step.status) || waitsForPlace(step);
  if (steps.some((step) => isUnknown(step) || isLate(step, now))) return null;
  const endsAt = (key: string) => job.plan.find((one) => one.key === key)?.endsAt ?? 0;
  const whole = Math.max(0, ...job.plan.map((one) => one.endsAt));
  const active = steps.filter(isInProgress).map((step) => {
    const planned = job.plan.find(({ key }) => key === step.key)?.seconds ?? 5;
    const started = step.startedAt ? Date.parse(step.startedAt) : now;
    const end = step.eta ? Date.parse(step.eta) : started + planned * 1000;
    return Math.max(1, (end - now) / 1000) + whole - endsAt(step.key);
  });
  if (active.length > 0) return Math.round(Math.max(...active) * 10) / 10;
  const reached = Math.max(0, ...steps.filter(isDone(job)).map((step) => endsAt(step.key)));
  return Math.round((whole - reached) * 10) / 10;
}
