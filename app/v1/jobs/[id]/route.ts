import { changeJob, deleteJob } from "@/inngest/jobs/keep";
import { changeJobRequest } from "@/lib/schemas/keep";
import { jsonAnswer } from "@/server/api/json-response";
import { ownJob } from "@/server/api/own-job";
import { readBody } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

export const GET = defineRoute("key", async (visit) => jsonAnswer(await presentJob(await ownJob(visit))));

export const PATCH = defineRoute("key", async (visit) => {
  const job = await ownJob(visit);
  return jsonAnswer(await presentJob(await changeJob(job, await readBody(changeJobRequest, visit.request))));
});

export const DELETE = defineRoute("key", async (visit) => {
  await deleteJob(await ownJob(visit));
  return new Response(null, { status: 204 });
});
