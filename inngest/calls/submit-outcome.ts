import { recordSupersededWork, transitionCall, updateCall, whenResubmitted } from "@/db/call-moves";
import { type Call, findCall } from "@/db/calls";
import type { Tried } from "@/db/schema";
import { type AnyService, mostAttempts } from "@/lib/define-service";
import { serviceBase } from "@/lib/http/clients";
import { backoffSeconds } from "@/lib/net/backoff";
import { micros, priceOf } from "@/lib/pricing";
import { interpretAnswer, isTerminal } from "./interpret-answers";
import { keepAnswer } from "./record-answer";
import { cancelRemoteOrSchedule } from "./release";
import type { SubmitOutcome } from "./submit-request";

/** Write the outcome of a submit to the call's row. Each returns the new row, or null if the caller must read it. */

/** Work that may have been charged is never resubmitted automatically: a person decides. Until then it counts as paid. */
export async function failUnconfirmed(
  call: Call,
  service: AnyService,
  words: string,
  tried: Tried[] | null = call.tried,
): Promise<Call | null> {
  const message = `${words} The service may have run and charged for this request, so it is not retried automatically.`;
  const error = { code: "service_unknown", message, retryable: true };
  const cost = micros(priceOf(service, call.input));
  return transitionCall(call, "reject", { error, message, cost, tried, cancelPending: whenResubmitted });
}

/** Whether a request with an unknown outcome may be repeated automatically, because it costs nothing or next to nothing. */
export const mayRepeat = (service: AnyService, input: Record<string, unknown>) =>
  service.repeatable ?? (service.kind !== "hosted" && priceOf(service, input) === 0);

/** Schedules the next attempt, or fails the call with the last refusal if all attempts are used up. */
export async function scheduleRetry(
  call: Call,
  service: AnyService,
  { message, retryAfter, tried }: { message: string; retryAfter: number | null; tried?: Call["tried"] },
): Promise<Call | null> {
  const { attempt } = call;
  if (attempt < mostAttempts(service)) {
    const nextAttemptAt = new Date(Date.now() + backoffSeconds(attempt, retryAfter) * 1000);
    return transitionCall(call, "refuse", { nextAttemptAt, message, tried });
  }
  const error = { code: "service_unavailable", message: `${message} (attempt ${attempt})`, retryable: true };
  return transitionCall(call, "reject", { error, message: error.message, tried, cancelPending: whenResubmitted });
}

/** `call`: the row of the attempt that had this outcome. */
export async function recordOutcome(
  call: Call,
  service: AnyService,
  base: string,
  outcome: Exclude<SubmitOutcome, { state: "refused" | "answered" }>,
): Promise<Call | null> {
  if (outcome.state === "failed") {
    const { code, message, retryable } = outcome;
    const error = { code, message, retryable };
    return transitionCall(call, "reject", { error, message, cancelPending: whenResubmitted });
  }
  if (outcome.state === "unknown") {
    const { message } = outcome;
    if (service.kind === "local") return scheduleRetry(call, service, { message, retryAfter: null });
    if (service.mode === "async") return transitionCall(call, "doubt", { message });
    // A lost response never arrives later, so this is retried like a refusal.
    if (!mayRepeat(service, call.input)) return failUnconfirmed(call, service, message);
    return scheduleRetry(call, service, { message, retryAfter: null });
  }
  // A receipt may already hold the result or failure. Store it before the call becomes `waiting`.
  const reading = interpretAnswer(service, outcome.text);
  if (isTerminal(reading)) await keepAnswer(call, service, outcome.text);
  const { id, queuePosition, waitSeconds } = outcome.started ?? { id: "" };
  const started = { serviceJobId: id, base: serviceBase(outcome.started?.base, base) };
  const waiting = await transitionCall(call, "accept", {
    ...started,
    queuePosition,
    waitSeconds: waitSeconds === undefined ? undefined : Math.ceil(waitSeconds),
    message: null,
  });
  if (waiting) {
    if (reading.state !== "unclear") return waiting;
    await keepAnswer(waiting, service, outcome.text);
    return null;
  }
  if ((await findCall(call.id))?.attempt !== call.attempt) {
    // A person requested another submit, which counts now. This work is cancelled once an answer has won.
    await recordSupersededWork(call.id, { id, base: started.base });
    await cancelRemoteOrSchedule(call.id);
    return null;
  }
  // The job was cancelled, or an answer won, during the submit. The id is needed to cancel the work.
  await updateCall(call.id, started);
  await cancelRemoteOrSchedule(call.id);
  return null;
}
