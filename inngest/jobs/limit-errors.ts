import type { JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { limitInTheWay, type Wanted } from "@/db/limits";
import { Problem } from "@/lib/errors";
import { currency, money } from "@/lib/pricing";

/** Refuses a job that would pass a limit of its key, before anything is fetched for it. The database has the last word. */
export async function refuseOverLimit(wanted: Wanted): Promise<void> {
  const found = await limitInTheWay(wanted);
  if (found) throw inWords(wanted, found);
}

/** The limits that a job must keep to when `key` has it go on: those of its owner. An admin may pass another's. */
export const limitedFor = (job: JobRow, key: Key, estimated: number): Wanted | undefined =>
  key.id === job.keyId ? { keyId: key.id, limits: key.limits, estimated, jobId: job.id } : undefined;

/** Which limit the database refused a job for, in words for who asked. */
export const limitProblem = async (wanted: Wanted) => inWords(wanted, await limitInTheWay(wanted));

/** Null: the limit was in the way a moment ago, and only one of the two may be set. */
function inWords(wanted: Wanted, found: Awaited<ReturnType<typeof limitInTheWay>>): Problem {
  const { concurrentJobs, dailyBudget } = wanted.limits;
  if (concurrentJobs === null || found?.limit === "budget") {
    const costs = `This job can cost up to ${usd(wanted.estimated)}`;
    const left = found ? ` only ${usd(found.left)} is left` : " too little was left";
    const detail = `${costs}, but of the key's daily budget of ${dailyBudget} ${currency}${left}. The budget resets at 00:00 UTC.`;
    return new Problem("budget_exceeded", detail);
  }
  const detail = `This key is limited to ${concurrentJobs} concurrent jobs. Retry when one of them has ended.`;
  return new Problem("too_many_jobs", detail, { headers: { "retry-after": "5" } });
}

const usd = (micros: number) => `${Number(money(micros).toFixed(4))} ${currency}`;
