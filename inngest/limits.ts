import { limitInTheWay, type Wanted } from "@/db/limits";
import { Problem } from "@/lib/errors";
import { money } from "@/lib/price";

/** Refuses a job that would pass a limit of its key, before anything is fetched for it. The database has the last word. */
export async function refuseOverLimit(wanted: Wanted): Promise<void> {
  const found = await limitInTheWay(wanted);
  if (found) throw inWords(wanted, found);
}

/** Which limit the database refused a job for, in words for who asked. */
export const limitProblem = async (wanted: Wanted) => inWords(wanted, await limitInTheWay(wanted));

/** Null: the limit was in the way a moment ago. */
function inWords(wanted: Wanted, found: Awaited<ReturnType<typeof limitInTheWay>>): Problem {
  const { concurrentJobs, dailyBudget } = wanted.limits;
  if (found?.limit === "budget") {
    const costs = `This job is estimated at ${usd(wanted.estimated)}`;
    const detail = `${costs}; of the key's daily budget of ${dailyBudget} USD, ${usd(found.left)} is left. A new day begins at 00:00 UTC.`;
    return new Problem("budget_exceeded", detail);
  }
  const detail = `This key may have ${concurrentJobs ?? "no more"} jobs under way at once. Submit it again when one of them has ended.`;
  return new Problem("too_many_jobs", detail, { headers: { "retry-after": "5" } });
}

const usd = (micros: number) => `${Number(money(micros).toFixed(4))} USD`;
