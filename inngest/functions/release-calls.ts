import type { Context } from "inngest";
import { findJob } from "@/db/jobs";
import { callsToCancel, cancelRemoteOrSchedule } from "../calls/release";
import { inngest, jobCancelling, jobEnded } from "../client";
import { finish } from "./run-workflow";

/**
 * Gives back what an ended or cancelled job still holds at services, each call by itself; then a job that was cancelling is
 * cancelled. A service that is away holds up nobody: each is asked once here, and again by the sweeper.
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
