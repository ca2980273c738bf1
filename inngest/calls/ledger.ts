import { createHash } from "node:crypto";
import { findAssets, holdAssets } from "@/db/assets";
import { type Call, callsWithKey, carryForward, findReusable, hasSucceeded, isReusable, openCall } from "@/db/calls";
import { type Answer, answersTo } from "@/db/inbox";
import { findJob, type JobRow } from "@/db/jobs";
import type { StepOverride } from "@/db/schema";
import type { AnyService, ServiceStatus } from "@/lib/define-service";
import { serviceTimeout } from "@/lib/env";
import { failpoint } from "@/lib/failpoint";
import { mapMedia, mediaValues } from "@/lib/media/field";
import { isOfTry, variantOfTry } from "../tries";
import { interpretAnswer } from "./interpret-answers";

export const assetId = (media: string) => media.replace(/^asset:/, "");
export const assetRef = (id: string) => `asset:${id}`;

/**
 * Writes a call in the ledger, or finds the one that stands there: nothing is asked twice. When the same request of the
 * same owner has a finished result, that result is the call's own, at no cost; when an earlier try of it was answered and
 * its result not kept, that is fetched first.
 */
export async function openInLedger(wanted: {
  jobId: string;
  key: string;
  generation: number;
  tryNumber?: number;
  service: AnyService;
  input: Record<string, unknown>;
  change?: StepOverride;
}): Promise<Call> {
  const { service, tryNumber = 1, ...rest } = wanted;
  const rows = await callsWithKey(wanted);
  const isTry = (row: Call) => isOfTry(row, { ...wanted, tryNumber });
  const standing = rows.find((row) => row.lastGeneration === wanted.generation && isTry(row));
  if (standing) return standing;
  const hash = await takeHash(service, { ...wanted, tryNumber });
  const byHand = wanted.change?.output;
  const owner = byHand ? undefined : await findJob(wanted.jobId);
  const there = await resultThere({ owner, rows, service, hash });
  if (there?.same && isTry(there.same)) {
    await carryForward(there.same, wanted);
    return there.same;
  }
  const failed = byHand && !(await holdAssets(filesOf(service, byHand))) ? filesGone : undefined;
  const reuse = there?.same?.output ?? there?.reuse;
  const call = await openCall({
    ...rest,
    tryNumber,
    service: service.id,
    requestHash: hash,
    reuse,
    recovered: there?.recovered,
    failed,
  });
  failpoint("after-ledger");
  return call;
}

const filesGone = {
  code: "result_unusable",
  message: "The files that were given by hand have expired and were deleted. Give them again, or retake the step.",
  retryable: true,
};

/** How a call gets its result without asking its service. */
export type ResultThere =
  | { same: Call; reuse?: undefined; recovered?: undefined }
  | { reuse: Record<string, unknown>; same?: undefined; recovered?: undefined }
  | { recovered: Answer; same?: undefined; reuse?: undefined };

/**
 * The result that a request has already, if any: of its own job, of another of the same owner, or one that a service has
 * made and that was not kept. Its files are held for some hours. `rows`: those of the call, the newest generation first.
 */
export async function resultThere(of: {
  owner?: { keyId: string; cache: boolean };
  rows: Call[];
  service: AnyService;
  hash: string;
}): Promise<ResultThere | undefined> {
  const { owner, rows, service, hash } = of;
  const same = rows.find((row) => isReusable(row) && row.requestHash === hash);
  if (same && (await holdAssets(filesOf(service, same.output)))) return { same };
  const reuse = owner?.cache ? await finishedResult(owner.keyId, service, hash) : undefined;
  if (reuse) return { reuse };
  const recovered = await earlierAnswer(rows, service, hash);
  return recovered && { recovered };
}

/** The output of the newest finished call of the same request, while all its files are still there. */
async function finishedResult(keyId: string, service: AnyService, requestHash: string) {
  if (service.cacheFor <= 0) return undefined;
  const since = new Date(Date.now() - service.cacheFor * 1000);
  const output = await findReusable({ keyId, requestHash, since });
  return output && (await holdAssets(filesOf(service, output))) ? output : undefined;
}

const filesOf = (service: AnyService, output: Record<string, unknown> | null) =>
  output ? mediaValues(service.output, output).map(({ url }) => assetId(url)) : [];

/** The answer that an earlier try of a call has and could not use: it was paid with that try. */
async function earlierAnswer(rows: Call[], service: AnyService, requestHash: string) {
  for (const row of rows.filter((one) => one.requestHash === requestHash && !hasSucceeded(one))) {
    const done = (await answersTo(row.id)).find(({ body }) => hasResult(interpretAnswer(service, body)));
    if (done) return done;
  }
  return undefined;
}

const hasResult = (reading: ServiceStatus<unknown>) =>
  reading.state === "done" || (reading.state === "unclear" && reading.output !== undefined);

/**
 * sha256 of what is asked: service, version and input with each asset as the hash of its bytes, keys in order. `variant`
 * tells takes of the very same request apart.
 */
export async function requestHash(
  service: AnyService,
  input: Record<string, unknown>,
  variant?: number,
): Promise<string> {
  const fields = await fieldsByHash(service.input, input);
  return sha256([service.id, service.version ?? "1", fields, ...(variant ? [variant] : [])]);
}

/** What tells the takes of a call apart: the request, or what a person wrote in place of its result. */
export async function takeHash(
  service: AnyService,
  { input, change, tryNumber }: { input: Record<string, unknown>; change?: StepOverride; tryNumber: number },
): Promise<string> {
  if (!change?.output) return requestHash(service, input, change?.variant ?? variantOfTry(input, tryNumber));
  return sha256(["by hand", service.id, await fieldsByHash(service.output, change.output)]);
}

/** The fields of an object in the order of their names, each file as the hash of its bytes. */
async function fieldsByHash(schema: AnyService["input"], value: Record<string, unknown>) {
  const assets = await findAssets(mediaValues(schema, value).map(({ url }) => assetId(url)));
  const byHash = await mapMedia(schema, value, (url) => assets.get(assetId(url))?.sha256 ?? bytesOf(url) ?? url);
  return Object.entries(byHash)
    .filter(([, of]) => of !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const sha256 = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** A file that is not kept (yet), named by its bytes: so that a request with it can be priced before anything is kept. */
export const byBytes = (sha256: string) => `sha256:${sha256}`;
const bytesOf = (url: string) => /^sha256:(\w+)$/.exec(url)?.[1];

/** Whether a job still wants the results of its calls. */
export const isWanted = ({ status }: JobRow) =>
  status === "queued" || status === "running" || status === "awaiting_review";

/** When a call without an answer fails, in milliseconds since 1970. */
export const firstDeadline = (call: Call, service: AnyService) =>
  call.createdAt.getTime() + serviceTimeout(service) * 1000;
