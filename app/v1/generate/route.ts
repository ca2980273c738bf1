import { readJson } from "@/app/body";
import { door, type Visit } from "@/app/door";
import { isDryRun, submitOrQuote } from "@/app/dry-run";
import { jobEnd } from "@/app/job-end";
import { jsonAnswer } from "@/app/json-answer";
import { presentJob } from "@/app/present/job";
import { quoteJob, submitJob } from "@/inngest/submit";
import { Problem } from "@/lib/errors";
import { isTerminal } from "@/lib/job";
import { idempotencyKeyOf, secondsToWait } from "./headers";

export const POST = door("key", generate, { limited: submitOrQuote });

async function generate({ request, url, key }: Visit): Promise<Response> {
  const isDry = isDryRun(url);
  const idempotencyKey = idempotencyKeyOf(request);
  const body = await readJson(request);
  if (isDry) return Response.json(await quoteJob(body, key));
  const { job, replayed } = await submitJob(body, key, idempotencyKey);
  const seconds = secondsToWait(request);
  const latest = seconds === null ? job : await jobEnd(job.id, seconds, request.signal);
  if (!latest) throw new Problem("not_found", "The job was deleted meanwhile.");
  const shown = await presentJob(latest);
  const headers: Record<string, string> = { location: shown.urls.self };
  if (replayed) headers["idempotent-replayed"] = "true";
  if (seconds !== null) headers["preference-applied"] = `wait=${seconds}`;
  return jsonAnswer(shown, { status: seconds !== null && isTerminal(shown.status) ? 200 : 202, headers });
}
