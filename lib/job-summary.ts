import type { Job, Output, Step } from "./schemas/job";
import type { JobSummary } from "./schemas/job-summary";

/** The server's lists and the studio's pages both make summaries: this file loads no schema. */

const mostText = 200;
const atWork: readonly Step["status"][] = ["submitting", "unconfirmed", "waiting", "retrying", "storing"];

/** What a list shows of a job. */
export function summaryOf(job: Job): JobSummary {
  const { steps, inputs, outputs, result, localUrl, urls, webhookUrl, notify, s3Url, metadata, ...rest } = job;
  return {
    ...rest,
    object: "job_summary",
    options: shortOptions(job.options),
    poster: pictured(posterOf(job)),
    duration: outputs.find(({ type }) => type === "video")?.duration ?? null,
    working: workingOf(steps),
  };
}

/** The steps that a service is working on. */
export const workingOf = (steps: readonly Step[]): JobSummary["working"] =>
  steps
    .filter(({ status }) => atWork.includes(status))
    .map(({ key, title, service, status, eta }) => ({ key, title, service, status, eta }));

/** Whether an output is a picture that a page shows, moving as a GIF or not. */
export const isPicture = ({ type, thumbnailUrl }: Pick<Output, "type" | "thumbnailUrl">) =>
  type !== "video" && thumbnailUrl !== null;

/** The picture that represents a job: the first keyframe, the input, or a film's first frame. */
export function posterOf({ steps, inputs, outputs }: Pick<Job, "steps" | "inputs" | "outputs">): Output | null {
  const made = steps.flatMap((step) => step.outputs).find(isPicture);
  const films = [...outputs, ...inputs].filter(({ type }) => type === "video");
  return made ?? inputs.find(isPicture) ?? films[0] ?? null;
}

const pictured = (file: Output | null): JobSummary["poster"] =>
  file?.thumbnailUrl ? { id: file.id, thumbnailUrl: file.thumbnailUrl, urlExpiresAt: file.urlExpiresAt } : null;

const shortOptions = (options: Job["options"]): Job["options"] =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) => {
      if (typeof value === "object") return [];
      return [[name, typeof value === "string" && value.length > mostText ? `${value.slice(0, mostText)}…` : value]];
    }),
  );
