import { v7 as uuidv7 } from "uuid";
import type { Key } from "@/db/keys";
import type { NewJob } from "@/db/schema";
import { fieldProblem, Problem } from "@/lib/errors";
import { SendError } from "@/lib/http/client";
import { checkAddress } from "@/lib/http/clients";
import { currency, micros, money } from "@/lib/pricing";
import type { GenerateRequest } from "@/lib/schemas/generate";
import { StorageError, targetOf } from "@/lib/storage";
import { s3Delivery } from "@/lib/storage/current";
import { usualQuality } from "../check-result";
import type { AnyWorkflow } from "../define-workflow";
import { checkNotify, targetsOf } from "../deliveries/check-notify";
import { reviewTitle } from "../step-titles";
import { withinBudget, withinLeft, withinLimit } from "./affordable";
import { encryptS3Url } from "./export-output";
import { withReferences } from "./named-references";
import { type ReadInput, readInput } from "./parse-request";
import { planJob } from "./plan";
import { type Priced, priceOfRest } from "./remaining-quote";
import { expectedSeconds } from "./usual-seconds";

/** The checks of a request for a job, and the job's row: the same for a single job and for one of a batch. */

/** `skipped`: the keys of the reviews at which the job does not pause. */
export type Given = ReadInput & { skipped: string[] };

/** Parses a job without sending or storing anything. */
export async function prepare(workflow: AnyWorkflow, request: GenerateRequest, keyId: string): Promise<Given> {
  const given = readInput(workflow, await withReferences(workflow, request, keyId));
  checkAddresses(request);
  checkNotify(request.notify ?? [], "/notify");
  return { ...given, skipped: await skippedReviews(workflow, request, given) };
}

/** Throws a Problem for a review that the workflow does not have. */
async function skippedReviews(workflow: AnyWorkflow, { review }: GenerateRequest, { input }: ReadInput) {
  if (!isReviewed(review)) return [];
  const { reviews } = await planJob(workflow, input, await expectedSeconds());
  if (reviews.length === 0) {
    const detail = `${workflow.model} has no review points. Set \`review\` to false.`;
    throw fieldProblem("invalid_request", "/review", detail);
  }
  if (review === true) return [];
  const wanted = [review].flat().map((name, i) => {
    const found = reviews.find((key) => key === name || reviewTitle(workflow.model, key) === name);
    if (found !== undefined) return found;
    const known = reviews.map((key) => `"${key}"`).join(", ");
    throw fieldProblem("invalid_request", `/review/${i}`, `${workflow.model} has no such review. It has: ${known}.`);
  });
  return reviews.filter((key) => !wanted.includes(key));
}

const isReviewed = (review: GenerateRequest["review"]) =>
  review === true || (Array.isArray(review) && review.length > 0);

/** The input with the stored media. */
export function withMedia(input: Given["input"], media: Given["media"], refs: string[]): Given["input"] {
  const filled = { ...input };
  for (const [i, { field, list }] of media.entries()) {
    filled[field] = list ? refs.filter((_, j) => media[j]?.field === field) : refs[i];
  }
  return filled;
}

/**
 * Prices a job with its media. Providers that cost more than `maxCost` or the key's budget allow are left out; the job is
 * refused if it then still costs more than `maxCost`. `left`: millionths of the key's budget, where the caller knows.
 */
export async function price(
  workflow: AnyWorkflow,
  request: GenerateRequest,
  input: Given["input"],
  { key, left }: { key: Key; left?: number },
): Promise<Priced> {
  const { maxCost, cache, priority } = request;
  const quality = request.quality ?? usualQuality();
  const all = await priceOfRest(workflow, { keyId: key.id, cache, input, priority, quality });
  refuseUnable(all);
  refuseEarly(all);
  const most = typeof maxCost === "number" ? micros(maxCost) : Number.POSITIVE_INFINITY;
  const asAllowed = withinLimit(all, most, `the job may cost at most ${maxCost} ${currency} (\`maxCost\`)`);
  const priced =
    left === undefined
      ? await withinBudget(asAllowed, { keyId: key.id, limits: key.limits })
      : withinLeft(asAllowed, left);
  if (typeof maxCost === "number" && priced.estimated > micros(maxCost)) {
    const detail = `This job can cost up to ${money(priced.estimated)} ${currency}, which is more than \`maxCost\`.`;
    throw fieldProblem("budget_exceeded", "/maxCost", detail);
  }
  return priced;
}

/** Refuses a job whose recipe refuses its input, and not only the examples of steps that are still to be made. */
function refuseEarly({ calls, refusal }: Priced): void {
  if (refusal && calls.every(({ isKnown }) => isKnown)) throw new Problem("invalid_request", refusal.message);
}

/** Refuses a job with a step that no provider can make, before anything is paid. */
function refuseUnable({ calls }: Priced): void {
  for (const { key, service, entries, isKnown } of calls) {
    if (isKnown || !entries || entries.some(({ why }) => why === undefined)) continue;
    const reasons = entries.map(({ why }) => why).join(" ") || `Set the key or URL of a provider of ${service}.`;
    throw new Problem("invalid_request", `No provider can make the step "${key}" (${service}). ${reasons}`);
  }
}

/** The row of a job that was checked and priced. `refs`: its input with the stored media. */
export function newJob(
  request: GenerateRequest,
  key: Key,
  { input, refs, priced, skipped }: { refs: Given["input"]; priced: Priced } & Pick<Given, "input" | "skipped">,
): NewJob {
  const id = uuidv7();
  const { model, webhookUrl, priority, metadata, cache } = request;
  const quality = request.quality ?? usualQuality();
  const review = isReviewed(request.review);
  // The chosen seed becomes part of the options: sending it again makes the same result.
  const options = "seed" in input ? { ...request.options, seed: input.seed } : request.options;
  const maxCost = typeof request.maxCost === "number" ? micros(request.maxCost) : null;
  const notify = targetsOf(request.notify, key.notify);
  const asked = {
    model,
    priority,
    input: refs,
    options,
    webhookUrl,
    notify,
    metadata,
    cache,
    quality,
    review,
    approved: skipped,
  };
  const { plan, estimated: costEstimated } = priced;
  return { id, keyId: key.id, ...asked, ...encryptS3Url(request.s3Url, id), plan, costEstimated, maxCost };
}

/** Checks the caller's URLs as far as possible before anything is sent there. */
export function checkAddresses({ webhookUrl, s3Url }: Pick<GenerateRequest, "webhookUrl" | "s3Url">): void {
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
