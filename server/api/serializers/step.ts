import { type Call, isByHand } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import type { PlannedCall, TriedKind } from "@/db/schema";
import { expectedEnd, isSilent, silentAt } from "@/inngest/calls/silence";
import { presentEntries } from "@/inngest/jobs/planned-entries";
import type { Take } from "@/inngest/jobs/takes";
import { findMaker, findService } from "@/inngest/registry";
import { stepTitle } from "@/inngest/step-titles";
import { mostAttempts } from "@/lib/define-service";
import { isTerminal, type Output, type Step, stepActions } from "@/lib/schemas/job";

/** The files of an input or output as the API shows them. */
export type ShowFiles = (value: Record<string, unknown> | null, step: string | null) => Output[];

/** A step of the API. A planned step without a row is pending, or skipped once the job has ended. */
export function presentStep(job: JobRow, key: string, call: Call | undefined, takes: Take[], show: ShowFiles): Step {
  const planned = job.plan.find((one) => one.key === key);
  if (!call) return unopened(job, key, planned);
  const { output, submittedAt } = call;
  const isAtService = call.status === "submitting" || call.status === "waiting" || call.status === "unconfirmed";
  const eta = isAtService ? expectedEnd(call, job.plan) : null;
  const silent = silentAt(call, job.plan);
  const isLate = eta !== null && eta < Date.now();
  // A service may send nothing between its receipt and its result. After the wait it named, the work has begun.
  const named = (submittedAt?.getTime() ?? 0) + (call.waitSeconds ?? 0) * 1000;
  const isQueued = call.status === "waiting" && (call.waitSeconds === null || named > Date.now());
  const queuePosition = isQueued ? call.queuePosition : null;
  const progressMessage = call.status === "waiting" ? call.progressMessage : null;
  return {
    key,
    title: stepTitle(job.model, key),
    service: call.service,
    providers: presentEntries(planned?.entries),
    provider: call.entry,
    tried: (call.tried ?? []).map(({ entry, kind, why, at }) => ({ provider: entry, kind, reason: why, at })),
    fitted: fittedOf(call),
    byHand: isByHand(call),
    rejected: rejectionOf(call),
    status: call.status,
    message: withTime({ ...call, queuePosition, progressMessage }, isLate),
    said: call.message ?? progressMessage,
    note: call.note,
    attempt: call.attempt,
    maxAttempts: attemptsOf(call.service),
    nextAttemptAt: (call.status === "retrying" && call.nextAttemptAt?.toISOString()) || null,
    queuePosition,
    progress: call.status === "waiting" ? call.progress : null,
    preview: call.status === "waiting" ? call.preview : null,
    eta: eta === null ? null : new Date(eta).toISOString(),
    silentAt: silent === null ? null : new Date(silent).toISOString(),
    startedAt: call.createdAt.toISOString(),
    finishedAt: call.finishedAt?.toISOString() ?? null,
    text: textOf(call),
    prompt: promptOf(call),
    seed: seedOf(call),
    inputs: show(call.input, null),
    choosesFrom: findService(call.service)?.choosesFrom ?? null,
    outputs: show(output, key),
    cost: call.cost / 1_000_000,
    usage: call.usage,
    outOfDate: planned?.outOfDate ? { cost: planned.usual ?? planned.price ?? 0 } : null,
    error: call.status === "failed" ? call.error : null,
    takes: takes.length > 1 ? takes.map((take) => presentTake(take, show)) : [],
    actions: actionsOf(call, job),
  };
}

function fittedOf(call: Call): Step["fitted"] {
  if (!call.entry || isByHand(call)) return null;
  return findMaker(call)?.fitted?.(call.input) ?? null;
}

function actionsOf(call: Call, job: JobRow): Step["actions"] {
  if (call.status === "unconfirmed") return [...stepActions];
  return isSilent(call, job.plan) ? ["check_again", "submit_again"] : [];
}

/** Adds what depends on the time: the next attempt, or that the step takes longer than usual. */
function withTime(call: Call, isLate: boolean): string {
  const message = messageOf(call);
  const next = call.status === "retrying" ? call.nextAttemptAt : null;
  if (next) return `${withFullStop(message)} Next attempt at ${next.toISOString().slice(11, 19)} UTC.`;
  return isLate && call.status === "waiting" ? `${withFullStop(message)} ${longer}` : message;
}

const longer = "Taking longer than usual.";
const withFullStop = (sentence: string) => sentence.replace(/[^.!?]$/, "$&.");

/** Null for a service that no longer exists. */
function attemptsOf(id: string): number | null {
  const service = findService(id);
  return service ? mostAttempts(service) : null;
}

const messageOf = (call: Call) => withRewording(call.message ?? saidOf(call) ?? sentences[call.status](call), call);

/** Says that a provider got what to leave out as words of the prompt. */
function withRewording(message: string, call: Call): string {
  const isReworded = call.entry && call.input.negativePrompt !== undefined && findMaker(call)?.rewords?.(call.input);
  return isReworded
    ? `${withFullStop(message)} ${call.entry} has no field for what to leave out: its prompt says it.`
    : message;
}

const saidOf = ({ entry, service, progressMessage }: Call) =>
  progressMessage && `${entry ?? service}: ${progressMessage}`;
const textOf = ({ output }: Call) => (typeof output?.text === "string" ? output.text : null);
const promptOf = ({ input }: Call) => (typeof input.prompt === "string" ? input.prompt : null);
const seedOf = ({ input }: Call) => (typeof input.seed === "number" ? input.seed : null);

function presentTake({ number, chosen, call }: Take, show: ShowFiles) {
  return {
    number,
    chosen,
    service: call.service,
    provider: call.entry,
    byHand: isByHand(call),
    cut: (!isByHand(call) && call.change?.cut) || null,
    rejected: call.rejection,
    status: call.status,
    message: messageOf({ ...call, progressMessage: null }),
    said: (call.status === "failed" ? call.error?.message : null) ?? call.message,
    prompt: isByHand(call) ? null : promptOf(call),
    seed: isByHand(call) ? null : seedOf(call),
    text: textOf(call),
    outputs: show(call.output, call.key),
    cost: call.cost / 1_000_000,
    finishedAt: call.finishedAt?.toISOString() ?? null,
  };
}

const whyNot: Record<TriedKind, string> = {
  ...{ throttled: "was busy", unavailable: "was unavailable", unsent: "could not be reached" },
  ...{ balance: "has no balance left", key: "refused its key", model: "does not know the model" },
  ...{ input: "could not take the input", moderated: "refused the content" },
  ...{ unknown: "gave no answer", failed: "failed", budget: "costs more than is left" },
};

/** "fal:wan-2.5 was busy; kling:kling-v3 made it." Null if the first provider made it. */
function whoMade({ entry, tried }: Call): string | null {
  if (!entry || !tried?.length) return null;
  const newest = new Map(tried.map((one) => [one.entry, one.kind]));
  const others = [...newest].map(([name, kind]) => `${name} ${whyNot[kind]}`);
  return `${others.join(", ")}; ${entry} made it.`;
}

const sentences: Record<Step["status"], (call: Call) => string> = {
  pending: () => "Queued.",
  submitting: (call) => `Submitting to ${call.entry ?? call.service}.`,
  unconfirmed: () => "Could not confirm that the service accepted the request. Waiting for its webhook.",
  waiting: (call) =>
    (call.queuePosition ?? 0) > 1
      ? `Number ${call.queuePosition} in the ${call.entry ?? call.service} queue.`
      : `${call.entry ?? call.service} is working.`,
  retrying: () => "Waiting for the next attempt.",
  storing: () => "Saving the result.",
  succeeded: (call) => (isByHand(call) ? "Result given by hand." : withRejection(whoMade(call) ?? "Done.", call)),
  cached: (call) => withRejection("Reused a cached result.", call),
  failed: (call) => call.error?.message ?? "Failed.",
  cancelled: () => "Cancelled.",
  skipped: () => "Not needed.",
};

/** Null if a person chose the take, which overrides the workflow's verdict. */
const rejectionOf = ({ change, rejection }: Call) => (change ? null : rejection);
const withRejection = (sentence: string, call: Call) =>
  rejectionOf(call) === null ? sentence : `${sentence} Not accepted: ${rejectionOf(call)}`;

function unopened(job: JobRow, key: string, planned: PlannedCall | undefined): Step {
  const service = planned?.service ?? "";
  const over = isTerminal(job.status) || job.status === "cancelling";
  return {
    key,
    title: stepTitle(job.model, key),
    service,
    ...{ providers: presentEntries(planned?.entries), provider: null, tried: [], fitted: null },
    byHand: false,
    rejected: null,
    status: over ? "skipped" : "pending",
    message: over ? "Not needed." : "Not started.",
    said: null,
    note: null,
    attempt: 0,
    maxAttempts: attemptsOf(service),
    nextAttemptAt: null,
    queuePosition: null,
    progress: null,
    preview: null,
    eta: null,
    silentAt: null,
    startedAt: null,
    finishedAt: null,
    text: null,
    prompt: null,
    seed: null,
    inputs: [],
    choosesFrom: null,
    outputs: [],
    cost: 0,
    usage: null,
    outOfDate: null,
    error: null,
    takes: [],
    actions: [],
  };
}
