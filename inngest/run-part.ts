import { type StepKey, UsedKeys, writtenKey } from "@/lib/step-key";
import { type CallService, type Part, type Review, WorkflowError } from "./define-workflow";

/** Adds a key; an invalid one ends the job, because the engine's retries would not change it. */
export function keyOrFault(keys: UsedKeys, given: StepKey): string {
  try {
    return keys.add(given);
  } catch (error) {
    throw new WorkflowError("internal", error instanceof Error ? error.message : String(error));
  }
}

/**
 * The functions of a recipe. The calls and reviews of a part are those of the outer recipe with the part's key in
 * front, so that ledger, plans and prices need not know parts.
 */
export function withParts({ call, review }: { call: CallService; review: Review }): {
  call: CallService;
  review: Review;
  part: Part;
} {
  const keys = new UsedKeys();
  const part: Part = async (given, workflow, input) => {
    const key = keyOrFault(keys, given);
    const inPart = (inner: StepKey) => `${key}.${writtenKey(inner)}`;
    const inner = withParts({
      call: (name, service, input, options) => call(inPart(name), service, input, options),
      review: (name, parts) => review(inPart(name), parts),
    });
    try {
      return await workflow.run({ input: workflow.input.parse(input), ...inner });
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.unusable === null) throw error;
      throw new WorkflowError(error.code, error.message, { unusable: inPart(error.unusable) });
    }
  };
  return { call, review, part };
}
