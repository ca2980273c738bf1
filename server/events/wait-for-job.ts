import { findJob, type JobRow } from "@/db/jobs";
import { isTerminal } from "@/lib/schemas/job";
import { subscribe } from "./hub";

/**
 * Waits until a job has ended, for at most `seconds`, or until the caller disconnects. Returns the job as it is then.
 */
export async function jobEnd(id: string, seconds: number, signal: AbortSignal): Promise<JobRow | undefined> {
  let wake = () => {};
  const ended = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const timer = setTimeout(() => wake(), seconds * 1000);
  signal.addEventListener("abort", () => wake());
  const unwatch = await subscribe({ jobId: id }, (news) => {
    if (news.some(({ ended }) => ended)) wake();
  });
  try {
    const job = await findJob(id); // read after the subscription, so that no end is missed
    if (!job || isTerminal(job.status)) return job;
    await ended;
    return await findJob(id);
  } finally {
    clearTimeout(timer);
    unwatch();
  }
}
