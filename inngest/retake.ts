import { findAssets } from "@/db/assets";
import { type Call, callsOf, hasSucceeded, isReusable, standing } from "@/db/calls";
import { findJob, type JobRow, requeueJob } from "@/db/jobs";
import type { Key } from "@/db/keys";
import type { CallChange, PlannedCall } from "@/db/schema";
import { type FieldError, Problem } from "@/lib/errors";
import { isTerminal, type JobStatus, type Quote, terminalStatuses } from "@/lib/job";
import { micros, priceOf } from "@/lib/price";
import type { AnyService } from "@/lib/service";
import { isMedia, makersInstead, takenBy } from "./change";
import { assetsIn } from "./deliver-output";
import { requestHash } from "./ledger";
import { limitProblem } from "./limits";
import { sendSoon } from "./outbox";
import { planJob } from "./plan";
import { findWorkflow, serviceOf } from "./registry";
import { type Remade, restOf } from "./rest";
import { expectedSeconds } from "./submit";
import { makersOf, type Take, takesOf } from "./take";

/** How a job would go on from here: what a person changed, what that plans, what there is, and what is made anew. */
type Next = { changes: JobRow["changes"]; plan: PlannedCall[]; rows: Call[]; remade?: Remade };

/**
 * Has one step of a job made once more, with what a person changed: it and what follows from it run again, everything
 * else is asked the same and so stands. Throws a Problem that names the field.
 */
export const retakeStep = async (job: JobRow, name: string, changed: unknown, key: Key): Promise<JobRow> =>
  again(job, await retaken(job, name, changed), key);

/** What a re-take would do and cost; refused as it would be. */
export const quoteRetake = async (job: JobRow, name: string, changed: unknown): Promise<Quote> =>
  quoteOf(job, await retaken(job, name, changed));

async function retaken(job: JobRow, name: string, changed: unknown): Promise<Next> {
  const { call, takes, rows } = await endedStep(job, name);
  const { service, base, fields } = readChange(call, takes, changed);
  const before = job.changes[name];
  const input = { ...takenBy(service, before?.input ?? {}), ...fields };
  const change: CallChange = { ...before, input, service: service.id };
  if (Object.keys(fields).length === 0 && service.id === call.service) {
    if ("seed" in service.input.shape) input.seed = Math.floor(Math.random() * 2_147_483_647);
    else change.again = takes.length + 1;
  }
  const asked = service.input.parse({ ...base, ...input });
  const hash = await requestHash(service, asked, change.again);
  const same = takes.find((take) => take.call.requestHash === hash);
  if (same && isReusable(same.call)) {
    const detail = `This is take ${same.number} of "${name}": choose it, or change the prompt or the seed.`;
    throw new Problem("conflict", detail);
  }
  const remade = { call, service: service.id, price: priceOf(service, asked) };
  return nextOf(job, { ...job.changes, [name]: change }, rows, remade);
}

/**
 * Chooses a finished take of a step; what follows from it is made of it. The takes of other steps that it was made of are
 * chosen with it.
 */
export async function chooseTake(job: JobRow, name: string, number: number, key: Key): Promise<JobRow> {
  const next = await chosenTake(job, name, number);
  return next ? again(job, next, key) : job;
}

/** What choosing a take would do and cost; refused as it would be. */
export async function quoteChoice(job: JobRow, name: string, number: number): Promise<Quote> {
  const next = await chosenTake(job, name, number);
  return next ? quoteOf(job, next) : restOf(job.model, job.plan, await callsOf([job.id]));
}

/** Null when it is chosen already. */
async function chosenTake(job: JobRow, name: string, number: number): Promise<Next | null> {
  const { takes, rows } = await endedStep(job, name);
  const take = takes.find((one) => one.number === number);
  if (!take) throw new Problem("not_found", `"${name}" has no take ${number}; it has ${takes.length}.`);
  if (!hasSucceeded(take.call)) {
    throw new Problem("conflict", `Take ${number} of "${name}" has no result: it is ${take.call.status}.`);
  }
  if (take.chosen) return null;
  const files = assetsIn(take.call.output);
  if ((await findAssets(files)).size < files.length) {
    const detail = `The files of take ${number} were removed after their time. Re-take it with the same prompt and seed.`;
    throw new Problem("conflict", detail);
  }
  const chosen = [...standing(rows).values()];
  const changes = { ...job.changes };
  for (const made of madeOf(take.call, rows)) if (!chosen.includes(made)) changes[made.name] = pinned(made);
  return nextOf(job, changes, rows);
}

/** A call and the calls of the same job whose files it was made of, and those they were made of. */
function madeOf(call: Call, rows: Call[]): Call[] {
  return [call, ...makersOf(call, rows).flatMap((maker) => madeOf(maker, rows))];
}

/** What asks for this very take again, whatever the recipe gives by now. Its media come from the steps before it. */
function pinned(call: Call): CallChange {
  const service = serviceOf(call.service);
  const input = Object.entries(call.input).filter(([field]) => !isMedia(service, field));
  return { ...call.change, input: Object.fromEntries(input), service: call.service };
}

/** The call that stands under a name, once the job has stopped moving. */
async function endedStep(job: JobRow, name: string): Promise<{ call: Call; takes: Take[]; rows: Call[] }> {
  if (!isTerminal(job.status) && job.status !== "awaiting_review") {
    throw new Problem("conflict", `The job is ${job.status}: wait until it has ended, or cancel it first.`);
  }
  const rows = await callsOf([job.id]);
  const takes = takesOf(rows).get(name);
  const call = takes?.find(({ chosen }) => chosen)?.call;
  if (takes && call) return { call, takes, rows };
  const known = job.plan.some((planned) => planned.name === name);
  if (known) throw new Problem("conflict", `"${name}" was not made yet: there is nothing to take again.`);
  throw new Problem("not_found", "The job has no such step.");
}

/**
 * Who makes the next take, and the fields of its input that were changed; `base` has the others, as they are now or were
 * when this service made a take before. Media come from the steps before it. Every fault names its field.
 */
function readChange(call: Call, takes: Take[], body: unknown) {
  if (!body || typeof body !== "object" || Array.isArray(body)) {
    throw new Problem("invalid_request", "Send a JSON object with what to change: the prompt, the seed, or nothing.");
  }
  const { model, ...given }: Record<string, unknown> = { ...body };
  const service = model === undefined ? serviceOf(call.service) : serviceNamed(model, call);
  const earlier = takes.findLast((take) => take.call.service === service.id)?.call.input;
  const base = takenBy(service, { ...earlier, ...call.input });
  const errors: FieldError[] = [];
  for (const field of Object.keys(given)) {
    const pointer = `/${field.slice(0, 100)}`;
    if (!(field in service.input.shape)) errors.push({ pointer, detail: `${service.id} has no option of this name.` });
    else if (isMedia(service, field)) errors.push({ pointer, detail: "Its media come from the steps before it." });
  }
  const parsed = service.input.safeParse({ ...base, ...given });
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
  const possible = makersInstead(serviceOf(call.service), call.input);
  const found = possible.find(({ id }) => id === model);
  if (found) return found;
  const names = possible.map(({ id }) => id).join(" or ");
  throw refused([{ pointer: "/model", detail: `"${call.name}" can be made by ${names}, and by no other model.` }]);
}

const refused = (errors: FieldError[]) =>
  new Problem("invalid_request", errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(" "), { errors });

async function nextOf(job: JobRow, changes: JobRow["changes"], rows: Call[], remade?: Remade): Promise<Next> {
  const workflow = findWorkflow(job.model);
  const plan = workflow ? (await planJob(workflow, job.input, await expectedSeconds(), changes)).calls : job.plan;
  return { changes, plan, rows, remade };
}

/** What is still to be done, and what it costs. */
const quoteOf = (job: JobRow, { plan, rows, remade }: Next): Quote => restOf(job.model, plan, rows, remade);

/** Starts the job again. It counts as one more job of its owner, which costs what is made once more and what follows. */
async function again(job: JobRow, next: Next, key: Key): Promise<JobRow> {
  const { changes, plan, rows } = next;
  const spent = rows.reduce((sum, row) => sum + row.cost, 0);
  const estimated = micros(quoteOf(job, next).cost.estimated);
  const limited = key.id === job.keyId ? { keyId: key.id, limits: key.limits, estimated, jobId: job.id } : undefined;
  const from: JobStatus[] = [...terminalStatuses, "awaiting_review"];
  const event = await requeueJob(job, { from, limited, changes, plan, costEstimated: spent + estimated });
  const now = (await findJob(job.id)) ?? job;
  if (!event) {
    if (limited && now.starts === job.starts) throw await limitProblem(limited);
    throw new Problem("conflict", "Somebody else has just started the job again.");
  }
  sendSoon(event);
  return now;
}
