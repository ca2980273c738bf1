import { stopJob } from "@/inngest/jobs/approve";
import { Problem } from "@/lib/errors";
import { ownJob } from "./own-job";
import type { RequestContext } from "./route";

/** Cancels with the pods' API: 200 once the job stops, 404 when there is nothing to stop. */
export async function cancelAsPod(visit: RequestContext): Promise<Response> {
  const job = await ownJob(visit);
  const { stopped, job: now } = await stopJob(job);
  if (!stopped && now.status !== "cancelling" && now.status !== "cancelled") {
    throw new Problem("not_found", `Nothing to cancel: the job is ${now.status}.`);
  }
  return Response.json({ status: "cancelled", job_id: job.id });
}
