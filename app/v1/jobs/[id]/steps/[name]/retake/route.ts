import { readJson } from "@/app/body";
import { door } from "@/app/door";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { retakeStep } from "@/inngest/retake";

export const POST = door("key", async (visit) => {
  const job = await retakeStep(await ownJob(visit), visit.params.name ?? "", await readJson(visit.request));
  return Response.json(await presentJob(job), { status: 202 });
});
