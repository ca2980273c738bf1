import { quoteJob, submitJob } from "@/inngest/jobs/submit";
import { Problem } from "@/lib/errors";
import { isTerminal } from "@/lib/schemas/job";
import { isDryRun, submitOrQuote } from "@/server/api/dry-run";
import { jsonAnswer } from "@/server/api/json-response";
import { readJson } from "@/server/api/request-body";
import { idempotencyKeyOf, secondsToWait } from "@/server/api/request-headers";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";
import { jobEnd } from "@/server/events/wait-for-job";

export const POST = defineRoute("key", generate, { limited: submitOrQuote });

async function generate({ request, url, key }: RequestContext): Promise<Response> {
  const isDry = isDryRun(url);
  const idempotencyKey = idempotencyKeyOf(request);
  const body = await readJson(request);
  if (isDry) return Response.json(await quoteJob(body, key));
  const { job, replayed } = await submitJob(body, key, idempotencyKey);
  const seconds = secondsToWait(request);
  const latest = seconds === null ? job : await jobEnd(job.id, seconds, request.signal);
  if (!latest) throw new Problem("not_found", "The job was deleted while you waited.");
  const shown = await presentJob(latest);
  const headers: Record<string, string> = { location: shown.urls.self };
  if (replayed) headers["idempotent-replayed"] = "true";
  if (seconds !== null) headers["preference-applied"] = `wait=${seconds}`;
  return jsonAnswer(shown, { status: seconds !== null && isTerminal(shown.status) ? 200 : 202, headers });
}
