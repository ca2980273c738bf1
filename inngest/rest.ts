import { type Call, isReusable, standing } from "@/db/calls";
import type { PlannedCall } from "@/db/schema";
import type { Quote } from "@/lib/job";
import { currency, micros, money, priceOf } from "@/lib/price";
import { assetsIn } from "./deliver-output";
import { serviceOf } from "./registry";
import { makersOf } from "./take";

/** A call that is made once more: by whom, and what that costs, in USD. */
export type Remade = { call: Call; service: string; price: number };

/**
 * What a job that goes on has still to do and what that costs: what is made once more, what was made of its files or
 * words, what has no result, and what was planned and never made. The time is that of the plan from the first of them on.
 */
export function restOf(model: string, plan: PlannedCall[], rows: Call[], remade?: Remade): Quote {
  const stands = [...standing(rows).values()];
  const wrote = remade !== undefined && assetsIn(remade.call.output).length === 0;
  const follows = (call: Call): boolean =>
    call === remade?.call || wrote || makersOf(call, rows).some((maker) => follows(maker));
  const askedAgain = ({ name, service, input }: Call) => ({ name, service, cost: priceOf(serviceOf(service), input) });
  const repeated = stands
    .filter((call) => !isReusable(call) || follows(call))
    .map((call) =>
      call === remade?.call ? { name: call.name, service: remade.service, cost: remade.price } : askedAgain(call),
    );
  const never = plan
    .filter(({ name }) => !stands.some((call) => call.name === name))
    .map(({ name, service, price = 0 }) => ({ name, service, cost: price }));
  const steps = [...repeated, ...never].map((step) => {
    const planned = plan.find(({ name }) => name === step.name);
    const seconds = planned?.seconds ?? serviceOf(step.service).typicalSeconds;
    return { ...step, seconds, begins: planned ? planned.endsAt - seconds : 0 };
  });
  const end = Math.max(0, ...plan.map(({ endsAt }) => endsAt));
  return {
    object: "quote",
    model,
    cost: { estimated: money(micros(steps.reduce((sum, { cost }) => sum + cost, 0))), currency },
    estimatedTime: steps.length === 0 ? 0 : Math.ceil(end - Math.min(...steps.map(({ begins }) => begins))),
    steps: steps.map(({ name, service, seconds, cost }) => ({ name, service, seconds, cost })),
  };
}
