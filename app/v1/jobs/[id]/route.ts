import { z } from "zod";
import { changeJob, deleteJob } from "@/inngest/jobs/keep";
import { summaryOf } from "@/lib/job-summary";
import { changeJobRequest } from "@/lib/schemas/keep";
import { fields } from "@/server/api/fields";
import { jsonAnswer } from "@/server/api/json-response";
import { ownJob } from "@/server/api/own-job";
import { readBody, readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

const query = z.object({ fields });

export const GET = defineRoute("key", async (visit) => {
  const isShort = readQuery(query, visit.url).fields === "summary";
  const job = await presentJob(await ownJob(visit));
  return jsonAnswer(isShort ? summaryOf(job) : job);
});

export const PATCH = defineRoute("key", async (visit) => {
  const job = await ownJob(visit);
  return jsonAnswer(await presentJob(await changeJob(job, await readBody(changeJobRequest, visit.request))));
});

export const DELETE = defineRoute("key", async (visit) => {
  await deleteJob(await ownJob(visit));
  return new Response(null, { status: 204 });
});
