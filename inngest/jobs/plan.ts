import { setImmediate as turn } from "node:timers/promises";
import type { JobRow } from "@/db/jobs";
import type { PlannedCall, StepOverride } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { mapMedia, mediaTypeOf } from "@/lib/media/field";
import { priceOf } from "@/lib/pricing";
import { type StepKey, UsedKeys } from "@/lib/step-key";
import type { AnyWorkflow, CallService, Review } from "../define-workflow";
import { callsAsChanged } from "./step-overrides";

type Input = Record<string, unknown>;

/** What a call will give without asking its service; without an `output`, what that will be is not known yet. */
export type Known = { output?: Input };
/** `isKnown`: its result is there already. It then costs nothing and takes no time. */
export type PricedCall = PlannedCall & { price: number; isKnown: boolean };
/** Money in USD, time in seconds. */
export type Plan = { calls: PricedCall[]; cost: number; seconds: number; reviews: string[] };

type Options = {
  /** What a person changed of the job's calls. */
  changes?: JobRow["changes"];
  /** Finds the result of a call that need not be asked. Its input is what the call will really be given. */
  find?: (call: { key: string; by: AnyService; asked: Input; change?: StepOverride }) => Promise<Known | undefined>;
};

/**
 * The calls a job will make, when each should end, and what they cost: the recipe is run on a clock of its own, asking no
 * service. A call whose result is there gives that result, so that the calls behind it are known as well; any other gives
 * its service's example. What cannot be planned (a recipe that refuses the examples) is planned up to there. `reviews`:
 * where it can stop for a person. `usual`: how many seconds a service takes as a rule.
 */
export async function planJob(
  workflow: AnyWorkflow,
  input: Input,
  usual: (service: string) => number,
  { changes = {}, find }: Options = {},
): Promise<Plan> {
  const calls: PricedCall[] = [];
  const reviews: string[] = [];
  const running: { endsAt: number; end: () => void }[] = [];
  const looking = new Set<Promise<unknown>>();
  const asChanged = callsAsChanged(changes);
  let clock = 0;
  // Once the recipe has read an example's words, what it asks is no longer what it will really ask.
  let blind = false;
  let fault: unknown;
  // A plan that ended at one of these would be too cheap.
  const noted = (error: unknown) => {
    fault ??= error;
    return error;
  };
  const [callKeys, reviewKeys] = [new UsedKeys(), new UsedKeys()];
  const unused = (used: UsedKeys, given: StepKey) => {
    try {
      return used.add(given);
    } catch (error) {
      throw noted(error);
    }
  };

  const call: CallService = async (given, service, input) => {
    const key = unused(callKeys, given);
    const { by, asked, change } = asChanged(key, service, input);
    const planned = { key, service: by.id, seconds: usual(by.id), endsAt: clock, price: 0, isKnown: true };
    calls.push(planned);
    const look = blind ? undefined : find?.({ key, by, asked, change });
    if (look) looking.add(look);
    const known = await look?.catch((error) => {
      throw noted(error);
    });
    if (!known) {
      planned.isKnown = false;
      planned.price = priceOf(by, asked);
      planned.endsAt += planned.seconds;
    }
    await new Promise<void>((end) => running.push({ endsAt: planned.endsAt, end }));
    if (known?.output) return service.output.parse(known.output);
    if (Object.values(service.output.shape).some((field) => !mediaTypeOf(field))) blind = true;
    // An example's file is that of no other call: what is made of it is not taken for something that was made before.
    return service.output.parse(await mapMedia(service.output, service.example as Input, (url) => `${url}#${key}`));
  };

  const review: Review = async (key) => void reviews.push(unused(reviewKeys, key));

  let over = false;
  const ended = () => {
    over = true;
  };
  void workflow.run({ input, call, review }).then(ended, ended);
  while (!over) {
    await turn(); // lets the recipe get to its next calls
    if (looking.size > 0) {
      await Promise.allSettled(looking);
      looking.clear();
      continue;
    }
    running.sort((a, b) => a.endsAt - b.endsAt);
    const next = running.shift();
    if (!next) break;
    clock = next.endsAt;
    next.end();
  }
  if (fault) throw fault;
  const cost = calls.reduce((sum, { price }) => sum + price, 0);
  return { calls, cost, seconds: clock, reviews };
}
