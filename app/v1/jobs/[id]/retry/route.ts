import { door, type Visit } from "@/app/door";
import { presentJob } from "@/app/present/job";
import { ownJob } from "@/app/v1/jobs/own-job";
import { retryJob } from "@/inngest/steer";

/** Limited as a submit is: it starts a job. */
export const POST = door("key", retry, { limited: true });

async function retry(visit: Visit): Promise<Response> {
  const job = await retryJob(await ownJob(visit), visit.key);
  return Response.json(await presentJob(job), { status: 202 });
}
