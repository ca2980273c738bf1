import { findAssets } from "@/db/assets";
import { type Call, callsOf, currentCalls, hasSucceeded, isReusable } from "@/db/calls";
import { requeueJob } from "@/db/continue-job";
import { findJob, type JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import type { StepOverride } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { type FieldError, Problem } from "@/lib/errors";
import { roleFilledBy } from "@/lib/routing/pods";
import { mostCandidates } from "@/lib/schemas/candidates";
import { isTerminal, type JobStatus, type Quote, shownStatus, terminalStatuses } from "@/lib/schemas/job";
import { candidates as candidatesField } from "@/lib/schemas/retake";
import { sceneOf } from "@/lib/step-key";
import { requestHash } from "../calls/ledger";
import { sendSoon } from "../event-outbox";
import { requestInput, serviceOf } from "../registry";
import { variantOfTry } from "../tries";
import { withinBudget } from "./affordable";
import { assetsIn } from "./export-output";
import { limitedFor, limitProblem } from "./limit-errors";
import { stepWithReferences } from "./named-references";
import { priceOfJob, quoteOf } from "./remaining-quote";
import { alternativeServices, fieldsOf, isMedia, translated } from "./step-overrides";
import { type Take, takesOf, upstreamCalls } from "./takes";
import { unknownStep } from "./unknown-step";

/** The next generation of a job: a person's changes, the existing rows, and the only steps that may be submitted (null: all). */
export type Next = { changes: JobRow["changes"]; rows: Call[]; only: string[] | null };

/**
 * Runs one step of a job again with a person's changes. Dependent steps become out of date or run again at once (see
 * `holdsBack`). All other steps keep their results, since their requests are equal. Throws a Problem that names the field.
 */
export const retakeStep = async (job: JobRow, step: string, changed: unknown, key: Key): Promise<JobRow> =>
  restartJob(job, await retaken(job, step, changed), key);

/** What a retake would run and cost. Throws the same Problems as the retake. */
export const quoteRetake = async (job: JobRow, step: string, changed: unknown): Promise<Quote> =>
  quoteNext(job, await retaken(job, step, changed));

/**
 * Whether dependent steps wait until a person continues the job. By default they wait if the job is completed, and the old
 * result stays until then. A job that failed or waits for a review always continues.
 */
export function holdsBack(job: JobRow, continues: unknown): boolean {
  if (continues !== undefined && typeof continues !== "boolean") {
    throw refused([{ pointer: "/continue", detail: "Must be true or false, or omitted." }]);
  }
  if (continues === false && job.status !== "completed") {
    const detail = `Only a completed job accepts \`false\`. This job is ${shownStatus(job.status)} and always continues with the dependent steps.`;
    throw refused([{ pointer: "/continue", detail }]);
  }
  return job.status === "completed" && continues !== true;
}

export async function retaken(job: JobRow, step: string, body: unknown): Promise<Next> {
  if (!body || typeof body !== "object" || Array.isArray(body)) {
    throw new Problem(
      "invalid_request",
      "Send a JSON object with the options to change, or an empty object for a new seed.",
    );
  }
  const { continue: continues, candidates = 1, ...changed }: Record<string, unknown> = { ...body };
  const { call, takes, rows } = await endedStep(job, step);
  const only = holdsBack(job, continues) ? [step] : null;
  const { service, base, fields: given } = readChange(call, takes, changed);
  const asMade = addsPictures(service, call) && takes.find((take) => !addsPictures(service, take.call));
  const own = asMade ? asMade.call.input : base;
  const fields = await stepWithReferences(service, { fields: given, own, keyId: job.keyId });
  const { output: _, ...previous } = asOne(job.changes[step] ?? changeOfTry(call), call);
  if (previous.cut && Object.keys(fields).length > 0) {
    const detail = `"${step}" is cut by hand. Send the changed cut: POST /v1/jobs/${job.id}/cut.`;
    throw refused(Object.keys(fields).map((field) => ({ pointer: `/${field}`, detail })));
  }
  const isOfRole = service.kind === "role" && service.id !== call.service;
  const earlier = isOfRole ? translated(previous.input, serviceOf(call.service), service) : previous.input;
  // Another prompt names its own pictures.
  const kept = fields.prompt === undefined ? earlier : withoutMedia(service, earlier);
  const input: Record<string, unknown> = { ...fieldsOf(service, kept), ...fields };
  const change: StepOverride = { ...previous, input, service: service.id }; // without an earlier result by hand
  if (Object.keys(fields).length === 0 && service.id === call.service) {
    if ("seed" in service.input.shape) input.seed = Math.floor(Math.random() * 2_147_483_647);
    else change.variant = takes.length + 1;
  }
  const number = readCandidates(candidates, step, service);
  if (number > 1) change.candidates = number;
  const files = fields.prompt === undefined ? base : own;
  const asked = service.input.parse({ ...fieldsOf(service, files), ...withoutMedia(service, base), ...input });
  const hash = await requestHash(service, asked, change.variant);
  const same = takes.find((take) => take.call.requestHash === hash);
  if (same && isReusable(same.call)) {
    const way = wayToChoose(job, step, same.number);
    const detail = `Take ${same.number} of "${step}" already has these options. Choose it (${way}), or change the prompt or the seed.`;
    throw new Problem("conflict", detail, { take: same.number });
  }
  const changes = { ...job.changes, [step]: change };
  if (input.prompt !== undefined) dropSharedPrompt(step, call.input.prompt, changes);
  return { changes, rows, only };
}

/** Whether a person's words added pictures to a take. */
const addsPictures = (service: AnyService, { change }: Call) =>
  Object.keys(change?.input ?? {}).some((field) => isMedia(service, field));

/** An input without the files. */
const withoutMedia = (service: AnyService, input: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(input).filter(([field]) => !isMedia(service, field)));

/** Lets other changed steps of the scene follow the new prompt if they used the old prompt of this step. */
function dropSharedPrompt(step: string, oldPrompt: unknown, changes: JobRow["changes"]): void {
  const scene = sceneOf(step);
  if (scene === null) return;
  for (const [other, change] of Object.entries(changes)) {
    if (other === step || sceneOf(other) !== scene || change.input.prompt !== oldPrompt) continue;
    const { prompt: _, ...input } = change.input;
    changes[other] = { ...change, input };
  }
}

/**
 * Chooses a finished take of a step, together with the takes of other steps that it was made from. Dependent steps become
 * out of date or run again with it. Throws a Problem if the take does not exist or has no usable result.
 */
export async function chooseTake(job: JobRow, step: string, choice: Choice, key: Key): Promise<JobRow> {
  const next = await chosenTake(job, step, choice);
  return next ? restartJob(job, next, key) : job;
}

/** What choosing a take would run and cost. Throws the same Problems as the choice. */
export async function quoteChoice(job: JobRow, step: string, choice: Choice): Promise<Quote> {
  const next = await chosenTake(job, step, choice);
  return next ? quoteNext(job, next) : emptyQuote(job);
}

/** The quote of a change that runs nothing. */
export const emptyQuote = (job: JobRow): Quote =>
  quoteOf(job.model, { plan: [], calls: [], estimated: 0, usual: 0, seconds: 0 });

export type Choice = { take: number; continue?: boolean };
/** The request that chooses a take, for errors. */
export const wayToChoose = ({ id }: JobRow, step: string, take: number): string =>
  `POST /v1/jobs/${id}/steps/${step}/choose with {"take": ${take}}`;

/** Null if the take is already chosen. */
async function chosenTake(
  job: JobRow,
  step: string,
  { take: number, continue: continues }: Choice,
): Promise<Next | null> {
  const { takes, rows } = await endedStep(job, step);
  const only = holdsBack(job, continues) ? [] : null;
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

/** Runs the steps that are out of date after changes. Throws a `conflict` if there are none. */
export async function continueJob(job: JobRow, key: Key): Promise<JobRow> {
  return restartJob(job, await outOfDate(job), key);
}

/** What continuing would run and cost. Throws the same Problems. */
export const quoteContinue = async (job: JobRow): Promise<Quote> => quoteNext(job, await outOfDate(job));

async function outOfDate(job: JobRow): Promise<Next> {
  if (job.status !== "completed") {
    const how =
      job.status === "awaiting_review" ? "approve it" : isTerminal(job.status) ? "retry it" : "wait until it has ended";
    throw new Problem(
      "conflict",
      `Only completed jobs can be continued. This job is ${shownStatus(job.status)}: ${how}.`,
    );
  }
  if (!job.plan.some((planned) => planned.outOfDate)) {
    throw new Problem("conflict", "No step of this job is out of date, so there is nothing to make again.");
  }
  return { changes: job.changes, rows: await callsOf([job.id]), only: null };
}

/** A call and all its upstream calls in the same job. */
function madeOf(call: Call, rows: Call[]): Call[] {
  return [call, ...upstreamCalls(call, rows).flatMap((maker) => madeOf(maker, rows))];
}

/** How many takes to make at once. Throws a Problem that names the field. */
function readCandidates(given: unknown, step: string, service: AnyService): number {
  const { data, error } = candidatesField.safeParse(given);
  if (error) throw refused([{ pointer: "/candidates", detail: `Must be a whole number from 1 to ${mostCandidates}.` }]);
  if (data > 1 && service.kind === "local" && !("seed" in service.input.shape)) {
    const detail = `"${step}" gives the same result each time, so there is nothing to choose from.`;
    throw refused([{ pointer: "/candidates", detail }]);
  }
  return data;
}

/** The override that reproduces one of several candidates. */
function asOne(change: StepOverride, { input, tryNumber }: Call): StepOverride {
  const { candidates, variant: first, ...rest } = change;
  if (!candidates) return change;
  const variant = variantOfTry(input, tryNumber, first);
  const seed = typeof input.seed === "number" && { seed: input.seed };
  return { ...rest, input: { ...rest.input, ...seed }, ...(variant && { variant }) };
}

/** What comes next, without making candidates again: of those that were made before, the chosen one stays. */
export function withChosen(job: JobRow, next: Next): Next {
  const chosen = currentCalls(next.rows);
  const changes = Object.entries(next.changes).map(([step, change]) => {
    const call = chosen.get(step);
    const isMade = change === job.changes[step] && call !== undefined && hasSucceeded(call);
    return [step, isMade ? asOne(change, call) : change];
  });
  return { ...next, changes: Object.fromEntries(changes) };
}

/** The override that reproduces exactly this take, except for its media, which come from earlier steps. */
function pinned(call: Call): StepOverride {
  if (call.change?.cut && !call.change.output) return call.change; // its clips are the current ones of their steps
  const service = serviceOf(call.service);
  const isOwn = (field: string) => call.change?.input[field] !== undefined;
  const input = Object.entries(call.input).filter(([field]) => isOwn(field) || !isMedia(service, field));
  const change = call.change && asOne(call.change, call);
  return { ...changeOfTry(call), ...change, input: Object.fromEntries(input), service: call.service };
}

/** The override that reproduces the same try of a call with several tries. */
function changeOfTry({ input, tryNumber }: Call): StepOverride {
  const variant = variantOfTry(input, tryNumber);
  return { input: tryNumber > 1 && !variant ? { seed: input.seed } : {}, ...(variant && { variant }) };
}

/** The current call of a step. Throws a Problem while the job runs, or if the step is unknown or has no result. */
export async function endedStep(job: JobRow, step: string): Promise<{ call: Call; takes: Take[]; rows: Call[] }> {
  if (!isTerminal(job.status) && job.status !== "awaiting_review") {
    throw new Problem(
      "conflict",
      `The job is ${shownStatus(job.status)}. Wait until it has ended, or cancel it first.`,
    );
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
 * The service of the next take, and the changed fields of its input. `base`: the other fields, from the current call, then
 * from an earlier take of this service. Throws a Problem that names each wrong field.
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
    if (!Object.hasOwn(service.input.shape, field))
      errors.push({ pointer, detail: `${service.id} has no such option.` });
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

/** The service that replaces a call's own. Throws a Problem if it does not fit the call's input or output. */
function serviceNamed(model: unknown, call: Call): AnyService {
  const possible = alternativeServices(serviceOf(call.service), call.input);
  const role = roleFilledBy(call.service);
  const found = role && model === role.id ? serviceOf(role.id) : possible.find(({ id }) => id === model);
  if (found) return found;
  const names = possible.map(({ id }) => id).join(" or ");
  throw refused([{ pointer: "/model", detail: `"${call.key}" can only be made by ${names}.` }]);
}

export const refused = (errors: FieldError[]) =>
  new Problem("invalid_request", errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(" "), { errors });

/** What the next generation would run and cost. */
export const quoteNext = async (job: JobRow, next: Next): Promise<Quote> =>
  quoteOf(job.model, await priceOfJob(job, withChosen(job, next)), { made: true });

/** Restarts the job. It counts against the owner's limits as a new job with the cost of the repeated and dependent steps. */
export async function restartJob(job: JobRow, following: Next, key: Key): Promise<JobRow> {
  const next = withChosen(job, following);
  const { plan, estimated } = await withinBudget(await priceOfJob(job, next), limitedFor(job, key, 0));
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
