import type { CallMove } from "@/db/call-states";
import {
  type Call,
  findCall,
  isEnded,
  outstandingByBase,
  recordSupersededWork,
  transitionCall,
  updateCall,
  whenResubmitted,
} from "@/db/calls";
import { outlast } from "@/db/core/outlast";
import { sha256 } from "@/db/keys";
import { type AnyService, mostAttempts } from "@/lib/define-service";
import { hostedKey, serviceSetting, serviceUrls } from "@/lib/env";
import { failpoint } from "@/lib/failpoint";
import { callbackUrl, newAnswerToken } from "@/lib/http/callback-url";
import { serviceBase } from "@/lib/http/clients";
import { backoffSeconds } from "@/lib/net/backoff";
import { priceOf } from "@/lib/pricing";
import { hint } from "../event-outbox";
import { refusalToPay } from "../jobs/reserve";
import { keepResponse, takeUpHeld } from "./held-answers";
import { type InlineWaiter, waitInline } from "./inline-waiters";
import { interpretAnswer, isTerminal, latestStatus } from "./interpret-answers";
import { isEarly, isOverdue, ownerOf, pollStatus } from "./poll";
import { keepAnswer } from "./record-answer";
import { cancelRemoteOrSchedule } from "./release";
import { InputError, resolveInputs } from "./resolve-inputs";
import { holdLease, isHeld } from "./submit-lease";
import { type SubmitOutcome, submitRequest } from "./submit-request";

/**
 * One round of asking: submits what was never submitted, else looks whether an answer came. Never throws for what a
 * service says: it notes it, and `settle` reads it.
 */
export async function submitOrPoll(callId: string, service: AnyService): Promise<void> {
  const call = await findCall(callId);
  if (!call || isOverdue(call, service)) return; // reading it ends the call
  if (call.status === "pending" || (call.status === "retrying" && !isEarly(call))) {
    await holdLease(callId, () => submit(call, service));
  } else if (call.status === "submitting") await recoverAbandonedSubmit(call, service);
  else if (call.status === "waiting") await pollStatus(call, service);
}

/** Ends the wait beside it when there is something to read already: its hint came before the wait was there. */
export async function wakeIfAnswered(callId: string, service: AnyService): Promise<void> {
  if (await hasAnswer(callId, service)) await hint(callId);
}

/** Once whoever was submitting this is gone: whether the request left, nobody knows. */
async function recoverAbandonedSubmit(call: Call, service: AnyService): Promise<void> {
  if (await isHeld(call, service)) return;
  const lost = "The connection was lost while submitting the request.";
  if (service.kind === "local") return holdLease(call.id, () => submit(call, service, "resubmit")); // it costs nothing
  if (service.mode === "sync") {
    await takeUpHeld();
    if (isTerminal(await latestStatus(call, service))) return; // whoever it was had heard the answer
    // It owes nothing after the connection is gone, and nobody waits for it.
    if (priceOf(service, call.input) > 0) return failUnconfirmed(call, lost);
    return holdLease(call.id, () => submit(call, service, "resubmit"));
  }
  const message = `${lost} Waiting for the service's webhook.`;
  await transitionCall(call, "doubt", { message });
}

/** What may have been paid is never asked for again by itself: a person decides. */
async function failUnconfirmed(call: Call, words: string): Promise<void> {
  const message = `${words} The service may have run and charged for this request, so it is not retried automatically.`;
  const error = { code: "service_unknown", message, retryable: true };
  await transitionCall(call, "reject", { error, message, cancelPending: whenResubmitted });
}

/** What ends nothing is no news: the door has noted it on the call. */
async function hasAnswer(callId: string, service: AnyService): Promise<boolean> {
  const call = await findCall(callId);
  if (!call || isEnded(call) || call.status === "retrying") return true;
  return isTerminal(await latestStatus(call, service));
}

async function submit(call: Call, service: AnyService, move: "submit" | "resubmit" = "submit"): Promise<void> {
  const block = async (code: string, message: string) => {
    const blocked: CallMove = move === "submit" ? "block" : "reject";
    const error = { code, message, retryable: true };
    await transitionCall(call, blocked, { message, error, cancelPending: whenResubmitted });
  };
  const bases = await basesByLoad(service);
  if (bases.length === 0) {
    return block("not_configured", `No URL is configured for ${service.id}: set ${serviceSetting(service.id)}.`);
  }
  if (service.hosted && !hostedKey(service.hosted)) {
    return block("not_configured", `No key is set for ${service.id}: set ${service.hosted.setting}.`);
  }
  const refusal = await refusalToPay(call, priceOf(service, call.input) * (1 + call.earlierTokenHashes.length));
  if (refusal) return block("budget_exceeded", refusal);
  // Before it is noted that it is being submitted: what fails here never left.
  const input = await resolveInputs(service, call.input).catch((error) => {
    if (error instanceof InputError) return error;
    throw error;
  });
  if (input instanceof InputError) return block("input_unusable", input.message);
  const answer = waitInline(call.id);
  try {
    await submitTo({ bases, input }, call, service, move, answer);
  } finally {
    answer.end();
  }
}

/** Seconds. A service that means to answer within them is waited for: its answer then takes nobody else's time. */
const inlineWaitSeconds = 1;

async function submitTo(
  { bases, input }: { bases: string[]; input: Record<string, unknown> },
  call: Call,
  service: AnyService,
  move: "submit" | "resubmit",
  answer: InlineWaiter,
): Promise<void> {
  const token = newAnswerToken(call.id);
  const attempt = call.attempt + 1;
  let refused: { call: Call; message: string; retryAfter: number | null } | undefined;
  for (const base of bases) {
    const intent = { attempt, base, tokenHash: sha256(token) };
    // The next base continues this attempt.
    const submitting = await noteIntent(refused?.call ?? call, refused ? "resubmit" : move, intent);
    if (!submitting) return;
    failpoint("after-intent");
    const webhookUrl = callbackUrl(call.id, token);
    const outcome = await submitRequest(base, service, input, { webhookUrl, owner: () => ownerOf(call) });
    failpoint(heard[outcome.state]);
    if (outcome.state !== "refused") {
      if (outcome.state === "answered") return keepResponse(call.id, service, outcome.text);
      await outlast(() => recordOutcome(submitting, service, base, outcome));
      const isSoon = outcome.state === "accepted" && (outcome.started?.waitSeconds ?? Infinity) <= inlineWaitSeconds;
      return isSoon ? answer.within(inlineWaitSeconds * 1000) : undefined;
    }
    refused = { ...outcome, call: submitting };
  }
  if (!refused) return;
  await scheduleRetry(refused.call, service, refused);
  failpoint("after-retrying");
}

/**
 * The row as it is now; null when somebody else was first, or the job no longer wants its calls. While the database is away
 * it is tried again: the answer to the first try may have been lost, and then the row is this submit's all the same.
 */
async function noteIntent(
  call: Call,
  move: "submit" | "resubmit",
  intent: { attempt: number; base: string; tokenHash: string },
): Promise<Call | null> {
  const fresh = { message: null, progress: null, progressMessage: null, nextAttemptAt: null };
  const change = { ...intent, ...fresh, submittedAt: new Date() };
  const moved = await outlast(() => transitionCall(call, move, change));
  if (moved) return moved;
  const now = await outlast(() => findCall(call.id));
  return now?.tokenHash === intent.tokenHash ? now : null;
}

/** Notes when it is asked again; once its attempts are used up, the last refusal is its end. */
async function scheduleRetry(
  call: Call,
  service: AnyService,
  { message, retryAfter }: { message: string; retryAfter: number | null },
): Promise<void> {
  const { attempt } = call;
  if (attempt < mostAttempts(service)) {
    const nextAttemptAt = new Date(Date.now() + backoffSeconds(attempt, retryAfter) * 1000);
    return void (await transitionCall(call, "refuse", { nextAttemptAt, message }));
  }
  const error = { code: "service_unavailable", message: `${message} (attempt ${attempt})`, retryable: true };
  await transitionCall(call, "reject", { error, message: error.message, cancelPending: whenResubmitted });
}

/** Where a crash comes before what was heard is noted. */
const heard = {
  accepted: "after-accept",
  answered: "after-response",
  refused: "after-refusal",
  failed: "after-refusal",
  unknown: "after-refusal",
} as const;

/** `call`: the row of the attempt that this is the outcome of. */
async function recordOutcome(
  call: Call,
  service: AnyService,
  base: string,
  outcome: Exclude<SubmitOutcome, { state: "refused" | "answered" }>,
): Promise<void> {
  if (outcome.state === "failed") {
    const { code, message, retryable } = outcome;
    const error = { code, message, retryable };
    return void (await transitionCall(call, "reject", { error, message, cancelPending: whenResubmitted }));
  }
  if (outcome.state === "unknown") {
    const { message } = outcome;
    if (service.kind === "local") return scheduleRetry(call, service, { message, retryAfter: null });
    if (service.mode === "async") return void (await transitionCall(call, "doubt", { message }));
    // A response that never came will not come later either: ask again, as after a refusal.
    if (priceOf(service, call.input) > 0) return failUnconfirmed(call, message);
    return scheduleRetry(call, service, { message, retryAfter: null });
  }
  // A receipt may be the result, or the failure: it is in the inbox before it is said that one waits for it.
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
    if (reading.state === "unclear") await keepAnswer(waiting, service, outcome.text);
    return;
  }
  if ((await findCall(call.id))?.attempt !== call.attempt) {
    // A person had it submitted again: that one is followed, and this one is given back when an answer has won.
    await recordSupersededWork(call.id, { id, base: started.base });
    return void (await cancelRemoteOrSchedule(call.id));
  }
  // The job was cancelled, or the answer won, while the submit was in flight: the id still tells where the work is.
  await updateCall(call.id, started);
  await cancelRemoteOrSchedule(call.id);
}

/** The bases of a service, the one that holds the least work first. */
async function basesByLoad(service: AnyService): Promise<string[]> {
  const bases = serviceUrls(service);
  if (bases.length < 2) return bases;
  const outstanding = await outstandingByBase(service.id);
  return bases.sort((a, b) => (outstanding.get(a) ?? 0) - (outstanding.get(b) ?? 0));
}
