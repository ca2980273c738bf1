import { filmOf, isPicture } from "@/app/(studio)/jobs/job-picture";
import type { Job, Model, Output } from "@/lib/schemas/job";

/** The videos that the stage shows over each other, where the model names them and the job has both. */
export function comparedIn({ outputs }: Job, model: Model | undefined): { before: Output; after: Output } | null {
  const find = (field: string | undefined) =>
    outputs.find((output) => output.type === "video" && output.field === field);
  const [before, after] = [find(model?.compare?.before), find(model?.compare?.after)];
  return before && after ? { before, after } : null;
}

/** The files of a result that the stage shows: two videos, the film, all pictures, or the sound. */
export function stageFiles(job: Job, model: Model | undefined): Output[] {
  const compared = comparedIn(job, model);
  if (compared) return [compared.after, compared.before];
  const film = filmOf(job);
  if (film) return [film];
  const pictures = job.outputs.filter(isPicture);
  const sound = job.outputs.find(({ type }) => type === "audio");
  return pictures.length > 0 ? pictures : sound ? [sound] : [];
}
