import { door } from "@/app/door";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { approve } from "@/inngest/steer";

export const POST = door("key", async (visit) => {
  const job = await approve(await ownJob(visit), visit.key);
  return Response.json(await presentJob(job), { status: 202 });
});
