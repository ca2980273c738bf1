import { type StepKey, UsedKeys, writtenKey } from "@/lib/step-key";
import { type CallService, type Part, type Review, WorkflowError } from "./define-workflow";

/** A key that the recipe may not use ends the job: the engine's retries would not change that. */
export function keyOrFault(keys: UsedKeys, given: StepKey): string {
  try {
    return keys.add(given);
  } catch (error) {
    throw new WorkflowError("internal", error instanceof Error ? error.message : String(error));
  }
}

/**
 * What a recipe gets beside its input. The calls and reviews of a part are those of the recipe around it, with the part's key
 * in front of theirs, so that the ledger, plans and prices need to know nothing of parts.
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
