import { begunBy, type Call, callsOf } from "@/db/calls";
import { planAnew } from "@/db/continue-job";
import { findJob, type JobRow } from "@/db/jobs";
import type { PlannedCall } from "@/db/schema";
import { Problem } from "@/lib/errors";
import { currency, micros, money } from "@/lib/pricing";
import type { Quote } from "@/lib/schemas/job";
import { resultThere, takeHash } from "../calls/ledger";
import { checkKey } from "../check-result";
import { type AnyWorkflow, CallFailed, type WorkflowError } from "../define-workflow";
import { findWorkflow } from "../registry";
import { stepTitle } from "../step-titles";
import { isOfTry } from "../tries";
import { type Plan, type PricedCall, planJob } from "./plan";
import { presentEntries } from "./planned-entries";
import { expectedSeconds } from "./usual-seconds";

/** The parts of a job needed to plan its remaining work: a job that is not stored yet has no rows. */
export type Ahead = Pick<JobRow, "keyId" | "cache" | "input" | "priority" | "quality"> & {
  changes?: JobRow["changes"];
  rows?: Call[];
  /** The generation whose calls keep their results; none when the job begins a new one. */
  currentGeneration?: number;
  /** The only steps that may call a service; null: all. */
  only?: string[] | null;
};

/**
 * `plan`: as the job stores it. `calls`: those that run now. `estimated`: the most they can cost, in millionths;
 * `usual`: the cost if every first result is accepted. `refusal`: why the recipe cannot continue.
 */
export type Priced = {
  plan: PlannedCall[];
  calls: PricedCall[];
  estimated: number;
  usual: number;
  seconds: number;
  refusal?: WorkflowError;
};

/**
 * Prices the remaining work, for submits, retries, re-takes, choices, approvals, `continue` and all their quotes. Finds
 * each call's result like its run will. Calls that depend on unfinished steps count as new; a result that expires
 * meanwhile is paid only within the limits (`reserve.ts`).
 */
export async function priceOfRest(workflow: AnyWorkflow, ahead: Ahead): Promise<Priced> {
  const { keyId, cache, input, priority, quality, changes, rows = [], currentGeneration, only = null } = ahead;
  const plan: Plan = await planJob(workflow, input, await expectedSeconds(), {
    changes,
    began: begunBy(rows),
    priority,
    quality,
    async find({ key, tryNumber, by: service, asked, change }) {
      const own = rows.filter((row) => row.key === key).reverse();
      const standing = own.find(
        (row) => row.lastGeneration === currentGeneration && isOfTry(row, { tryNumber, change }),
      );
      if (standing?.output) return { output: standing.output };
      if (standing?.status === "failed" && standing.error) {
        return { failed: new CallFailed({ ...standing.error, step: key, service: service.id }) };
      }
      if (change?.output) return { output: change.output };
      const hash = await takeHash(service, { input: asked, change, tryNumber });
      const there = await resultThere({ owner: { keyId, cache }, rows: own, service, hash });
      return there && { output: there.same?.output ?? there.reuse };
    },
  });
  const isHeld = ({ key, isKnown }: PricedCall) => !isKnown && only !== null && !only.includes(key);
  // The check of the result always runs, unless the result itself is out of date.
  const isOldResult = plan.calls.some((call) => call.key !== checkKey && isHeld(call));
  const isLeft = (call: PricedCall) => isHeld(call) && (call.key !== checkKey || isOldResult);
  const calls = plan.calls.filter((call) => !isLeft(call));
  return {
    plan: plan.calls.map((call) => {
      const { isKnown: _, submits: __, usual, ...prices } = call;
      const kept = usual === prices.price ? prices : { ...prices, usual };
      return isLeft(call) ? { ...kept, outOfDate: true } : kept;
    }),
    calls,
    ...costOf(calls),
    seconds: Math.max(0, ...calls.map(({ endsAt }) => endsAt)),
    refusal: plan.refusal,
  };
}

/** The most that calls can cost, and their usual cost, in millionths. */
export const costOf = (calls: readonly PricedCall[]) => ({
  estimated: calls.reduce((sum, { price }) => sum + micros(price), 0),
  usual: calls.reduce((sum, { usual }) => sum + micros(usual), 0),
});

/** The same for a stored job, from its next generation on. */
export function priceOfJob(
  job: JobRow,
  more: Pick<Ahead, "changes" | "rows" | "currentGeneration" | "only">,
): Promise<Priced> {
  const workflow = findWorkflow(job.model);
  if (!workflow) throw new Problem("conflict", `The model "${job.model}" is no longer available on this server.`);
  return priceOfRest(workflow, { ...job, ...more });
}

/** The plan of a job at a review: the results so far decide what comes next and what it costs. */
export const planAtReview = async (job: JobRow): Promise<Priced> =>
  priceOfJob(job, { rows: await callsOf([job.id]), currentGeneration: job.generation });

/** Stores which steps a held-back job leaves out of date, now that its results are known; returns their number. */
export async function planOutOfDate(jobId: string): Promise<{ left: number }> {
  const job = await findJob(jobId);
  if (!job) return { left: 0 };
  const { plan } = await priceOfJob(job, { rows: await callsOf([jobId]), currentGeneration: job.generation, only: [] });
  const left = plan.filter(({ outOfDate }) => outOfDate).length;
  await planAnew(job, { plan, ...(left === 0 && { only: null }) });
  return { left };
}

/** A quote of all work of a job; `made`: only of the remaining work. */
export function quoteOf(model: string, { calls, estimated, usual, seconds }: Priced, { made = false } = {}): Quote {
  return {
    object: "quote",
    model,
    cost: { estimated: money(usual), max: money(estimated), currency },
    estimatedTime: Math.ceil(seconds),
    steps: calls
      .filter(({ isKnown, price }) => !made || !isKnown || price > 0)
      .map(({ key, service, seconds, price, usual, isKnown, ifNeeded, entries }) => ({
        key,
        title: stepTitle(model, key),
        service,
        providers: presentEntries(entries),
        seconds: isKnown || ifNeeded ? 0 : seconds,
        cost: usual,
        maxCost: price,
      })),
  };
}
