import { setImmediate as turn } from "node:timers/promises";
import type { JobRow } from "@/db/jobs";
import type { PlannedCall, StepOverride } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { mapMedia, mediaTypeOf } from "@/lib/media/field";
import { priceOf } from "@/lib/pricing";
import { type StepKey, UsedKeys } from "@/lib/step-key";
import {
  type AnyWorkflow,
  type CallFailed,
  type CallService,
  type Review,
  type Verdict,
  WorkflowError,
} from "../define-workflow";
import { withParts } from "../run-part";
import { callWithin, inputOfTry } from "../tries";
import { callsAsChanged } from "./step-overrides";

type Input = Record<string, unknown>;

/**
 * What a call will give without asking its service; without an `output`, what that will be is not known yet. `failed`: it
 * ended without a result, which the recipe may have caught.
 */
export type Known = { output?: Input; failed?: CallFailed };
/** `isKnown`: its result is there already. It then costs nothing and takes no time. `price`: of all tries. */
export type PricedCall = PlannedCall & { price: number; usual: number; isKnown: boolean };
/** Money in USD, time in seconds. */
export type Plan = {
  calls: PricedCall[];
  cost: number;
  seconds: number;
  reviews: string[];
  refusal?: WorkflowError;
};

/** What a call that judges a result tells its plan. `ifNeeded`: it judges a try that is made only when the others fell short. */
type Judge = { isSure: boolean; ifNeeded: boolean };

async function settledVerdict(judge: () => Verdict | Promise<Verdict>): Promise<{ value?: Verdict; error?: unknown }> {
  try {
    return { value: await judge() };
  } catch (error) {
    return { error };
  }
}

type Options = {
  /** What a person changed of the job's calls. */
  changes?: JobRow["changes"];
  /** Finds the result of a call that need not be asked. Its input is what the call will really be given. */
  find?: (call: {
    key: string;
    tryNumber: number;
    by: AnyService;
    asked: Input;
    change?: StepOverride;
  }) => Promise<Known | undefined>;
};

/**
 * The calls a job will make, when each should end, and what they cost: the recipe is run on a clock of its own, asking no
 * service. A call whose result is there gives that result, so that the calls behind it are known as well; any other gives
 * its service's example. What cannot be planned (a recipe that refuses the examples) is planned up to there. `reviews`:
 * where it can stop for a person. `refusal`: what the recipe says of results that it cannot use. `usual`: how many seconds a service takes as a rule.
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

  const callAs =
    (judge?: Judge): CallService =>
    async (name, service, given, options) => {
      const key = unused(callKeys, name);
      const { by, asked, change } = asChanged(key, service, given);
      const ifNeeded = judge?.ifNeeded ?? false;
      const times = { seconds: usual(by.id), endsAt: clock };
      const planned = {
        key,
        service: by.id,
        ...times,
        price: 0,
        usual: 0,
        isKnown: true,
        ...(ifNeeded && { ifNeeded }),
      };
      calls.push(planned);

      const make = async (tryNumber: number): Promise<Known | undefined> => {
        const input = inputOfTry(asked, tryNumber);
        const look = blind ? undefined : find?.({ key, tryNumber, by, asked: input, change });
        if (look) looking.add(look);
        const known = await look?.catch((error) => {
          throw noted(error);
        });
        planned.endsAt = clock + (known ? 0 : planned.seconds);
        if (!known) {
          planned.isKnown = false;
          planned.price += priceOf(by, input);
          planned.usual += ifNeeded ? 0 : priceOf(by, input);
        }
        if (!ifNeeded) await new Promise<void>((end) => running.push({ endsAt: planned.endsAt, end }));
        return known;
      };

      for (let tryNumber = 1; ; tryNumber++) {
        const known = await make(tryNumber);
        if (known?.failed) throw known.failed;
        // An example's file is that of no other call: what is made of it is not taken for something that was made before.
        const example = () => mapMedia(service.output, service.example as Input, (url) => `${url}#${key}`);
        const output = service.output.parse(known?.output ?? (await example()));
        if (!known && judge) judge.isSure = false;
        else if (!known && Object.values(service.output.shape).some((field) => !mediaTypeOf(field))) blind = true;
        if (!options || change) return output;
        const within = (of: Judge, number: number) => callWithin(callAs(of), key, number);
        const own: Judge = { isSure: known !== undefined, ifNeeded };
        const verdict = await settledVerdict(() => options.accept(output, within(own, tryNumber)));
        if (judge && !own.isSure) judge.isSure = false;
        if (own.isSure && verdict.error) throw verdict.error;
        if (own.isSure && verdict.value !== true && tryNumber < options.tries) continue;
        // Of what is not there yet the first try is accepted, as a rule; at worst the last one is not.
        for (let later = tryNumber + 1; !own.isSure && later <= options.tries; later++) {
          planned.price += priceOf(by, inputOfTry(asked, later));
          await settledVerdict(() => options.accept(output, within({ isSure: false, ifNeeded: true }, later)));
        }
        return output;
      }
    };
  const call = callAs();

  const review: Review = async (key) => void reviews.push(unused(reviewKeys, key));

  let over = false;
  const ended = () => {
    over = true;
  };
  let refusal: WorkflowError | undefined;
  void workflow.run({ input, ...withParts({ call, review }) }).then(ended, (error: unknown) => {
    if (error instanceof WorkflowError) refusal = error;
    ended();
  });
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
  return { calls, cost, seconds: clock, reviews, refusal };
}
