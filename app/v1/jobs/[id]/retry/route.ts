import { door, type Visit } from "@/app/door";
import { isDryRun, submitOrQuote } from "@/app/dry-run";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { quoteRetry, retryJob } from "@/inngest/steer";

export const POST = door("key", retry, { limited: submitOrQuote });

async function retry(visit: Visit): Promise<Response> {
  if (isDryRun(visit.url)) return Response.json(await quoteRetry(await ownJob(visit)));
  const job = await retryJob(await ownJob(visit), visit.key);
  return Response.json(await presentJob(job), { status: 202 });
}
