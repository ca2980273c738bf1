import type { Job, MediaType, Model, Output } from "@/lib/schemas/job";

/** Whether an output is a picture that a page shows, moving as a GIF or not. */
export const isPicture = ({ type, thumbnailUrl }: Output) => type !== "video" && thumbnailUrl !== null;
/** Whether an output can be seen or heard on the page; any other is a file to download. */
export const isShown = (output: Output) => output.type !== "file" || isPicture(output);

const last = (outputs: Output[], type: MediaType) => outputs.findLast((output) => output.type === type);

/** The video a job was run for; null while there is none. */
export const filmOf = (job: Job): Output | null => last(job.outputs, "video") ?? null;

/** The picture that stands for a job: the first keyframe, what was given, or the film's own first frame. */
export function posterOf(job: Job): Output | null {
  const made = job.steps.flatMap((step) => step.outputs).find(isPicture);
  const given = job.inputs.find(isPicture);
  return made ?? given ?? filmOf(job) ?? last(job.inputs, "video") ?? null;
}

/** What arrived last, for the stage while the film is not ready. */
export function latestOf(job: Job): Output | null {
  const made = job.steps
    .filter((step) => step.outputs.length > 0)
    .sort((a, b) => (a.finishedAt ?? "").localeCompare(b.finishedAt ?? ""))
    .flatMap((step) => step.outputs);
  return made.findLast(isPicture) ?? posterOf(job);
}

/** What was asked, in the caller's words: the prompt or the first text among the options; else the model's title. */
export function jobTitle(job: Job, model: Pick<Model, "title"> | undefined): string {
  const texts = Object.values(job.options).filter((value) => typeof value === "string" && value.trim() !== "");
  const { prompt } = job.options;
  const said = typeof prompt === "string" && prompt.trim() ? prompt : texts[0];
  return typeof said === "string" ? said : (model?.title ?? job.model);
}

/**
 * Width by height of what the job makes: as made, as asked for, or as given; kept within what a page can show. What was
 * asked for is known from the start, so frames keep their shape while they fill.
 */
export function shapeOf(job: Job): number {
  const { width, height } = job.options;
  const made = [...job.outputs, ...job.steps.flatMap((step) => step.outputs)];
  const sizes = [...made, { width, height }, ...job.inputs];
  for (const size of sizes) {
    if (typeof size.width === "number" && typeof size.height === "number")
      return Math.min(2.4, Math.max(9 / 16, size.width / size.height));
  }
  return 16 / 9;
}
