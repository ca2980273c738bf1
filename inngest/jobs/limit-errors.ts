import type { JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { limitInTheWay, type Wanted } from "@/db/limits";
import { Problem } from "@/lib/errors";
import { currency, money } from "@/lib/pricing";

/**
 * Refuses a job that would exceed a limit of its key, before anything is fetched. The database checks again when it
 * stores the job.
 */
export async function refuseOverLimit(wanted: Wanted): Promise<void> {
  const found = await limitInTheWay(wanted);
  if (found) throw inWords(wanted, found);
}

/** The limits to check when `key` continues a job: those of its own key. An admin may exceed those of another key. */
export const limitedFor = (job: JobRow, key: Key, estimated: number): Wanted | undefined =>
  key.id === job.keyId ? { keyId: key.id, limits: key.limits, estimated, jobId: job.id } : undefined;

/** The Problem for a job that the database refused, with the limit in its message. */
export const limitProblem = async (wanted: Wanted) => inWords(wanted, await limitInTheWay(wanted));

/** Null: the limit was exceeded a moment ago, and only one of the two may be set. */
function inWords(wanted: Wanted, found: Awaited<ReturnType<typeof limitInTheWay>>): Problem {
  const { concurrentJobs, dailyBudget } = wanted.limits;
  if (concurrentJobs === null || found?.limit === "budget") {
    const costs = `This can cost up to ${usd(wanted.estimated)}`;
    const left = found ? ` only ${usd(found.left)} is left` : " too little was left";
    const detail = `${costs}, but of the key's daily budget of ${dailyBudget} ${currency}${left}. The budget resets at 00:00 UTC.`;
    return new Problem("budget_exceeded", detail);
  }
  const detail = `This key is limited to ${concurrentJobs} concurrent jobs. Retry when one of them has ended.`;
  return new Problem("too_many_jobs", detail, { headers: { "retry-after": "5" } });
}

const usd = (micros: number) => `${Number(money(micros).toFixed(4))} ${currency}`;
