import { setImmediate as turn } from "node:timers/promises";
import { z } from "zod";
import type { JobRow } from "@/db/jobs";
import type { PlannedCall, StepOverride } from "@/db/schema";
import type { AnyService } from "@/lib/define-service";
import { Problem } from "@/lib/errors";
import { mapMedia, mediaTypeOf } from "@/lib/media/field";
import { priceOf } from "@/lib/pricing";
import { type StepKey, UsedKeys } from "@/lib/step-key";
import { runRecipe, usualQuality } from "../check-result";
import {
  type AnyWorkflow,
  CallFailed,
  type CallService,
  PartlyFailed,
  type Review,
  type Verdict,
  WorkflowError,
} from "../define-workflow";
import { callWithin, inputOfTry } from "../tries";
import { plannedEntries } from "./planned-entries";
import { callsAsChanged, resultFor } from "./step-overrides";

type Input = Record<string, unknown>;

/**
 * A call's outcome without a request to its service; without `output`, the output is not known yet. `failed`: it ended
 * without a result, which the recipe may have caught.
 */
export type Known = { output?: Input; failed?: CallFailed };
/** `isKnown`: its result exists already, so it is free and takes no time. `price`: of all tries. */
export type PricedCall = PlannedCall & {
  price: number;
  usual: number;
  isKnown: boolean;
  /** How many submits `price` and `usual` count. */
  submits: { all: number; usual: number };
};
/** Money in USD, time in seconds. */
export type Plan = {
  calls: PricedCall[];
  cost: number;
  seconds: number;
  reviews: string[];
  refusal?: WorkflowError;
};
/** `grows`: a result that does not exist yet can lead to more calls than its example does. */
type OnePlan = Plan & { grows: boolean };

/**
 * What a judging call reports to its plan. `ifNeeded`: it judges a try that runs only if the earlier ones were not
 * accepted.
 */
type Judge = { isSure: boolean; ifNeeded: boolean };

async function settledVerdict(judge: () => Verdict | Promise<Verdict>): Promise<{ value?: Verdict; error?: unknown }> {
  try {
    return { value: await judge() };
  } catch (error) {
    return { error };
  }
}

/** A service that does not accept the input of a call would fail the job: its words are those of the request's refusal. */
function asPlanned<T>(key: string, change: () => T): T {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const faults = error.issues.map(({ path, message }) => `${path.join(".") || "input"}: ${message}`);
    throw new Problem("invalid_request", `The step "${key}" cannot be made. ${faults.join(" ")}`);
  }
}

type Options = {
  /** The service of a call that the job has begun. */
  began?: (key: string) => string | undefined;
  /** A person's changes of the job's calls. */
  changes?: JobRow["changes"];
  priority?: JobRow["priority"];
  /** Default: as the settings say. */
  quality?: JobRow["quality"];
  /** Finds the existing result of a call. `asked` is the call's real input. */
  find?: (call: {
    key: string;
    tryNumber: number;
    by: AnyService;
    asked: Input;
    change?: StepOverride;
  }) => Promise<Known | undefined>;
};

/**
 * Plans a job: its calls, their ends and prices. Calls that only follow from the largest result of an earlier one are part
 * of the price and not of the usual cost.
 */
export async function planJob(
  workflow: AnyWorkflow,
  input: Input,
  usual: (service: string) => number,
  options: Options = {},
): Promise<Plan> {
  const { grows, ...plan } = await planOnce(workflow, input, usual, options);
  if (!grows) return plan;
  const most = await planOnce(workflow, input, usual, { ...options, largest: true });
  const calls = mostOf(plan.calls, most.calls);
  return { ...plan, calls, cost: calls.reduce((sum, { price }) => sum + price, 0) };
}

/** The calls of both plans, at the higher price of the two. */
function mostOf(usual: PricedCall[], most: PricedCall[]): PricedCall[] {
  const usually = new Map(usual.map((call) => [call.key, call]));
  const inMost = new Set(most.map(({ key }) => key));
  const larger = most.map((call): PricedCall => {
    const same = usually.get(call.key);
    if (same) return { ...same, price: Math.max(same.price, call.price) };
    return { ...call, usual: 0, submits: { ...call.submits, usual: 0 }, ifNeeded: true };
  });
  return [...usual.filter(({ key }) => !inMost.has(key)), ...larger];
}

/**
 * Plans one course of a job. The recipe runs on a simulated clock without requests; a call returns
 * its existing result, else its service's example. If the recipe refuses the examples, the plan ends there; any other error of
 * it is thrown. `reviews`:
 * where it can pause. `refusal`: why the recipe cannot use existing results. `usual`: a service's usual seconds.
 */
async function planOnce(
  workflow: AnyWorkflow,
  input: Input,
  usual: (service: string) => number,
  { changes = {}, began, priority, quality = usualQuality(), find, largest = false }: Options & { largest?: boolean },
): Promise<OnePlan> {
  const calls: PricedCall[] = [];
  const reviews: string[] = [];
  const running: { endsAt: number; end: () => void }[] = [];
  const looking = new Set<Promise<unknown>>();
  const asChanged = callsAsChanged(changes, { began, priority });
  let clock = 0;
  // After the recipe has read an example's text, its next requests are not the real ones.
  let blind = false;
  let grows = false;
  let fault: unknown;
  // A plan that ended at such an error would be too cheap.
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
      const changed = (revised: Input) =>
        asPlanned(key, () => asChanged(key, service, { ...given, ...revised }, options?.purpose));
      const { by, asked: first, change } = changed({});
      let asked = first;
      const ifNeeded = judge?.ifNeeded ?? false;
      const times = { seconds: usual(by.id), endsAt: clock };
      const entries = by.kind === "role" ? plannedEntries(by, asked) : undefined;
      const planned: PricedCall = {
        key,
        service: by.id,
        ...times,
        ...{ price: 0, usual: 0, submits: { all: 0, usual: 0 }, isKnown: true },
        ...(ifNeeded && { ifNeeded }),
        ...(entries && { entries }),
      };
      const count = (isUsual: boolean, input: Input) => {
        const price = priceOf(by, input);
        planned.price += price;
        planned.submits.all += 1;
        if (!isUsual) return;
        planned.usual += price;
        planned.submits.usual += 1;
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
          count(!ifNeeded, input);
        }
        if (!ifNeeded) await new Promise<void>((end) => running.push({ endsAt: planned.endsAt, end }));
        return known;
      };

      for (let tryNumber = 1; ; tryNumber++) {
        const numbers = Array.from({ length: change?.candidates ?? 1 }, (_, i) => tryNumber + i);
        const made = await Promise.all(numbers.map(make));
        const ended = made.findLast((one) => !one?.failed) ?? made.at(-1);
        const known = made.includes(undefined) ? undefined : ended;
        if (known?.failed) throw known.failed;
        // Each example's file gets an own URL, so that no request with it matches an earlier result.
        const shown = ((largest ? options?.largest : undefined) ?? options?.example ?? service.example) as Input;
        const example = () => mapMedia(service.output, shown, (url) => `${url}#${key}`);
        const output = resultFor(service, known?.output ?? (await example()));
        if (!known && options?.largest) grows = true;
        if (!known && judge) judge.isSure = false;
        else if (!known && Object.values(service.output.shape).some((field) => !mediaTypeOf(field))) blind = true;
        if (!options?.accept || change) return output;
        const { accept, tries } = options;
        const within = (of: Judge, number: number) => callWithin(callAs(of), key, number);
        const own: Judge = { isSure: known !== undefined, ifNeeded };
        const verdict = await settledVerdict(() => accept(output, within(own, tryNumber)));
        if (judge && !own.isSure) judge.isSure = false;
        if (own.isSure && verdict.error) throw verdict.error;
        if (own.isSure && typeof verdict.value === "string" && tryNumber < tries) {
          asked = changed(options.revise?.(verdict.value) ?? {}).asked;
          continue;
        }
        // Usually the first try of a new result is accepted; in the worst case the last one is not.
        for (let later = tryNumber + 1; !own.isSure && later <= tries; later++) {
          count(false, inputOfTry(asked, later));
          await settledVerdict(() => accept(output, within({ isSure: false, ifNeeded: true }, later)));
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
  const made = runRecipe(workflow, { input, quality, changes }, { call, review, secondsOf: async () => null });
  void made.then(ended, (error: unknown) => {
    if (error instanceof WorkflowError) refusal = error;
    else if (!(error instanceof CallFailed || error instanceof PartlyFailed)) noted(error);
    ended();
  });
  while (!over) {
    await turn(); // lets the recipe reach its next calls
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
  return { calls, cost, seconds: clock, reviews, refusal, grows };
}
