import { stopJob } from "@/inngest/jobs/approve";
import { ownJob } from "@/server/api/own-job";
import { defineRoute } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

/** Idempotent: a job that has ended, or is stopping, is returned unchanged. */
export const POST = defineRoute("key", async (visit) => {
  const { job } = await stopJob(await ownJob(visit));
  return Response.json(await presentJob(job));
});
