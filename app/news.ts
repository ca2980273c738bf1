import { presentJobs } from "@/app/present/job";
import type { EventRow } from "@/db/events";
import { findJobs } from "@/db/job-list";
import { isTerminal, type StepNews } from "@/lib/job";

/** An event as watchers are told it. `ended`: after it nothing comes of this job. */
export type News = { seq: number; jobId: string; keyId: string; ended: boolean; frame: string };

/** Tells of events what their jobs are like now, each job read once. Of a job that was removed nothing is told. */
export async function newsOf(events: EventRow[]): Promise<News[]> {
  const ids = [...new Set(events.map(({ jobId }) => jobId))];
  const jobs = new Map((await presentJobs(await findJobs(ids))).map((job) => [job.id, job]));
  return events.flatMap(({ seq, jobId, keyId, type, step: name }) => {
    const job = jobs.get(jobId);
    if (!job) return [];
    const of = { seq, jobId, keyId };
    if (type !== "step") {
      const ended = /completed|failed|cancelled/.test(type) && isTerminal(job.status);
      return { ...of, ended, frame: frame(type, seq, job) };
    }
    const step = job.steps.find((one) => one.name === name);
    if (!step) return [];
    const news: StepNews = { jobId, step, progress: job.progress, estimatedWaitTime: job.estimatedWaitTime };
    return { ...of, ended: false, frame: frame(type, seq, news) };
  });
}

/** A server-sent event. */
export const frame = (type: string, id: number, data: unknown) =>
  `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
