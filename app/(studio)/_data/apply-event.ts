import type { Job, ProgressNews, Step, StepNews } from "@/lib/schemas/job";

/** A job as this page knows it. `heardAt`: when its progress and wait were told, from where they are carried on. */
export type LiveJob = Job & { heardAt: number };

export const heardNow = (job: Job): LiveJob => ({ ...job, heardAt: Date.now() });

/** A job as far as it is by now; news of a step tell the job's cost too. */
export function withProgress(job: LiveJob, news: ProgressNews | StepNews): LiveJob {
  const { progress, estimatedWaitTime } = news;
  const cost = "cost" in news ? news.cost : job.cost;
  return { ...job, progress, estimatedWaitTime, cost, heardAt: Date.now() };
}

/** A job with one step renewed, or added when it is new. */
export function withStep(job: LiveJob, step: Step): LiveJob {
  const known = job.steps.some((old) => old.key === step.key);
  const steps = known ? job.steps.map((old) => (old.key === step.key ? step : old)) : [...job.steps, step];
  return { ...job, steps };
}

/** A list with one job renewed, or put on top when it is new. */
export function withJob(jobs: LiveJob[], job: LiveJob): LiveJob[] {
  return jobs.some((old) => old.id === job.id)
    ? jobs.map((old) => (old.id === job.id ? job : old))
    : [job, ...jobs].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

export function changeJob(jobs: LiveJob[], id: string, change: (job: LiveJob) => LiveJob): LiveJob[] {
  return jobs.map((job) => (job.id === id ? change(job) : job));
}
