import type { AnyService } from "@/lib/define-service";
import { writtenKey } from "@/lib/step-key";
import { ableNames } from "./calls/makers";
import { CallFailed, type CallOptions, type CallService } from "./define-workflow";

type Input = Record<string, unknown>;

/** The input of a later try: another seed if the recipe sets one. */
export const inputOfTry = (input: Input, tryNumber: number): Input =>
  typeof input.seed === "number" ? { ...input, seed: (input.seed + tryNumber - 1) % 2 ** 31 } : input;

/** The number that makes a later try a different request if there is no seed. `first`: that of the first try, if any. */
export const variantOfTry = (input: Input, tryNumber: number, first?: number): number | undefined =>
  tryNumber > 1 && typeof input.seed !== "number" ? (first ?? 1) + tryNumber - 1 : first;

type Changed = { candidates?: number };

/**
 * Whether a row belongs to a try. A step that a person changed runs once, even if its take was a later try, or once for
 * each candidate.
 */
export const isOfTry = (row: { tryNumber: number }, { tryNumber, change }: { tryNumber: number; change?: Changed }) =>
  (change !== undefined && !change.candidates) || row.tryNumber === tryNumber;

/** Makes the candidates of a step side by side. Returns the result of the last one that has one, as `currentCalls` does. */
export async function withCandidates<Output>(
  { candidates = 1 }: Changed,
  make: (tryNumber: number) => Promise<Output>,
): Promise<Output> {
  const numbers = Array.from({ length: candidates }, (_, i) => i + 1);
  const made = await Promise.allSettled(numbers.map(make));
  const faults = made.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const internal = faults.find((fault) => !(fault instanceof CallFailed));
  if (internal) throw internal;
  const last = made.findLast((one) => one.status === "fulfilled");
  if (last) return last.value;
  throw faults.at(-1);
}

/**
 * The providers of a role that made no earlier try, in the order of its list; null if there is no other one. `before`: the
 * rows of the call.
 */
export function otherProviders(
  { by, asked }: { by: AnyService; asked: Input },
  before: readonly { tryNumber: number; entry: string | null }[],
  tryNumber: number,
): string | null {
  if (by.kind !== "role") return null;
  const used = before.flatMap((row) => (row.tryNumber < tryNumber && row.entry ? [row.entry] : []));
  return (
    ableNames(by, asked)
      .filter((name) => !used.includes(name))
      .join(", ") || null
  );
}

/** `call` for `accept`: its keys begin with the judged call's key, and end with the number of the try. */
export const callWithin =
  (call: CallService, key: string, tryNumber: number): CallService =>
  (inner, service, input, options) =>
    call(`${key}.${writtenKey(inner)}.${tryNumber}`, service, input, options);

/**
 * Makes a call, and repeats it until its result is accepted; keeps the last result anyway. `make` receives the fields that
 * the try changes; null: there is no provider for it. `judged` receives each verdict: null, or what is wrong.
 */
export async function withTries<Output>(of: {
  options?: CallOptions<Output>;
  make: (tryNumber: number, revised: Input) => Promise<Output> | null;
  callWithin: (tryNumber: number) => CallService;
  judged: (tryNumber: number, rejection: string | null) => Promise<void>;
}): Promise<Output> {
  const { options, make, judged } = of;
  let last: { output: Output; fault: string } | undefined;
  for (let tryNumber = 1; ; tryNumber++) {
    const making = make(tryNumber, (last && options?.revise?.(last.fault)) ?? {});
    if (!making && last) return last.output;
    if (!making) throw new Error("The first try of a call goes to any provider.");
    const output = await making;
    if (!options?.accept) return output;
    const verdict = await options.accept(output, of.callWithin(tryNumber));
    await judged(tryNumber, verdict === true ? null : verdict);
    if (verdict === true || tryNumber >= options.tries) return output;
    last = { output, fault: verdict };
  }
}
