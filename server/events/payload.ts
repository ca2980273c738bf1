import type { EventRow } from "@/db/events";
import { findJobs } from "@/db/job-list";
import type { JobRow } from "@/db/jobs";
import { summaryOf } from "@/lib/job-summary";
import { isTerminal, type Job, type StepNews } from "@/lib/schemas/job";
import { presentJob, presentJobs } from "../api/serializers/job";
import { trackProgress } from "./progress-ticker";
import { unlessBroken } from "./skip-broken";
import type { StreamEvent } from "./stream-event";

/**
 * Turns events into the present state of their jobs, each read once. Events of a removed job are left out, and those of a
 * job that cannot be shown.
 */
export async function toStreamEvents(events: EventRow[]): Promise<StreamEvent[]> {
  const ids = [...new Set(events.map(({ jobId }) => jobId))];
  const found = await findJobs(ids);
  const deleted = new Set(found.filter(({ deletedAt }) => deletedAt !== null).map(({ id }) => id));
  const rows = found.filter(({ id }) => !deleted.has(id));
  const jobs = new Map((await showable(rows)).map((job) => [job.id, job]));
  for (const row of rows) {
    const job = jobs.get(row.id);
    if (job) trackProgress(row, job, events.findLast(({ jobId }) => jobId === row.id)?.seq ?? 0);
  }
  return events.flatMap(({ seq, jobId, keyId, type, step: key }) => {
    const named = { seq, jobId, keyId };
    if (type === "job.deleted" && deleted.has(jobId))
      return { ...named, ended: true, frame: frame(type, seq, { jobId }) };
    const job = jobs.get(jobId);
    if (!job) return [];
    const of = { ...named, summary: once(() => frame(type, seq, summaryOf(job))) };
    if (type !== "step" && type !== "progress") {
      const ended = /completed|failed|cancelled/.test(type) && isTerminal(job.status);
      return { ...of, batchId: job.batchId, ended, frame: frame(type, seq, job) };
    }
    const step = job.steps.find((one) => one.key === key);
    if (!step) return [];
    const { progress, estimatedWaitTime, cost } = job;
    const news: StepNews = { jobId, step, progress, estimatedWaitTime, cost };
    return { ...of, ended: false, frame: frame("step", seq, news) };
  });
}

async function showable(rows: JobRow[]): Promise<Job[]> {
  const all = await unlessBroken(() => presentJobs(rows));
  if (all) return all;
  const each = rows.map((row) => unlessBroken(() => presentJob(row), row.id));
  return (await Promise.all(each)).filter((job) => job !== undefined);
}

/** Makes the summary of an event when the first watcher wants it, and once for all of them. */
function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A server-sent event. */
export const frame = (type: string, id: number, data: unknown) =>
  `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
