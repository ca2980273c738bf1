import { createHash } from "node:crypto";
import { findAssets, holdAssets } from "@/db/assets";
import { type Call, callsAndOwner, hasSucceeded, isReusable } from "@/db/calls";
import { type Answer, answersTo } from "@/db/inbox";
import { carryForward, findReusable, openCall } from "@/db/open-call";
import type { StepOverride } from "@/db/schema";
import type { AnyService, ServiceStatus } from "@/lib/define-service";
import { serviceTimeout } from "@/lib/env";
import { mapMedia, mediaValues } from "@/lib/media/field";
import { makerOf } from "../registry";
import { isOfTry, variantOfTry } from "../tries";
import { interpretAnswer } from "./interpret-answers";
import { ableNames } from "./makers";

export const assetId = (media: string) => media.replace(/^asset:/, "");
export const assetRef = (id: string) => `asset:${id}`;

/** A call that its job wants. */
export type WantedCall = {
  jobId: string;
  key: string;
  generation: number;
  tryNumber?: number;
  service: AnyService;
  input: Record<string, unknown>;
  change?: StepOverride;
};

/** `call`: its row; without one the call must be submitted. `hash`: request hash. `keyId`: the job's API key. */
export type Found = { keyId: string; hash: string; call?: Call };

/** The row of a call that its job uses in this generation, if it is in the ledger. */
export const currentTry = (rows: Call[], wanted: Omit<WantedCall, "service" | "input">): Call | undefined =>
  rows.find(
    (row) => row.lastGeneration === wanted.generation && isOfTry(row, { ...wanted, tryNumber: wanted.tryNumber ?? 1 }),
  );

/**
 * Finds the row of a call, so that nothing is submitted twice. Without a row it writes one if a finished result of the same
 * request, an earlier answer to store, or a result given by hand makes a submit unnecessary. Undefined if no such job exists.
 */
export async function findInLedger(wanted: WantedCall): Promise<Found | undefined> {
  const { service, tryNumber = 1, ...rest } = wanted;
  const { owner, rows } = await callsAndOwner(wanted);
  if (!owner) return undefined;
  const { keyId } = owner;
  const current = currentTry(rows, wanted);
  if (current) return { keyId, hash: current.requestHash, call: current };
  const hash = await takeHash(service, { ...wanted, tryNumber });
  const byHand = wanted.change?.output;
  const there = await resultThere({ owner: byHand ? undefined : owner, rows, service, hash });
  if (there?.same && isOfTry(there.same, { ...wanted, tryNumber })) {
    await carryForward(there.same, wanted);
    return { keyId, hash, call: there.same };
  }
  if (!there && !byHand) return { keyId, hash };
  const failed = byHand && !(await holdAssets(filesOf(service, byHand))) ? filesGone : undefined;
  const reuse = there?.same?.output ?? there?.reuse;
  const row = { ...rest, tryNumber, service: service.id, requestHash: hash };
  return { keyId, hash, call: await openCall({ ...row, reuse, recovered: there?.recovered, failed }) };
}

const filesGone = {
  code: "result_unusable",
  message: "The files that were given by hand have expired and were deleted. Give them again, or retake the step.",
  retryable: true,
};

/** How a call gets its result without a request to its service. */
export type ResultThere =
  | { same: Call; reuse?: undefined; recovered?: undefined }
  | { reuse: Record<string, unknown>; same?: undefined; recovered?: undefined }
  | { recovered: Answer & { entry: string | null }; same?: undefined; reuse?: undefined };

/**
 * The existing result of a request, if any: of the same job, of another job of the owner, or in a service's answer that was
 * not stored. Protects its files from deletion for some hours. `rows`: the rows of the call, newest generation first.
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

/** The output of the newest finished call with the same request, if all its files still exist. */
async function finishedResult(keyId: string, service: AnyService, requestHash: string) {
  if (service.cacheFor <= 0) return undefined;
  const since = new Date(Date.now() - service.cacheFor * 1000);
  const output = await findReusable({ keyId, requestHash, since });
  return output && (await holdAssets(filesOf(service, output))) ? output : undefined;
}

const filesOf = (service: AnyService, output: Record<string, unknown> | null) =>
  output ? mediaValues(service.output, output).map(({ url }) => assetId(url)) : [];

/** The answer with a result that an earlier try could not store. That try has paid for it. */
async function earlierAnswer(rows: Call[], service: AnyService, requestHash: string) {
  for (const row of rows.filter((one) => one.requestHash === requestHash && !hasSucceeded(one))) {
    const maker = makerOf(row, service);
    if (maker.kind === "role") continue; // it was never submitted
    const done = (await answersTo(row.id)).find(({ body }) => hasResult(interpretAnswer(maker, body)));
    if (done) return { ...done, entry: row.entry };
  }
  return undefined;
}

const hasResult = (reading: ServiceStatus<unknown>) =>
  reading.state === "done" || (reading.state === "unclear" && reading.output !== undefined);

/**
 * sha256 of service, version and input, with sorted keys and each asset as the hash of its bytes. For a role it includes the
 * first suitable provider, not the one that runs it in the end. `variant` distinguishes takes with an equal request.
 */
export async function requestHash(
  service: AnyService,
  input: Record<string, unknown>,
  variant?: number,
): Promise<string> {
  const fields = await fieldsByHash(service.input, input);
  if (service.kind !== "role")
    return sha256([service.id, service.version ?? "1", fields, ...(variant ? [variant] : [])]);
  const asked = fields.filter(([field]) => field !== "provider");
  const first = ableNames(service, input)[0] ?? null;
  return sha256([service.id, service.version ?? "1", asked, ...(variant ? [variant] : []), { first }]);
}

/** The hash that distinguishes the takes of a call: of the request, or of the result that a person gave by hand. */
export async function takeHash(
  service: AnyService,
  { input, change, tryNumber }: { input: Record<string, unknown>; change?: StepOverride; tryNumber: number },
): Promise<string> {
  if (!change?.output) return requestHash(service, input, variantOfTry(input, tryNumber, change?.variant));
  return sha256(["by hand", service.id, await fieldsByHash(service.output, change.output)]);
}

/** The fields of an object sorted by name, each file as the hash of its bytes. */
async function fieldsByHash(schema: AnyService["input"], value: Record<string, unknown>) {
  const assets = await findAssets(mediaValues(schema, value).map(({ url }) => assetId(url)));
  const byHash = await mapMedia(schema, value, (url) => assets.get(assetId(url))?.sha256 ?? bytesOf(url) ?? url);
  return Object.entries(byHash)
    .filter(([, of]) => of !== undefined)
    .map(([field, of]) => [field, sorted(of)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The value with the fields of its objects sorted: the engine sorts those of the inputs that it passes on. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, of]) => [name, sorted(of)]),
  );
}

const sha256 = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** References a file that is not stored yet, so that a request with it can be priced first. */
export const byBytes = (sha256: string) => `sha256:${sha256}`;
const bytesOf = (url: string) => /^sha256:(\w+)$/.exec(url)?.[1];

/** When a call without an answer fails, in milliseconds since 1970. */
export const firstDeadline = (call: Call, service: AnyService) =>
  call.createdAt.getTime() + serviceTimeout(service) * 1000;
