import type { CallFact, Evidence, JobFact, Submitted } from "./evidence";
import { vendorPrices } from "./vendors";

/** Why a job failed, derived from the services' log and our inbox, not from the job's own error. */
export const causes = [
  "the service was killed with the work, or its result",
  "the webhook never came: lost, or sent while web was down",
  "the answer came after the time-out",
  "no service had accepted it before the time-out",
  "its result was lost, and the key's daily budget allowed no other",
  "the answer to a paid request was lost, so a person decides",
] as const;
export type Cause = (typeof causes)[number];

/** The external cause of a failure; null when it is our own fault. */
export function causeOf(job: JobFact, { calls, submits, answers, people }: Evidence): Cause | null {
  const call = calls.findLast(
    ({ jobId, key, status }) => jobId === job.id && key === job.errorStep && status === "failed",
  );
  if (!call) return null;
  const taken = submits.filter(({ callId }) => callId === call.id);
  // A killed service also loses its result files.
  if (job.errorCode === "result_unusable" && /404/.test(job.errorMessage ?? "")) return causes[0];
  // A killed vendor no longer knows the work; its result is paid and gone.
  if (job.errorCode === "service_failed" && /no longer knows the work/.test(job.errorMessage ?? "")) return causes[0];
  if (job.errorCode === "service_unknown") return causes[5];
  // A person's submit must be paid for, and so must a retry whose result is gone: it stores that of the call before.
  const isResubmitted = people?.resubmits.some(({ jobId, step }) => jobId === job.id && step === job.errorStep);
  if (job.errorCode === "budget_exceeded" && job.keyId === people?.budget.keyId && people.budget.refused > 0)
    return isResubmitted || (call.attempt === 0 && job.retries > 0) ? causes[4] : null;
  if (job.errorCode !== "service_timeout") return null;
  if (call.service in vendorPrices) return causeAtVendor(call, taken);
  // A progress report is not an answer.
  const came = answers.filter(({ callId, status }) => callId === call.id && status !== "processing");
  if (came.some((answer) => inTime(answer, call))) return null;
  if (came.length > 0) return causes[2];
  if (taken.length === 0) return causes[3];
  return taken.every(({ state }) => state === "lost") ? causes[0] : causes[1];
}

/** A vendor's answers in the inbox are not read here: its polls and signatures have faults, which lose what it finished. */
function causeAtVendor(call: CallFact, taken: readonly Submitted[]): Cause {
  const end = call.finishedAt ?? 0;
  const wasDone = taken.some(({ state, since }) => state === "completed" && since && Date.parse(since) < end);
  if (taken.length === 0) return causes[3];
  if (wasDone) return causes[1];
  return taken.every(({ state }) => state === "lost") ? causes[0] : causes[2];
}

const inTime = (answer: { createdAt: number }, call: CallFact) => answer.createdAt < (call.finishedAt ?? 0);

/** The id of the call in a webhook URL: `…/api/answers/<call>/<token>`. */
export const callIdOf = (webhookUrl: string) => webhookUrl.split("/").at(-2) ?? "";
