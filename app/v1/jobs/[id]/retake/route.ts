import { quoteRetakes, retakeSteps } from "@/inngest/jobs/retake-several";
import { retakeRequest } from "@/lib/schemas/retake";
import { isDryRun, submitOrQuote } from "@/server/api/dry-run";
import { ownJob } from "@/server/api/own-job";
import { readBody } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

export const POST = defineRoute("key", retake, { limited: submitOrQuote });

async function retake(visit: RequestContext): Promise<Response> {
  const { key, request, url } = visit;
  const isDry = isDryRun(url);
  const job = await ownJob(visit);
  const asked = await readBody(retakeRequest, request);
  if (isDry) return Response.json(await quoteRetakes(job, asked));
  return Response.json(await presentJob(await retakeSteps(job, asked, key)), { status: 202 });
}
