import type { Job, ProgressNews, StepNews } from "./schemas/job";

/** What the events of a stream change in a job, for the client and the studio. */

/** Applies a `progress` event to a job or to its summary. */
export const withProgress = <T extends Pick<Job, "progress" | "estimatedWaitTime">>(
  job: T,
  { progress, estimatedWaitTime }: ProgressNews,
): T => ({ ...job, progress, estimatedWaitTime });

/** Applies an event to a job: its progress and, for a `step` event, the changed or added step and the cost. */
export function withNews<T extends Job>(job: T, news: StepNews | ProgressNews): T {
  if (!("step" in news)) return withProgress(job, news);
  const { step, cost } = news;
  const known = job.steps.some(({ key }) => key === step.key);
  const steps = known ? job.steps.map((old) => (old.key === step.key ? step : old)) : [...job.steps, step];
  return { ...withProgress(job, news), steps, cost };
}
