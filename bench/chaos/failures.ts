import type { CallFact, Evidence, JobFact } from "./evidence";

/** Why a job failed, derived from the services' log and our inbox, not from the job's own error. */
export const causes = [
  "the service was killed with the work, or its result",
  "the webhook never came: lost, or sent while web was down",
  "the answer came after the time-out",
  "no service had accepted it before the time-out",
  "its result was lost, and the key's daily budget allowed no other",
] as const;
export type Cause = (typeof causes)[number];

/** The external cause of a failure; null when it is our own fault. */
export function causeOf(job: JobFact, { calls, submits, answers, people }: Evidence): Cause | null {
  const call = calls.findLast(
    ({ jobId, key, status }) => jobId === job.id && key === job.errorStep && status === "failed",
  );
  if (!call) return null;
  const taken = submits.filter(({ webhookUrl }) => callIdOf(webhookUrl) === call.id);
  // A killed service also loses its result files.
  if (job.errorCode === "result_unusable" && /404/.test(job.errorMessage ?? "")) return causes[0];
  // A retry stores the result of the call before; when its file is gone, another submit must be paid for.
  if (job.errorCode === "budget_exceeded" && job.keyId === people?.budget.keyId && people.budget.refused > 0)
    return call.attempt === 0 && job.retries > 0 ? causes[4] : null;
  if (job.errorCode !== "service_timeout") return null;
  // A progress report is not an answer.
  const came = answers.filter(({ callId, status }) => callId === call.id && status !== "processing");
  if (came.some((answer) => inTime(answer, call))) return null;
  if (came.length > 0) return causes[2];
  if (taken.length === 0) return causes[3];
  return taken.every(({ state }) => state === "lost") ? causes[0] : causes[1];
}

const inTime = (answer: { createdAt: number }, call: CallFact) => answer.createdAt < (call.finishedAt ?? 0);

/** The id of the call in a webhook URL: `…/api/answers/<call>/<token>`. */
export const callIdOf = (webhookUrl: string) => webhookUrl.split("/").at(-2) ?? "";
