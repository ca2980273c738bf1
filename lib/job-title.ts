import { withoutDirectionMarks } from "./direction-marks";

/** The options that say what a job is about, the best one first. */
export const tellingOptions = ["prompt", "topic", "title", "name", "text"];

/** The title that a person gave a job, else the first of its options that says what it is about; null without one. */
export function titleIn(job: { title: string | null; options: Record<string, unknown> }): string | null {
  const texts = [job.title, ...tellingOptions.map((name) => job.options[name])];
  const said = texts.find((value) => typeof value === "string" && value.trim() !== "");
  return typeof said === "string" ? withoutDirectionMarks(said) : null;
}
