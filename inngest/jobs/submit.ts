import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { isDatabaseAway } from "@/db/core/errors";
import { outlast } from "@/db/core/outlast";
import { addJob, findIdempotent, findJob, forgetIdempotent, type JobRow, type Once, startEvent } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { fieldProblem, Problem } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { SendError } from "@/lib/http/client";
import { checkAddress } from "@/lib/http/clients";
import { currency, micros, money } from "@/lib/pricing";
import type { GenerateRequest } from "@/lib/schemas/generate";
import type { Quote } from "@/lib/schemas/job";
import { canonicalJson } from "@/lib/schemas/json-safety";
import { StorageError, targetOf } from "@/lib/storage";
import { s3Delivery } from "@/lib/storage/current";
import { checkInputs, ingestInputs } from "../assets/ingest-inputs";
import type { AnyWorkflow } from "../define-workflow";
import { checkNotify, targetsOf } from "../deliveries/check-notify";
import { sendSoon } from "../event-outbox";
import { encryptS3Url } from "./export-output";
import { limitProblem, refuseOverLimit } from "./limit-errors";
import { readInput, readRequest } from "./parse-request";
import { planJob } from "./plan";
import { type Priced, priceOfRest, quoteOf } from "./remaining-quote";
import { expectedSeconds } from "./usual-seconds";

/**
 * The only path that starts a job. Refuses with a Problem that names the field and stores nothing; once it returns, the
 * job is in the database and survives every crash.
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
    // Another request used the same Idempotency-Key meanwhile: return its job, whatever failed here.
    const theirs = once && (await replay(key.id, once));
    if (theirs) return { job: theirs, replayed: true };
    throw error;
  }
}

async function begin(workflow: AnyWorkflow, request: GenerateRequest, key: Key, once?: Once): Promise<JobRow> {
  const { input, media } = await prepare(workflow, request);
  const { model, webhookUrl, priority, metadata, cache, review } = request;
  // Before anything is fetched. The price is known only after the media are.
  await refuseOverLimit({ keyId: key.id, limits: key.limits, estimated: 0 });
  let priced: Priced | undefined;
  const refs = await ingestInputs(media, key.id, async (given) => {
    priced = await price(workflow, request, withMedia(input, media, given), key);
    await refuseOverLimit({ keyId: key.id, limits: key.limits, estimated: priced.estimated });
  });
  if (!priced) throw new Problem("internal", "Could not estimate the cost of the job.");
  const { plan, estimated: costEstimated } = priced;
  const wanted = { keyId: key.id, limits: key.limits, estimated: costEstimated };
  const id = uuidv7();
  // The chosen seed becomes part of the options: sending it again makes the same result.
  const options = "seed" in input ? { ...request.options, seed: input.seed } : request.options;
  const address = encryptS3Url(request.s3Url, id);
  const maxCost = typeof request.maxCost === "number" ? micros(request.maxCost) : null;
  const notify = targetsOf(request.notify, key.notify);
  const asked = {
    ...{ model, priority, input: withMedia(input, media, refs), options, webhookUrl, notify, metadata, cache, review },
  };
  const job = { id, keyId: key.id, ...asked, ...address, plan, costEstimated, maxCost };
  const stored = await addJob(job, { limits: key.limits, once }).catch(async (error: unknown) => {
    // The job may be stored although the database's answer was lost. A caller who is refused would submit it again.
    if (isDatabaseAway(error) && (await outlast(() => findJob(id)))) return true;
    throw error;
  });
  if (!stored) throw await limitProblem(wanted);
  failpoint("after-job");
  sendSoon(startEvent({ id, model, priority, engineStarts: 1 }).id);
  const added = await findJob(id);
  if (!added) throw new Problem("internal", "Could not store the job.");
  return added;
}

/**
 * The quote of a submit. Checks all that a submit checks, and also fetches and checks the media; stores nothing, and
 * does not check the key's limits, which change every moment.
 */
export async function quoteJob(body: unknown, key: Key): Promise<Quote> {
  const { workflow, ...request } = readRequest(body);
  const { input, media } = await prepare(workflow, request);
  const refs = await checkInputs(media, key.id);
  return quoteOf(request.model, await price(workflow, request, withMedia(input, media, refs), key));
}

type Given = ReturnType<typeof readInput>;

/** Parses a job without sending or storing anything. */
async function prepare(workflow: AnyWorkflow, request: GenerateRequest): Promise<Given> {
  const given = readInput(workflow, request);
  checkAddresses(request);
  checkNotify(request.notify ?? [], "/notify");
  if (request.review && (await planJob(workflow, given.input, await expectedSeconds())).reviews.length === 0) {
    throw fieldProblem(
      "invalid_request",
      "/review",
      `${workflow.model} has no review points. Set \`review\` to false.`,
    );
  }
  return given;
}

/** The input with the stored media. */
function withMedia(input: Given["input"], media: Given["media"], refs: string[]): Given["input"] {
  const filled = { ...input };
  for (const [i, { field, list }] of media.entries()) {
    filled[field] = list ? refs.filter((_, j) => media[j]?.field === field) : refs[i];
  }
  return filled;
}

/** Prices a job with its media, and refuses it if it costs more than the caller's `maxCost`. */
async function price(
  workflow: AnyWorkflow,
  request: GenerateRequest,
  input: Given["input"],
  key: Key,
): Promise<Priced> {
  const { maxCost, cache } = request;
  const priced = await priceOfRest(workflow, { keyId: key.id, cache, input });
  if (typeof maxCost === "number" && priced.estimated > micros(maxCost)) {
    const detail = `This job can cost up to ${money(priced.estimated)} ${currency}, which is more than \`maxCost\`.`;
    throw fieldProblem("budget_exceeded", "/maxCost", detail);
  }
  return priced;
}

/** A hash of the request that ignores the order of names, and fields that are null or missing. */
function hashOf(request: GenerateRequest): string {
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null));
  return createHash("sha256").update(canonicalJson(given)).digest("hex");
}

async function replay(keyId: string, once: Once): Promise<JobRow | undefined> {
  await forgetIdempotent(keyId, once.idempotencyKey);
  const known = await findIdempotent(keyId, once.idempotencyKey);
  if (!known) return undefined;
  if (known.bodyHash !== once.bodyHash) {
    throw new Problem(
      "idempotency_mismatch",
      "This Idempotency-Key was already used with a different body. Use a new one.",
    );
  }
  return findJob(known.jobId);
}

/** Checks the caller's URLs as far as possible before anything is sent there. */
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
