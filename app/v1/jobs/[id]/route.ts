import { door } from "@/app/door";
import { jsonAnswer } from "@/app/json-answer";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { deleteJob } from "@/db/jobs";
import { Problem } from "@/lib/errors";
import { isTerminal } from "@/lib/job";

export const GET = door("key", async (visit) => jsonAnswer(await presentJob(await ownJob(visit))));

export const DELETE = door("key", async (visit) => {
  const job = await ownJob(visit);
  // A retry may come between the two.
  if (!isTerminal(job.status) || !(await deleteJob(job.id))) {
    throw new Problem("conflict", "This job is still under way: cancel it first.");
  }
  return new Response(null, { status: 204 });
});
