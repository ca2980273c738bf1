import { continueJob, quoteContinue } from "@/inngest/jobs/retake";
import { isDryRun, submitOrQuote } from "@/server/api/dry-run";
import { ownJob } from "@/server/api/own-job";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

export const POST = defineRoute("key", continueOrQuote, { limited: submitOrQuote });

async function continueOrQuote(visit: RequestContext): Promise<Response> {
  if (isDryRun(visit.url)) return Response.json(await quoteContinue(await ownJob(visit)));
  const job = await continueJob(await ownJob(visit), visit.key);
  return Response.json(await presentJob(job), { status: 202 });
}
