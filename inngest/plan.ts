import type { JobRow } from "@/db/jobs";
import type { PlannedCall } from "@/db/schema";
import { priceOf } from "@/lib/price";
import { changedCall } from "./change";
import type { AnyWorkflow, CallService, Review } from "./workflow";

/**
 * The calls a job will make, when each should end, and what they cost: the recipe is run with every service's example
 * answer on a clock of its own, asking nobody. What cannot be planned (a recipe that refuses the examples) is planned up
 * to there. `reviews`: where it can stop for a person. `seconds` tells how long a service takes as a rule. `changes` are
 * what a person changed of its calls.
 */
export async function planJob(
  workflow: AnyWorkflow,
  input: Record<string, unknown>,
  seconds: (service: string) => number,
  changes: JobRow["changes"] = {},
): Promise<{ calls: (PlannedCall & { price: number })[]; cost: number; seconds: number; reviews: string[] }> {
  const calls: (PlannedCall & { price: number })[] = [];
  const reviews: string[] = [];
  const running: { endsAt: number; end: () => void }[] = [];
  let clock = 0;
  let cost = 0;

  const call: CallService = async (name, service, given) => {
    const { by, asked } = changedCall(service, given, changes[name]);
    const takes = seconds(by.id);
    const endsAt = clock + takes;
    const price = priceOf(by, asked);
    calls.push({ name, service: by.id, seconds: takes, endsAt, price });
    cost += price;
    await new Promise<void>((end) => running.push({ endsAt, end }));
    return service.output.parse(service.example);
  };

  const review: Review = async (what) => void reviews.push(what);

  let over = false;
  const ended = () => {
    over = true;
  };
  void workflow.run({ input, call, review }).then(ended, ended);
  while (!over) {
    await new Promise((settled) => setImmediate(settled)); // lets the recipe get to its next calls
    running.sort((a, b) => a.endsAt - b.endsAt);
    const next = running.shift();
    if (!next) break;
    clock = next.endsAt;
    next.end();
  }
  return { calls, cost, seconds: clock, reviews };
}
