import { type Call, callsWithKey } from "@/db/calls";
import { reserveMore } from "@/db/continue-job";
import { findJob } from "@/db/jobs";
import { findKeyRow, limitsOf } from "@/db/keys";
import { limitInTheWay } from "@/db/limits";
import { currency, micros, money, priceOf } from "@/lib/pricing";
import { makerOf } from "../registry";

export type PaidCall = Pick<Call, "jobId" | "key" | "service" | "generation" | "tryNumber">;

/**
 * Makes sure that what a request costs is reserved before it leaves. As a rule the job's start did that. Where it counted
 * on a result that is gone by now, or did not know of the step, the rest is reserved here, or the request does not leave:
 * a job never costs more than its limits allow without anybody having said so. Returns why not, or null.
 * `submits`: in USD, the price of all the submits of this try that may be charged.
 */
export async function refusalToPay(call: PaidCall, submits: number): Promise<string | null> {
  const { jobId, key: step, service } = call;
  const price = submits + (await pricesOfEarlierTries(call));
  for (let tries = 0; price > 0; tries++) {
    const job = await findJob(jobId);
    const key = job && (await findKeyRow(job.keyId));
    if (!job || !key) return null; // then it is not submitted either
    const planned = job.plan.find((one) => one.key === step);
    // Jobs from before prices were planned had everything reserved when they began.
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
    if (!(await isUnderWay(jobId))) return null;
    if (tries === 20) throw new Error(`The price of "${step}" could not be reserved.`); // the engine tries again
  }
  return null;
}

/** The price planned for a step is that of all its tries. */
async function pricesOfEarlierTries(call: PaidCall): Promise<number> {
  const rows = call.tryNumber > 1 ? await callsWithKey(call) : [];
  return rows
    .filter((row) => row.generation === call.generation && row.tryNumber < call.tryNumber && row.attempt > 0)
    .reduce((sum, row) => sum + priceOf(makerOf(row), row.input) * (1 + row.earlierTokenHashes.length), 0);
}

const isUnderWay = async (jobId: string) => {
  const job = await findJob(jobId);
  return job !== undefined && ["queued", "running", "awaiting_review"].includes(job.status);
};

const usd = (amount: number) => `${Number(money(amount).toFixed(4))} ${currency}`;
