import type { Counted } from "./counted";
import type { Evidence } from "./evidence";

/** Compares requested retries and resubmitted steps with their effects. */
export function countPeople({ jobs, people }: Evidence): Counted[] {
  if (!people) return [];
  const wrong = jobs.filter(({ id, retries }) => {
    const { taken, unanswered } = people.retries[id] ?? { taken: 0, unanswered: 0 };
    return retries < taken || retries > taken + unanswered;
  });
  return [
    { what: "retries while processes were killed", found: jobs.reduce((sum, { retries }) => sum + retries, 0) },
    { what: "retries lost, or not requested", found: wrong.length, target: 0 },
    { what: "silent steps checked again by a person", found: people.checks },
    { what: "silent steps resubmitted by a person", found: people.resubmits.length },
  ];
}

/** The key with a daily budget: the accepted work, the charges and the daily totals. */
export function countMoney({ jobs, calls, submits, usage, prices, people }: Evidence): Counted[] {
  if (!people) return [];
  const { keyId, limit, refused } = people.budget;
  const own = new Set(jobs.filter((job) => job.keyId === keyId).map(({ id }) => id));
  const ownCalls = calls.filter(({ jobId }) => own.has(jobId));
  const ids = new Set(ownCalls.map(({ id }) => id));
  // Work that a service cancelled before it began is free, and its share of the budget is available again.
  const accepted = submits
    .filter(({ callId, state }) => ids.has(callId) && state !== "cancelled")
    .reduce((sum, { service }) => sum + (prices[service] ?? 0), 0);
  const charged = ownCalls.reduce((sum, { cost }) => sum + cost, 0);
  const onDays = usage.find((one) => one.keyId === keyId)?.charged ?? 0;
  const usd = (micros: number) => `${(micros / 1_000_000).toFixed(2)} USD`;
  return [
    { what: "daily budget of a key", found: usd(limit) },
    { what: "budget: accepted by services", found: usd(accepted) },
    { what: "budget: accepted by services beyond it", found: Math.max(0, accepted - limit), target: 0 },
    { what: "budget: charged beyond it", found: Math.max(0, charged - limit), target: 0 },
    { what: "budget: charged but missing in its usage", found: charged - onDays, target: 0 },
    { what: "budget: submits and retries refused", found: refused },
    { what: "budget: reached", found: refused > 0 ? "yes" : "no", target: "yes" },
  ];
}
