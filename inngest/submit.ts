import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { usualSeconds } from "@/db/calls";
import { addJob, findIdempotent, findJob, forgetIdempotent, type JobRow, type Once, startEvent } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { crashPoint } from "@/lib/crash-point";
import { fieldProblem, Problem } from "@/lib/errors";
import type { GenerateRequest } from "@/lib/generate";
import type { Quote } from "@/lib/job";
import { checkAddress } from "@/lib/outside";
import { canonicalJson } from "@/lib/plain-json";
import { currency, micros, money } from "@/lib/price";
import { SendError } from "@/lib/send";
import { StorageError, targetOf } from "@/lib/storage";
import { s3Delivery } from "@/lib/store";
import { sealedAddress } from "./deliver-output";
import { takeIn, tryIntake } from "./intake";
import { limitProblem, refuseOverLimit } from "./limits";
import { sendSoon } from "./outbox";
import { planJob } from "./plan";
import { allServices, serviceOf } from "./registry";
import { readInput, readRequest } from "./request";
import type { AnyWorkflow } from "./workflow";

/**
 * The one path that starts a job. Refuses with a Problem that names the field, and then nothing is stored; once this
 * returns, the job is in the database and survives everything.
 */
export async function submitJob(
  body: unknown,
  key: Key,
  idempotencyKey?: string,
): Promise<{ job: JobRow; replayed: boolean }> {
  const { workflow, ...request } = readRequest(body);
  const once = idempotencyKey ? { idempotencyKey, bodyHash: hashOf(request) } : undefined;
  const known = once && (await replay(key.id, once));
  if (known) return { job: known, replayed: true };
  try {
    return { job: await begin(workflow, request, key, once), replayed: false };
  } catch (error) {
    // Somebody used the same Idempotency-Key meanwhile: theirs is the job, whatever stood in the way of this one.
    const theirs = once && (await replay(key.id, once));
    if (theirs) return { job: theirs, replayed: true };
    throw error;
  }
}

async function begin(workflow: AnyWorkflow, request: GenerateRequest, key: Key, once?: Once): Promise<JobRow> {
  const { input, media, plan } = await prepare(workflow, request);
  const costEstimated = micros(plan.cost);
  const wanted = { keyId: key.id, limits: key.limits, estimated: costEstimated };
  await refuseOverLimit(wanted);
  const refs = await takeIn(media, key.id);
  for (const [i, { field, list }] of media.entries()) {
    input[field] = list ? refs.filter((_, j) => media[j]?.field === field) : refs[i];
  }
  const id = uuidv7();
  const { model, webhookUrl, priority, metadata, cache, review } = request;
  // The seed that was chosen belongs to what was asked: named again, it makes the same.
  const options = "seed" in input ? { ...request.options, seed: input.seed } : request.options;
  const address = sealedAddress(request.s3Url, id);
  const job = { id, keyId: key.id, model, priority, input, options, webhookUrl, ...address, metadata, cache, review };
  const stored = await addJob({ ...job, plan: plan.calls, costEstimated }, { limits: key.limits, once });
  if (!stored) throw await limitProblem(wanted);
  crashPoint("after-job");
  sendSoon(startEvent({ id, model, priority, starts: 1 }).id);
  const added = await findJob(id);
  if (!added) throw new Problem("internal", "The job could not be stored.");
  return added;
}

/**
 * What a job would do and cost. Checks all that a submit checks, the media too, which are fetched and looked at; stores
 * nothing, and does not ask for the key's limits: they are of the moment.
 */
export async function quoteJob(body: unknown, key: Key): Promise<Quote> {
  const { workflow, ...request } = readRequest(body);
  const { media, plan } = await prepare(workflow, request);
  await tryIntake(media, key.id);
  return {
    object: "quote",
    model: request.model,
    cost: { estimated: money(micros(plan.cost)), currency },
    estimatedTime: Math.ceil(plan.seconds),
    steps: plan.calls.map(({ name, service, seconds, price }) => ({ name, service, seconds, cost: price })),
  };
}

/** Reads and plans a job, without anything sent or stored. */
async function prepare(workflow: AnyWorkflow, request: GenerateRequest) {
  const { input, media } = readInput(workflow, request);
  checkAddresses(request);
  const plan = await planJob(workflow, input, await expectedSeconds());
  if (request.review && plan.reviews.length === 0) {
    throw fieldProblem("invalid_request", "/review", `${workflow.model} has nothing to review on the way.`);
  }
  const { maxCost } = request;
  if (typeof maxCost === "number" && micros(plan.cost) > micros(maxCost)) {
    const detail = `This job is estimated at ${money(micros(plan.cost))} ${currency}, more than maxCost.`;
    throw fieldProblem("budget_exceeded", "/maxCost", detail);
  }
  return { input, media, plan };
}

/** Of what was asked, however it was written: the order of names counts for nothing, nor a field that is null or left out. */
function hashOf(request: GenerateRequest): string {
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null));
  return createHash("sha256").update(canonicalJson(given)).digest("hex");
}

async function replay(keyId: string, once: Once): Promise<JobRow | undefined> {
  await forgetIdempotent(keyId, once.idempotencyKey);
  const known = await findIdempotent(keyId, once.idempotencyKey);
  if (!known) return undefined;
  if (known.bodyHash !== once.bodyHash) {
    throw new Problem("idempotency_mismatch", "This Idempotency-Key was used for another body. Use a new one.");
  }
  return findJob(known.jobId);
}

/** What can be known of the caller's addresses before anything is sent there. */
function checkAddresses({ webhookUrl, s3Url }: GenerateRequest): void {
  for (const [pointer, url] of [["/webhookUrl", webhookUrl] as const, ["/s3Url", s3Url] as const]) {
    if (!url) continue;
    try {
      if (url.startsWith("s3:")) targetOf(url, "file", s3Delivery());
      else checkAddress(url);
    } catch (error) {
      if (!(error instanceof SendError || error instanceof StorageError)) throw error;
      throw fieldProblem("invalid_request", pointer, `${error.message}.`);
    }
  }
}

let lastAsked: { at: number; usual: Map<string, number> } | undefined;

/** Seconds per service: what its newest calls took, else what it says of itself. They change slowly: asked every 5 s. */
export async function expectedSeconds(): Promise<(service: string) => number> {
  if (!lastAsked || Date.now() - lastAsked.at > 5_000) {
    const usual = new Map<string, number>();
    for (const { id } of allServices) {
      const seconds = await usualSeconds(id);
      if (seconds !== null) usual.set(id, seconds);
    }
    lastAsked = { at: Date.now(), usual };
  }
  const { usual } = lastAsked;
  return (service) => usual.get(service) ?? serviceOf(service).typicalSeconds;
}
