import { readJson } from "@/app/body";
import { door, type Visit } from "@/app/door";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { retakeStep } from "@/inngest/retake";

/** Limited as a submit is: it starts a job. */
export const POST = door("key", retake, { limited: true });

async function retake(visit: Visit): Promise<Response> {
  const { key, params, request } = visit;
  const job = await retakeStep(await ownJob(visit), params.name ?? "", await readJson(request), key);
  return Response.json(await presentJob(job), { status: 202 });
}
