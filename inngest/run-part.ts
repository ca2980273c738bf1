import { type AnyWorkflow, type CallService, type Part, type Review, WorkflowError } from "./define-workflow";

/** `onPart` is told of each part as it begins, by its whole name. */
type Context = { call: CallService; review: Review; onPart?: (key: string, workflow: AnyWorkflow) => void };

/**
 * What a recipe gets beside its input. The calls and reviews of a part are those of the recipe around it, named
 * `<key>: <name>`, so that the ledger, plans and prices need to know nothing of parts.
 */
export function withParts({ call, review, onPart }: Context): { call: CallService; review: Review; part: Part } {
  const begun = new Set<string>();
  const part: Part = async (key, workflow, input) => {
    if (begun.has(key)) throw new WorkflowError("internal", `Two parts are named "${key}": give each its own key.`);
    begun.add(key);
    onPart?.(key, workflow);
    const inner = withParts({
      call: (name, service, given, options) => call(`${key}: ${name}`, service, given, options),
      review: (what, parts) => review(`${key}: ${what}`, parts),
      onPart: (name, of) => onPart?.(`${key}: ${name}`, of),
    });
    try {
      return await workflow.run({ input: workflow.input.parse(input), ...inner });
    } catch (error) {
      if (!(error instanceof WorkflowError) || error.unusable === null) throw error;
      throw new WorkflowError(error.code, error.message, { unusable: `${key}: ${error.unusable}` });
    }
  };
  return { call, review, part };
}
