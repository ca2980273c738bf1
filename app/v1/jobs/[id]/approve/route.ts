import { approve } from "@/inngest/jobs/approve";
import { ownJob } from "@/server/api/own-job";
import { defineRoute } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

export const POST = defineRoute("key", async (visit) => {
  const job = await approve(await ownJob(visit), visit.key);
  return Response.json(await presentJob(job), { status: 202 });
});
