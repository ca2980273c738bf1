import { readResolve, resolveStep } from "@/inngest/calls/resolve-unconfirmed";
import { ownJob } from "@/server/api/own-job";
import { readJson } from "@/server/api/request-body";
import { defineRoute } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

export const POST = defineRoute("key", async (visit) => {
  const job = await ownJob(visit);
  await resolveStep(job, visit.params.key ?? "", readResolve(await readJson(visit.request)));
  return Response.json(await presentJob(await ownJob(visit)));
});
