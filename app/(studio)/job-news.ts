import type { Job } from "@/lib/job";
import type { StepNews } from "./event-stream";

/** A job with one step renewed, or added when it is new. */
export function withStep(job: Job, { step, progress, estimatedWaitTime }: StepNews): Job {
  const known = job.steps.some((old) => old.name === step.name);
  const steps = known ? job.steps.map((old) => (old.name === step.name ? step : old)) : [...job.steps, step];
  return { ...job, steps, progress, estimatedWaitTime };
}

/** A list with one job renewed, or put on top when it is new. */
export function withJob(jobs: Job[], job: Job): Job[] {
  return jobs.some((old) => old.id === job.id)
    ? jobs.map((old) => (old.id === job.id ? job : old))
    : [job, ...jobs].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

export function changeJob(jobs: Job[], id: string, change: (job: Job) => Job): Job[] {
  return jobs.map((job) => (job.id === id ? change(job) : job));
}
