import { quoteRetry, retryJob } from "@/inngest/jobs/approve";
import { isDryRun, submitOrQuote } from "@/server/api/dry-run";
import { ownJob } from "@/server/api/own-job";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";

export const POST = defineRoute("key", retry, { limited: submitOrQuote });

async function retry(visit: RequestContext): Promise<Response> {
  if (isDryRun(visit.url)) return Response.json(await quoteRetry(await ownJob(visit)));
  const job = await retryJob(await ownJob(visit), visit.key);
  return Response.json(await presentJob(job), { status: 202 });
}
