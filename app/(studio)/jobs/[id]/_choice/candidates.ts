import type { Job, Model, Output, Step } from "@/lib/schemas/job";

/** The finished steps of a job that chose one of several files, each with these files. */
export function candidatesOf(job: Job, model: Model | undefined): { step: Step; candidates: Output[] }[] {
  return job.steps.flatMap((step) => {
    const from = model?.steps.find(({ key }) => key === step.key)?.choosesFrom;
    const candidates = from ? step.inputs.filter(({ field }) => field === from) : [];
    return step.outputs.length > 0 && candidates.length > 0 ? [{ step, candidates }] : [];
  });
}
