import { readJson } from "@/app/body";
import { door, type Visit } from "@/app/door";
import { isDryRun, submitOrQuote } from "@/app/dry-run";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { quoteRetake, retakeStep } from "@/inngest/retake";

export const POST = door("key", retake, { limited: submitOrQuote });

async function retake(visit: Visit): Promise<Response> {
  const { key, params, request, url } = visit;
  const isDry = isDryRun(url);
  const job = await ownJob(visit);
  const changed = await readJson(request);
  const name = params.name ?? "";
  if (isDry) return Response.json(await quoteRetake(job, name, changed));
  return Response.json(await presentJob(await retakeStep(job, name, changed, key)), { status: 202 });
}
