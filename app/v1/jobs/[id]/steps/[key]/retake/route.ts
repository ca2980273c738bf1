import { quoteRetake, retakeStep } from "@/inngest/jobs/retake";
import { isDryRun, submitOrQuote } from "@/server/api/dry-run";
import { ownJob } from "@/server/api/own-job";
import { readJson } from "@/server/api/request-body";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

export const POST = defineRoute("key", retake, { limited: submitOrQuote });

async function retake(visit: RequestContext): Promise<Response> {
  const { key, params, request, url } = visit;
  const isDry = isDryRun(url);
  const job = await ownJob(visit);
  const changed = await readJson(request);
  const step = params.key ?? "";
  if (isDry) return Response.json(await quoteRetake(job, step, changed));
  return Response.json(await presentJob(await retakeStep(job, step, changed, key)), { status: 202 });
}
