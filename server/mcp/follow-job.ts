import { findJob, type JobRow } from "@/db/jobs";
import { Problem } from "@/lib/errors";
import { isTerminal } from "@/lib/schemas/job";
import { presentJob } from "../api/serializers/job";
import { subscribe } from "../events/hub";
import type { ToolContext } from "./tool";

/** A client that hears nothing for this long may give up, although the job is running. */
const heartbeatMs = 5_000;

/**
 * Waits until a job has ended or needs a review, for at most `seconds`, and reports its progress meanwhile. The job
 * continues when the client has gone.
 */
export async function followJob(id: string, seconds: number, { signal, report }: ToolContext): Promise<JobRow> {
  const until = Date.now() + seconds * 1000;
  let wake = () => {};
  let isNew = false;
  const unwatch = await subscribe({ jobId: id }, () => {
    isNew = true;
    wake();
  });
  const stop = () => wake();
  signal.addEventListener("abort", stop);
  let last = -1;
  try {
    for (;;) {
      isNew = false;
      const job = await findJob(id);
      if (!job || job.deletedAt) throw new Problem("not_found", "The job was deleted while you waited.");
      const left = until - Date.now();
      if (isTerminal(job.status) || job.status === "awaiting_review" || left <= 0 || signal.aborted) return job;
      if (report) {
        const { value, message } = (await presentJob(job)).progress;
        last = value > last ? value : last + 1e-6; // the protocol wants each value larger than the previous one
        await report({ progress: last, total: 1, message });
      }
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, Math.min(heartbeatMs, left));
        if (isNew || signal.aborted) resolve();
      });
      clearTimeout(timer);
    }
  } finally {
    unwatch();
    signal.removeEventListener("abort", stop);
  }
}
