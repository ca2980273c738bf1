import { door, type Visit } from "@/app/door";
import { isDryRun, submitOrQuote } from "@/app/dry-run";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { continueJob, quoteContinue } from "@/inngest/retake";

export const POST = door("key", goOn, { limited: submitOrQuote });

async function goOn(visit: Visit): Promise<Response> {
  if (isDryRun(visit.url)) return Response.json(await quoteContinue(await ownJob(visit)));
  const job = await continueJob(await ownJob(visit), visit.key);
  return Response.json(await presentJob(job), { status: 202 });
}
