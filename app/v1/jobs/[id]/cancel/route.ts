import { door } from "@/app/door";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { stopJob } from "@/inngest/steer";

/** Idempotent: a job that has ended, or is stopping, is given back as it is. */
export const POST = door("key", async (visit) => {
  const { job } = await stopJob(await ownJob(visit));
  return Response.json(await presentJob(job));
});
