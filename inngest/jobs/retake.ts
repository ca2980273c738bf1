import { findAssets } from "@/db/assets";
import { type Call, callsOf, currentCalls, hasSucceeded, isReusable } from "@/db/calls";
import { requeueJob } from "@/db/continue-job";
import { findJob, type JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import type { StepOverride } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { type FieldError, Problem } from "@/lib/errors";
import { roleFilledBy } from "@/lib/routing/pods";
import { isTerminal, type JobStatus, type Quote, terminalStatuses } from "@/lib/schemas/job";
import { sceneOf } from "@/lib/step-key";
import { requestHash } from "../calls/ledger";
import { sendSoon } from "../event-outbox";
import { requestInput, serviceOf } from "../registry";
import { variantOfTry } from "../tries";
import { assetsIn } from "./export-output";
import { limitedFor, limitProblem } from "./limit-errors";
import { priceOfJob, quoteOf } from "./remaining-quote";
import { alternativeServices, fieldsOf, isMedia, translated } from "./step-overrides";
import { type Take, takesOf, upstreamCalls } from "./takes";
import { unknownStep } from "./unknown-step";

/** How a job would go on from here: what a person changed, what there is, and which steps alone may ask a service. */
export type Next = { changes: JobRow["changes"]; rows: Call[]; only: string[] | null };

/**
 * Has one step of a job made once more, with what a person changed. What follows from it is out of date then, or made
 * again at once (`holdsBack`); everything else is asked the same and so stands. Throws a Problem that names the field.
 */
export const retakeStep = async (job: JobRow, step: string, changed: unknown, key: Key): Promise<JobRow> =>
  goOn(job, await retaken(job, step, changed), key);

/** What a re-take would do and cost; refused as it would be. */
export const quoteRetake = async (job: JobRow, step: string, changed: unknown): Promise<Quote> =>
  quoteNext(job, await retaken(job, step, changed));

/**
 * Whether what follows from a change waits until a person continues the job. By default that is so where there is a
 * result, which stays meanwhile; a job without one, or that waits for a review, goes on to it.
 */
export function holdsBack(job: JobRow, goesOn: unknown): boolean {
  if (goesOn !== undefined && typeof goesOn !== "boolean") {
    throw refused([{ pointer: "/continue", detail: "Must be true or false, or omitted." }]);
  }
  if (goesOn === false && job.status !== "completed") {
    const detail = `Only a completed job accepts \`false\`. This job is ${job.status} and always continues with the dependent steps.`;
    throw refused([{ pointer: "/continue", detail }]);
  }
  return job.status === "completed" && goesOn !== true;
}

async function retaken(job: JobRow, step: string, body: unknown): Promise<Next> {
  if (!body || typeof body !== "object" || Array.isArray(body)) {
    throw new Problem(
      "invalid_request",
      "Send a JSON object with the options to change, or an empty object for a new seed.",
    );
  }
  const { continue: goesOn, ...changed }: Record<string, unknown> = { ...body };
  const { call, takes, rows } = await endedStep(job, step);
  const only = holdsBack(job, goesOn) ? [step] : null;
  const { service, base, fields } = readChange(call, takes, changed);
  const { output: _, ...before } = job.changes[step] ?? changeOfTry(call);
  const isOfRole = service.kind === "role" && service.id !== call.service;
  const earlier = isOfRole ? translated(before.input, serviceOf(call.service), service) : before.input;
  const input = { ...fieldsOf(service, earlier), ...fields };
  const change: StepOverride = { ...before, input, service: service.id }; // not what was given by hand before
  if (Object.keys(fields).length === 0 && service.id === call.service) {
    if ("seed" in service.input.shape) input.seed = Math.floor(Math.random() * 2_147_483_647);
    else change.variant = takes.length + 1;
  }
  const asked = service.input.parse({ ...base, ...input });
  const hash = await requestHash(service, asked, change.variant);
  const same = takes.find((take) => take.call.requestHash === hash);
  if (same && isReusable(same.call)) {
    const detail = `Take ${same.number} of "${step}" already has these options. Choose that take, or change the prompt or the seed.`;
    throw new Problem("conflict", detail);
  }
  const changes = { ...job.changes, [step]: change };
  if (input.prompt !== undefined) leaveWordsTo(step, call.input.prompt, changes);
  return { changes, rows, only };
}

/** Steps of the same scene that were chosen with the words that this one had take part in its new ones. */
function leaveWordsTo(step: string, words: unknown, changes: JobRow["changes"]): void {
  const scene = sceneOf(step);
  if (scene === null) return;
  for (const [other, change] of Object.entries(changes)) {
    if (other === step || sceneOf(other) !== scene || change.input.prompt !== words) continue;
    const { prompt: _, ...input } = change.input;
    changes[other] = { ...change, input };
  }
}

/**
 * Chooses a finished take of a step; what follows from it is made of it. The takes of other steps that it was made of are
 * chosen with it.
 */
export async function chooseTake(job: JobRow, step: string, choice: Choice, key: Key): Promise<JobRow> {
  const next = await chosenTake(job, step, choice);
  return next ? goOn(job, next, key) : job;
}

/** What choosing a take would do and cost; refused as it would be. */
export async function quoteChoice(job: JobRow, step: string, choice: Choice): Promise<Quote> {
  const next = await chosenTake(job, step, choice);
  return next ? quoteNext(job, next) : emptyQuote(job);
}

/** Of what changes nothing. */
export const emptyQuote = (job: JobRow): Quote =>
  quoteOf(job.model, { plan: [], calls: [], estimated: 0, usual: 0, seconds: 0 });

export type Choice = { take: number; continue?: boolean };

/** Null when it is chosen already. */
async function chosenTake(job: JobRow, step: string, { take: number, continue: goesOn }: Choice): Promise<Next | null> {
  const { takes, rows } = await endedStep(job, step);
  const only = holdsBack(job, goesOn) ? [] : null;
  const take = takes.find((one) => one.number === number);
  if (!take) throw new Problem("not_found", `"${step}" has no take ${number}; it has ${takes.length} in total.`);
  if (!hasSucceeded(take.call)) {
    throw new Problem("conflict", `Take ${number} of "${step}" has no result: it is ${take.call.status}.`);
  }
  const isOutOfDate = job.plan.some((planned) => planned.key === step && planned.outOfDate);
  if (take.chosen && !isOutOfDate) return null;
  const files = assetsIn(take.call.output);
  if ((await findAssets(files)).size < files.length) {
    const detail = `The files of take ${number} have expired and were deleted. Retake the step with the same prompt and seed.`;
    throw new Problem("conflict", detail);
  }
  const chosen = [...currentCalls(rows).values()];
  const changes = { ...job.changes };
  for (const made of madeOf(take.call, rows)) if (!chosen.includes(made)) changes[made.key] = pinned(made);
  return { changes, rows, only };
}

/** Makes what is out of date after steps were changed. */
export async function continueJob(job: JobRow, key: Key): Promise<JobRow> {
  return goOn(job, await outOfDate(job), key);
}

/** What that would do and cost; refused as it would be. */
export const quoteContinue = async (job: JobRow): Promise<Quote> => quoteNext(job, await outOfDate(job));

async function outOfDate(job: JobRow): Promise<Next> {
  if (job.status !== "completed") {
    const how =
      job.status === "awaiting_review" ? "approve it" : isTerminal(job.status) ? "retry it" : "wait until it has ended";
    throw new Problem("conflict", `Only completed jobs can be continued. This job is ${job.status}: ${how}.`);
  }
  if (!job.plan.some((planned) => planned.outOfDate)) {
    throw new Problem("conflict", "No step of this job is out of date, so there is nothing to make again.");
  }
  return { changes: job.changes, rows: await callsOf([job.id]), only: null };
}

/** A call and the calls of the same job whose files it was made of, and those they were made of. */
function madeOf(call: Call, rows: Call[]): Call[] {
  return [call, ...upstreamCalls(call, rows).flatMap((maker) => madeOf(maker, rows))];
}

/** What asks for this very take again, whatever the recipe gives by now. Its media come from the steps before it. */
function pinned(call: Call): StepOverride {
  const service = serviceOf(call.service);
  const input = Object.entries(call.input).filter(([field]) => !isMedia(service, field));
  return { ...changeOfTry(call), ...call.change, input: Object.fromEntries(input), service: call.service };
}

/** What asks for the same try again, where a recipe had the call made more than once. */
function changeOfTry({ input, tryNumber }: Call): StepOverride {
  const variant = variantOfTry(input, tryNumber);
  return { input: tryNumber > 1 && !variant ? { seed: input.seed } : {}, ...(variant && { variant }) };
}

/** The current call of a step, once the job has stopped moving. */
export async function endedStep(job: JobRow, step: string): Promise<{ call: Call; takes: Take[]; rows: Call[] }> {
  if (!isTerminal(job.status) && job.status !== "awaiting_review") {
    throw new Problem("conflict", `The job is ${job.status}. Wait until it has ended, or cancel it first.`);
  }
  const rows = await callsOf([job.id]);
  const takes = takesOf(rows).get(step);
  const call = takes?.find(({ chosen }) => chosen)?.call;
  if (takes && call) return { call, takes, rows };
  const known = job.plan.some((planned) => planned.key === step);
  if (known) throw new Problem("conflict", `"${step}" has no result yet, so it cannot be retaken.`);
  throw unknownStep(job, rows, step);
}

/**
 * Who makes the next take, and the fields of its input that were changed; `base` has the others, as they are now or were
 * when this service made a take before. Media come from the steps before it. Every fault names its field.
 */
function readChange(call: Call, takes: Take[], { model, ...given }: Record<string, unknown>) {
  const before = serviceOf(call.service);
  const role = given.provider === undefined ? undefined : roleFilledBy(before.id);
  const service = model !== undefined ? serviceNamed(model, call) : role ? serviceOf(role.id) : before;
  const earlier = takes.findLast((take) => take.call.service === service.id)?.call.input;
  const base = fieldsOf(service, { ...earlier, ...translated(call.input, before, service) });
  const errors: FieldError[] = [];
  for (const field of Object.keys(given)) {
    const pointer = `/${field.slice(0, 100)}`;
    if (!(field in service.input.shape)) errors.push({ pointer, detail: `${service.id} has no such option.` });
    else if (isMedia(service, field))
      errors.push({ pointer, detail: "Its media come from earlier steps and cannot be changed." });
  }
  const parsed = requestInput(service).safeParse({ ...base, ...given });
  for (const { path, message } of errors.length === 0 ? (parsed.error?.issues ?? []) : []) {
    errors.push({ pointer: `/${path.join("/")}`, detail: message });
  }
  if (errors.length > 0) throw refused(errors);
  return {
    service,
    base,
    fields: Object.fromEntries(Object.keys(given).map((field) => [field, parsed.data?.[field]])),
  };
}

/** Another model in place of a call's own: one that takes what it is given and gives what the recipe goes on with. */
function serviceNamed(model: unknown, call: Call): AnyService {
  const possible = alternativeServices(serviceOf(call.service), call.input);
  const found = possible.find(({ id }) => id === model);
  if (found) return found;
  const names = possible.map(({ id }) => id).join(" or ");
  throw refused([{ pointer: "/model", detail: `"${call.key}" can only be made by ${names}.` }]);
}

export const refused = (errors: FieldError[]) =>
  new Problem("invalid_request", errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(" "), { errors });

/** What is still to be done, and what it costs. */
export const quoteNext = async (job: JobRow, next: Next): Promise<Quote> =>
  quoteOf(job.model, await priceOfJob(job, next), { made: true });

/** Starts the job again. It counts as one more job of its owner, which costs what is made once more and what follows. */
export async function goOn(job: JobRow, next: Next, key: Key): Promise<JobRow> {
  const { plan, estimated } = await priceOfJob(job, next);
  const limited = limitedFor(job, key, estimated);
  const from: JobStatus[] = [...terminalStatuses, "awaiting_review"];
  const { changes, only } = next;
  const event = await requeueJob(job, { from, limited, changes, only, plan, estimated });
  const now = (await findJob(job.id)) ?? job;
  if (!event) {
    if (limited && now.engineStarts === job.engineStarts) throw await limitProblem(limited);
    throw new Problem("conflict", "The job has just been restarted by another request.");
  }
  sendSoon(event);
  return now;
}
