import { withoutDirectionMarks } from "@/lib/direction-marks";
import { isPicture, posterOf } from "@/lib/job-summary";
import { titleIn } from "@/lib/job-title";
import type { Job, MediaType, Model, Output } from "@/lib/schemas/job";

export { isPicture };

/** Whether an output can be seen or heard on the page; any other is a file to download. */
export const isShown = (output: Output) => output.type !== "file" || isPicture(output);

/** The main file of a type in a result is its first one. */
const first = (outputs: Output[], type: MediaType): Output | null =>
  outputs.find((output) => output.type === type) ?? null;

/** The final video of a job; null while there is none. */
export const filmOf = (job: Job): Output | null => first(job.outputs, "video");

/** What a film shows before it plays: a picture of its shape, else its own thumbnail. */
export function posterOfFilm(film: Output, { outputs, steps }: Job): Output {
  const ratio = (file: Output) => (file.width ?? 0) / (file.height ?? 1);
  const pictures = [...outputs, ...steps.flatMap((step) => step.outputs)].filter(isPicture);
  return pictures.find((picture) => Math.abs(ratio(picture) / ratio(film) - 1) < 0.01) ?? film;
}

/** The latest output, for the stage while the film is not ready. */
export function latestOf(job: Job): Output | null {
  const made = job.steps
    .filter((step) => step.outputs.length > 0)
    .sort((a, b) => (a.finishedAt ?? "").localeCompare(b.finishedAt ?? ""))
    .flatMap((step) => step.outputs);
  return made.findLast(isPicture) ?? posterOf(job);
}

/** The title that a person gave, else the prompt or the like, else an option with several words; else the model's title. */
export function jobTitle(
  { title, options, model: id }: Pick<Job, "title" | "options" | "model">,
  model: Pick<Model, "title"> | undefined,
): string {
  const said = titleIn({ title, options }) ?? Object.values(options).find(isSentence);
  return typeof said === "string" ? withoutDirectionMarks(said) : (model?.title ?? id);
}

/** Not a choice such as `360p`. */
const isSentence = (value: unknown) => typeof value === "string" && /\s|[^\x20-\x7e]/.test(value.trim());

/**
 * The aspect ratio of a job's result: as made, as requested, or of the input; limited to what a page can show. The
 * requested one is known from the start, so frames keep their shape while they fill.
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
