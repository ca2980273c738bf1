import { type Call, hasSucceeded, standing } from "@/db/calls";
import type { JobRow } from "@/db/jobs";
import type { Quote } from "@/lib/job";
import { currency, micros, money, priceOf } from "@/lib/price";
import { assetsIn } from "./deliver-output";
import { serviceOf } from "./registry";
import { makersOf } from "./take";

/**
 * What a job that goes on has still to do and what that costs: what is `made` once more, what was made of its files or
 * words, what has no result, and what was planned and never made. The time is that of the plan from the first of them on.
 */
export function restOf(job: JobRow, rows: Call[], made: Call[]): Quote {
  const stands = [...standing(rows).values()];
  const wrote = made.some((call) => assetsIn(call.output).length === 0);
  const follows = (call: Call): boolean =>
    made.includes(call) || wrote || makersOf(call, rows).some((maker) => follows(maker));
  const repeated = stands
    .filter((call) => !hasSucceeded(call) || follows(call))
    .map(({ name, service, input }) => ({ name, service, cost: priceOf(serviceOf(service), input) }));
  const never = job.plan
    .filter(({ name }) => !stands.some((call) => call.name === name))
    .map(({ name, service, price = 0 }) => ({ name, service, cost: price }));
  const steps = [...repeated, ...never].map((step) => {
    const planned = job.plan.find(({ name }) => name === step.name);
    const seconds = planned?.seconds ?? serviceOf(step.service).typicalSeconds;
    return { ...step, seconds, begins: planned ? planned.endsAt - seconds : 0 };
  });
  const end = Math.max(0, ...job.plan.map(({ endsAt }) => endsAt));
  return {
    object: "quote",
    model: job.model,
    cost: { estimated: money(micros(steps.reduce((sum, { cost }) => sum + cost, 0))), currency },
    estimatedTime: steps.length === 0 ? 0 : Math.ceil(end - Math.min(...steps.map(({ begins }) => begins))),
    steps: steps.map(({ name, service, seconds, cost }) => ({ name, service, seconds, cost })),
  };
}
