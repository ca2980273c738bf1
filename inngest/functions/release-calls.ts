import { findJob } from "@/db/jobs";
import { callsToCancel, cancelRemoteOrSchedule } from "../calls/release";
import { inngest } from "../client";
import { jobCancelling, jobEnded } from "../events";
import { finish } from "../jobs/finish";

/**
 * Cancels the work that an ended or cancelled job still has at services, each call separately; then a cancelling job is
 * cancelled. A service that is away delays no other: each is called once here, and again by the cleanup.
 */
export const release = inngest.createFunction(
  {
    id: "release",
    name: "Give work back",
    triggers: [jobCancelling, jobEnded],
    retries: 6,
  },
  async ({ event, step }) => {
    const { jobId } = event.data;
    const held = await step.run("list what is held", () => callsToCancel(jobId));
    const releasing = held.map(({ id, key }) => step.run(`give back: ${key}`, () => cancelRemoteOrSchedule(id)));
    const outcome = await Promise.all(releasing);
    await step.run("end the cancelling", async () => {
      const job = await findJob(jobId);
      if (job?.status === "cancelling") await finish(job, { status: "cancelled" });
    });
    return outcome;
  },
);
