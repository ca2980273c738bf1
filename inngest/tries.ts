import { writtenKey } from "@/lib/step-key";
import type { CallOptions, CallService } from "./define-workflow";

type Input = Record<string, unknown>;

/** The input of a later try: with another seed where the recipe gives one. */
export const inputOfTry = (input: Input, tryNumber: number): Input =>
  typeof input.seed === "number" ? { ...input, seed: (input.seed + tryNumber - 1) % 2 ** 31 } : input;

/** The number that makes a later try another request where no seed does. */
export const variantOfTry = (input: Input, tryNumber: number): number | undefined =>
  tryNumber > 1 && typeof input.seed !== "number" ? tryNumber : undefined;

/** Whether a row is that of a try. What a person changed is made once, be it as a take that was a later try. */
export const isOfTry = (row: { tryNumber: number }, { tryNumber, change }: { tryNumber: number; change?: unknown }) =>
  change !== undefined || row.tryNumber === tryNumber;

/** `call` for `accept`: its keys follow that of the call which they judge, and end with the number of the try. */
export const callWithin =
  (call: CallService, key: string, tryNumber: number): CallService =>
  (inner, service, input, options) =>
    call(`${key}.${writtenKey(inner)}.${tryNumber}`, service, input, options);

/**
 * Makes a call, and again while its result is not accepted. The result of the last try is kept, accepted or not. `judged` is
 * told of each verdict: null, or what is wrong.
 */
export async function withTries<Output>(of: {
  options?: CallOptions<Output>;
  make: (tryNumber: number) => Promise<Output>;
  callWithin: (tryNumber: number) => CallService;
  judged: (tryNumber: number, rejection: string | null) => Promise<void>;
}): Promise<Output> {
  const { options, make, judged } = of;
  for (let tryNumber = 1; ; tryNumber++) {
    const output = await make(tryNumber);
    if (!options) return output;
    const verdict = await options.accept(output, of.callWithin(tryNumber));
    await judged(tryNumber, verdict === true ? null : verdict);
    if (verdict === true || tryNumber >= options.tries) return output;
  }
}
