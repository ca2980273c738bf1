import { deleteJobs } from "@/db/delete-jobs";
import { Problem } from "@/lib/errors";
import { isTerminal } from "@/lib/schemas/job";
import { jsonAnswer } from "@/server/api/json-response";
import { ownJob } from "@/server/api/own-job";
import { defineRoute } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

export const GET = defineRoute("key", async (visit) => jsonAnswer(await presentJob(await ownJob(visit))));

export const DELETE = defineRoute("key", async (visit) => {
  const job = await ownJob(visit);
  // The status is checked twice, since a retry may come in between.
  if (!isTerminal(job.status) || !(await deleteJobs([job.id]))) {
    throw new Problem("conflict", "The job is still running. Cancel it first.");
  }
  return new Response(null, { status: 204 });
});
