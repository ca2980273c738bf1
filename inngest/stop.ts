import { cancelJob, findJob, type JobRow, requeueJob } from "@/db/jobs";
import { crashPoint } from "@/lib/crash-point";
import { Problem } from "@/lib/errors";
import { sendSoon } from "./outbox";

/** Asks a job to stop. `stopped` is false when it had ended or was stopping already. */
export async function stopJob(job: JobRow): Promise<{ job: JobRow; stopped: boolean }> {
  const event = await cancelJob(job);
  if (event) crashPoint("after-cancel");
  if (event) sendSoon(event);
  return { job: (await findJob(job.id)) ?? job, stopped: event !== null };
}

/** Continues a failed or cancelled job: what is finished is used again, the rest is made anew. */
export async function retryJob(job: JobRow): Promise<JobRow> {
  const event = await requeueJob(job);
  if (!event)
    throw new Problem("conflict", `Only a failed or cancelled job can be retried; this one is ${job.status}.`);
  sendSoon(event);
  return (await findJob(job.id)) ?? job;
}
