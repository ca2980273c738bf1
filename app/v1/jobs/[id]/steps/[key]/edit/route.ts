import { editStep, quoteEdit, stepEdit } from "@/inngest/jobs/edit";
import { isDryRun, submitOrQuote } from "@/server/api/dry-run";
import { ownJob } from "@/server/api/own-job";
import { readBody } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

export const POST = defineRoute("key", edit, { limited: submitOrQuote });

async function edit(visit: RequestContext): Promise<Response> {
  const isDry = isDryRun(visit.url);
  const job = await ownJob(visit);
  const given = await readBody(stepEdit, visit.request);
  const step = visit.params.key ?? "";
  if (isDry) return Response.json(await quoteEdit(job, step, given));
  return Response.json(await presentJob(await editStep(job, step, given, visit.key)), { status: 202 });
}
