import type { Context } from "inngest";
import { findJob } from "@/db/jobs";
import { jobCancelling, jobEnded } from "@/lib/event-names";
import { callsToCancel, cancelRemoteOrSchedule } from "../calls/release";
import { inngest } from "../client";
import { finish } from "../jobs/finish";

/**
 * Cancels the work that an ended or cancelled job still has at services, each call separately; then a cancelling job is
 * cancelled. A service that is away delays no other: each is called once here, and again by the cleanup.
 */
export const release = inngest.createFunction(
  {
    id: "release",
    name: "Give work back",
    triggers: [{ event: jobCancelling }, { event: jobEnded }],
    retries: 6,
  },
  async ({ event, step }: Context) => {
    const { jobId } = event.data as { jobId: string };
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
