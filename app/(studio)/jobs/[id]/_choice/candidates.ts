import type { Job, Output, Step } from "@/lib/schemas/job";

/** The finished steps of a job that chose one of several files, each with these files. */
export function candidatesOf({ steps }: Job): { step: Step; candidates: Output[] }[] {
  return steps.flatMap((step) => {
    const candidates = step.inputs.filter(({ field }) => field === step.choosesFrom);
    return step.outputs.length > 0 && candidates.length > 0 ? [{ step, candidates }] : [];
  });
}
