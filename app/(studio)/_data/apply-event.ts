import type { Job } from "@/lib/schemas/job";
import type { JobSummary } from "@/lib/schemas/job-summary";

/**
 * A job as its own page knows it, and as the lists know it. `heardAt`: when its progress and wait were received; both
 * are extrapolated from there.
 */
export type LiveJob = Job & { heardAt: number };
export type LiveSummary = JobSummary & { heardAt: number };

export const heardNow = <T extends object>(job: T): T & { heardAt: number } => ({ ...job, heardAt: Date.now() });

/** Replaces a job in a list, or puts a new one on top. */
export function withJob(jobs: LiveSummary[], job: LiveSummary): LiveSummary[] {
  return jobs.some((old) => old.id === job.id)
    ? jobs.map((old) => (old.id === job.id ? job : old))
    : [job, ...jobs].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

export function changeJob(jobs: LiveSummary[], id: string, change: (job: LiveSummary) => LiveSummary): LiveSummary[] {
  return jobs.map((job) => (job.id === id ? change(job) : job));
}
