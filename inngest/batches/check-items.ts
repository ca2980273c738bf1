import type { Key } from "@/db/keys";
import { budgetLeft } from "@/db/limits";
import type { BatchWarning, NewJob } from "@/db/schema";
import { createBreather } from "@/lib/concurrency/breathe";
import { type FieldError, Problem } from "@/lib/errors";
import type { GenerateRequest } from "@/lib/schemas/generate";
import { checkJson } from "@/lib/schemas/json-safety";
import { type Checked, type GivenMedia, ingestEach } from "../assets/ingest-inputs";
import type { AnyWorkflow } from "../define-workflow";
import { type Given, newJob, prepare, price, withMedia } from "../jobs/check-request";
import { bodyHash } from "../jobs/idempotency";
import { readRequest } from "../jobs/parse-request";
import type { Priced } from "../jobs/remaining-quote";
import { batchProblem, type GivenItem } from "./given-item";

/** A checked request. `hash`: the same for identical requests. */
type Item = { index: number; workflow: AnyWorkflow; request: GenerateRequest; given: Given; hash: string };
export type PricedItem = Item & { priced: Priced };

/** What checks a batch: it collects all errors, and lets others work in between. */
class Check {
  readonly errors: FieldError[] = [];
  readonly codes = new Set<Problem["code"]>();
  readonly breathe = createBreather();
  constructor(private readonly given: GivenItem[]) {}

  /** Runs a part of the check of one request; undefined when that finds an error. */
  async part<T>(index: number, work: () => T | Promise<T>): Promise<T | undefined> {
    await this.breathe();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.add(index, error);
    }
  }

  add(index: number, problem: Problem): void {
    this.codes.add(problem.code);
    const { errors } = problem;
    for (const error of errors.length > 0 ? errors : [{ pointer: "", detail: problem.message }]) {
      const detail = this.given[index]?.say?.(error) ?? error.detail;
      this.errors.push({ pointer: `/requests/${index}${error.pointer}`, detail });
    }
  }

  refuse(): void {
    if (this.errors.length === 0) return;
    const place = ({ pointer }: FieldError) => Number(pointer.split("/")[2]);
    this.errors.sort((a, b) => place(a) - place(b));
    const [code = "invalid_request", another] = this.codes;
    throw batchProblem(this.errors, another || code === "unknown_model" ? "invalid_request" : code);
  }
}

/**
 * Checks and prices all requests of a batch. Stores their files only if all are valid and `isAllowed` returns true.
 * Throws one Problem with every error. Returns the jobs to write.
 */
export async function checkItems(
  given: GivenItem[],
  key: Key,
  isAllowed: (items: PricedItem[]) => Promise<boolean>,
): Promise<NewJob[]> {
  const check = new Check(given);
  const items: Item[] = [];
  for (const [index, { request }] of given.entries()) {
    const item = await check.part(index, () => readItem(index, request, key.id));
    if (item) items.push(item);
  }
  const media = distinctMedia(items);
  const left = await budgetLeft(key);
  const priced: PricedItem[] = [];
  let allowed = false;
  const refs = await ingestEach([...media.values()], key.id, async (checked) => {
    const found = new Map([...media.keys()].map((name, i) => [name, checked[i]]));
    for (const item of items) {
      if (!addFaults(check, item, found)) continue;
      const filled = item.given.media.map((one) => refOf(found.get(nameOf(one))));
      const { workflow, request, given } = item;
      const ofItem = await check.part(item.index, () =>
        price(workflow, request, withMedia(given.input, given.media, filled), { key, left }),
      );
      if (ofItem) priced.push({ ...item, priced: ofItem });
    }
    check.refuse();
    allowed = await isAllowed(priced);
    return allowed;
  });
  if (!allowed) return [];
  const stored = new Map([...media.keys()].map((name, i) => [name, refs[i] ?? ""]));
  const jobs: NewJob[] = [];
  for (const { request, given, priced: price } of priced) {
    await check.breathe();
    const { input, media, skipped } = given;
    const filled = withMedia(
      input,
      media,
      media.map((one) => stored.get(nameOf(one)) ?? ""),
    );
    // The key's own recipients get one message of the whole batch, not one of each job.
    jobs.push(newJob(request, { ...key, notify: [] }, { input, refs: filled, priced: price, skipped }));
  }
  return jobs;
}

async function readItem(index: number, request: unknown, keyId: string): Promise<Item> {
  checkJson(request);
  if (typeof request === "object" && request !== null && "batchId" in request) {
    const detail = "A request of a batch cannot name a batch. Remove batchId.";
    throw new Problem("invalid_request", detail, { errors: [{ pointer: "/batchId", detail }] });
  }
  const { workflow, ...read } = readRequest(request);
  return { index, workflow, request: read, given: await prepare(workflow, read, keyId), hash: bodyHash(read) };
}

type Media = Given["media"][number];
const nameOf = ({ type, contentTypes, url }: Media) => JSON.stringify([type, contentTypes ?? null, url]);
const refOf = (checked: Checked | undefined) => (checked && "ref" in checked ? checked.ref : "");

/** Each file once, however many requests name it. */
function distinctMedia(items: Item[]): Map<string, GivenMedia> {
  const media = new Map<string, GivenMedia>();
  for (const { given } of items) for (const one of given.media) media.set(nameOf(one), one);
  return media;
}

/** Adds what is wrong with the files of a request; true when nothing is. */
function addFaults(check: Check, { index, given }: Item, found: Map<string, Checked | undefined>): boolean {
  let isRight = true;
  for (const one of given.media) {
    const checked = found.get(nameOf(one));
    if (checked && "ref" in checked) continue;
    isRight = false;
    const fault = checked?.fault ?? new Problem("internal", "The file was not checked.");
    const errors = fault.errors.map(({ detail }) => ({ pointer: one.pointer, detail }));
    check.add(index, new Problem(fault.code, fault.message, { errors }));
  }
  return isRight;
}

/** Tells which requests are identical: both are made. */
export function warningsOf(items: PricedItem[]): BatchWarning[] {
  const rows = new Map<string, number[]>();
  for (const { hash, index } of items) rows.set(hash, [...(rows.get(hash) ?? []), index + 1]);
  return [...rows.values()]
    .filter((same) => same.length > 1)
    .slice(0, 100)
    .map((same) => ({
      code: "identical_requests" as const,
      message: `Requests ${listed(same)} are identical. Each is made and paid for, unless an earlier one's result is in the cache when it begins.`,
      rows: same,
    }));
}

const listed = (rows: number[]) =>
  rows.length > 5 ? `${rows.slice(0, 5).join(", ")} and ${rows.length - 5} more` : rows.join(" and ");
