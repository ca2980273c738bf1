import { type Call, callsWithKey } from "@/db/calls";
import { reserveMore } from "@/db/continue-job";
import { findJob } from "@/db/jobs";
import { findKeyRow, limitsOf } from "@/db/keys";
import { limitInTheWay } from "@/db/limits";
import { currency, micros, money, priceOf } from "@/lib/pricing";
import { makerOf } from "../registry";

export type PaidCall = Pick<Call, "jobId" | "key" | "service" | "generation" | "tryNumber">;

/**
 * Reserves the price of a request before it leaves, as far as the job's start has not: the plan may have expected a result
 * that is gone, or not known the step. Returns the reason if a limit forbids the request, else null. `submits`: the price
 * of all submits of this try that may be charged, in the currency.
 */
export async function refusalToPay(call: PaidCall, submits: number): Promise<string | null> {
  const { jobId, key: step, service } = call;
  const price = submits + (await pricesOfEarlierTries(call));
  for (let tries = 0; price > 0; tries++) {
    const job = await findJob(jobId);
    const key = job && (await findKeyRow(job.keyId));
    if (!job || !key) return null; // then the submit finds no job either
    const planned = job.plan.find((one) => one.key === step);
    // Plans of earlier versions have no prices: those jobs reserved everything at the start.
    const extra = planned && planned.price === undefined ? 0 : micros(price) - micros(planned?.price ?? 0);
    if (extra <= 0) return null;
    const limits = { ...limitsOf(key), concurrentJobs: null };
    const limited = { keyId: job.keyId, limits, estimated: extra };
    if (await reserveMore(job, { key: step, service, price, limited })) return null;
    const costs = `"${step}" costs ${usd(extra)} more than was reserved for this job`;
    if (job.maxCost !== null && job.costEstimated + extra > job.maxCost) {
      return `${costs}, which is limited to ${usd(job.maxCost)} by \`maxCost\`. Retry the job to accept the cost.`;
    }
    const found = await limitInTheWay(limited);
    if (found) {
      const left = `only ${usd(found.left)} is left of the key's daily budget of ${limits.dailyBudget} ${currency}`;
      return `${costs}, but ${left}. Retry the job after 00:00 UTC.`;
    }
    if (!(await isUnfinished(jobId))) return null;
    if (tries === 20) throw new Error(`The price of "${step}" could not be reserved.`); // the engine tries again
  }
  return null;
}

/** What providers that failed have charged for a call, in the currency. */
export const chargedBefore = ({ tried, cost }: Partial<Pick<Call, "tried" | "cost">>): number =>
  tried?.some(({ kind }) => kind === "failed") ? money(cost ?? 0) : 0;

/** A step's planned price covers all its tries, so earlier tries count as well. */
async function pricesOfEarlierTries(call: PaidCall): Promise<number> {
  const rows = call.tryNumber > 1 ? await callsWithKey(call) : [];
  return rows
    .filter((row) => row.generation === call.generation && row.tryNumber < call.tryNumber && row.attempt > 0)
    .reduce((sum, row) => sum + priceOf(makerOf(row), row.input) * (1 + row.earlierTokenHashes.length), 0);
}

const isUnfinished = async (jobId: string) => {
  const job = await findJob(jobId);
  return job !== undefined && ["queued", "running", "awaiting_review"].includes(job.status);
};

const usd = (amount: number) => `${Number(money(amount).toFixed(4))} ${currency}`;
