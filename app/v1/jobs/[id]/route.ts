import { z } from "zod";
import { deleteJobs } from "@/db/delete-jobs";
import { Problem } from "@/lib/errors";
import { summaryOf } from "@/lib/job-summary";
import { isTerminal } from "@/lib/schemas/job";
import { fields } from "@/server/api/fields";
import { jsonAnswer } from "@/server/api/json-response";
import { ownJob } from "@/server/api/own-job";
import { readQuery } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

const query = z.object({ fields });

export const GET = defineRoute("key", async (visit) => {
  const isShort = readQuery(query, visit.url).fields === "summary";
  const job = await presentJob(await ownJob(visit));
  return jsonAnswer(isShort ? summaryOf(job) : job);
});

export const DELETE = defineRoute("key", async (visit) => {
  const job = await ownJob(visit);
  // The status is checked twice, since a retry may come in between.
  if (!isTerminal(job.status) || !(await deleteJobs([job.id]))) {
    throw new Problem("conflict", "The job is still running. Cancel it first.");
  }
  return new Response(null, { status: 204 });
});
