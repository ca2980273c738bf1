import { v7 as uuidv7 } from "uuid";
import type { CallMove } from "@/db/call-states";
import {
  type Call,
  callsWithKey,
  findCall,
  type Intent,
  isEnded,
  openCall,
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
import { waitInline } from "./inline-waiters";
import { interpretAnswer, isTerminal, latestStatus } from "./interpret-answers";
import type { WantedCall } from "./ledger";
import { isEarly, isOverdue, ownerOf, pollStatus } from "./poll";
import { keepAnswer } from "./record-answer";
import { cancelRemoteOrSchedule } from "./release";
import { InputError, resolveInputs } from "./resolve-inputs";
import { holdLease, isHeld } from "./submit-lease";
import { type SubmitOutcome, submitRequest } from "./submit-request";

/**
 * One round of a call: submits it when it is due, else polls where the service can be polled. Never throws for what a
 * service says: it notes it, and `settle` reads it. Returns the row as it is afterwards.
 */
export async function submitOrPoll(callId: string, service: AnyService): Promise<Call | undefined> {
  const call = await findCall(callId);
  if (!call || isOverdue(call, service)) return call; // reading it ends the call
  if (call.status === "pending" || (call.status === "retrying" && !isEarly(call))) {
    return (await holdLease(callId, () => submit(call, service))) ?? findCall(callId);
  }
  if (call.status === "submitting") return (await recoverAbandonedSubmit(call, service)) ?? findCall(callId);
  const isPolled = call.status === "waiting" && (await pollStatus(call, service));
  return isPolled ? findCall(callId) : call;
}

/**
 * Submits a call that has no row yet: its row and that its request is about to leave are one statement. When another run
 * was first, its row is followed.
 */
export async function submitNew({ service, ...call }: WantedCall, requestHash: string): Promise<Call | undefined> {
  const row = { ...call, id: uuidv7(), service: service.id, requestHash };
  const now = await holdLease(row.id, async () => {
    const ready = await prepareSubmit({ ...row, earlierTokenHashes: [] }, service);
    if ("code" in ready) return block(await openCall(row), "block", ready);
    return submitTo(ready, { id: row.id, attempt: 1, service }, async (intent, refused) => {
      if (refused) return noteIntent(refused, "resubmit", intent);
      const opened = await outlast(() => openCall({ ...row, submit: intent }));
      return opened.status === "submitting" && opened.tokenHash === intent.tokenHash ? opened : null;
    });
  });
  if (now) return now;
  const current = (await callsWithKey(row)).find(({ lastGeneration }) => lastGeneration === row.generation);
  return current && (current.id === row.id ? current : submitOrPoll(current.id, service));
}

/** Ends the wait beside it when there is something to read already: its hint came before the wait was there. */
export async function wakeIfAnswered(callId: string, service: AnyService): Promise<void> {
  if (await hasAnswer(callId, service)) await hint(callId);
}

/** The process that was submitting this call is gone: the request may have left. The row, or null when it is to be read. */
async function recoverAbandonedSubmit(call: Call, service: AnyService): Promise<Call | null> {
  if (await isHeld(call, service)) return null;
  const lost = "The connection was lost while submitting the request.";
  if (service.kind === "local") return holdLease(call.id, () => submit(call, service, "resubmit")); // it costs nothing
  if (service.mode === "sync") {
    await takeUpHeld();
    if (isTerminal(await latestStatus(call, service))) return call; // whoever it was had heard the answer
    // It owes nothing after the connection is gone, and nobody waits for it.
    if (priceOf(service, call.input) > 0) return failUnconfirmed(call, lost);
    return holdLease(call.id, () => submit(call, service, "resubmit"));
  }
  const message = `${lost} Waiting for the service's webhook.`;
  return transitionCall(call, "doubt", { message });
}

/** What may have been paid is never submitted again automatically: a person decides. */
async function failUnconfirmed(call: Call, words: string): Promise<Call | null> {
  const message = `${words} The service may have run and charged for this request, so it is not retried automatically.`;
  const error = { code: "service_unknown", message, retryable: true };
  return transitionCall(call, "reject", { error, message, cancelPending: whenResubmitted });
}

/** What ends nothing is no news: the door has noted it on the call. */
async function hasAnswer(callId: string, service: AnyService): Promise<boolean> {
  const call = await findCall(callId);
  if (!call || isEnded(call) || call.status === "retrying") return true;
  return isTerminal(await latestStatus(call, service));
}

/** Submits a call whose row is there; its row afterwards, or null when it is to be read. */
async function submit(call: Call, service: AnyService, move: "submit" | "resubmit" = "submit"): Promise<Call | null> {
  const ready = await prepareSubmit(call, service);
  if ("code" in ready) return block(call, move === "submit" ? "block" : "reject", ready);
  return submitTo(ready, { id: call.id, attempt: call.attempt + 1, service }, (intent, refused) =>
    noteIntent(refused ?? call, refused ? "resubmit" : move, intent),
  );
}

type Blocked = { code: string; message: string };
type Ready = { bases: string[]; input: Record<string, unknown> };

const block = (call: Call, move: CallMove, { code, message }: Blocked) =>
  transitionCall(call, move, { message, error: { code, message, retryable: true }, cancelPending: whenResubmitted });

/** Where a request goes and what is in it, or why it cannot leave. What throws here is tried again: nothing has left. */
async function prepareSubmit(
  call: Pick<Call, "jobId" | "key" | "service" | "input" | "earlierTokenHashes">,
  service: AnyService,
): Promise<Ready | Blocked> {
  const bases = await basesByLoad(service);
  if (bases.length === 0) {
    const message = `No URL is configured for ${service.id}: set ${serviceSetting(service.id)}.`;
    return { code: "not_configured", message };
  }
  if (service.hosted && !hostedKey(service.hosted)) {
    return { code: "not_configured", message: `No key is set for ${service.id}: set ${service.hosted.setting}.` };
  }
  const refusal = await refusalToPay(call, priceOf(service, call.input) * (1 + call.earlierTokenHashes.length));
  if (refusal) return { code: "budget_exceeded", message: refusal };
  try {
    return { bases, input: await resolveInputs(service, call.input) };
  } catch (error) {
    if (error instanceof InputError) return { code: "input_unusable", message: error.message };
    throw error;
  }
}

/** Seconds. A service that means to answer within them is waited for: its answer then takes nobody else's time. */
const inlineWaitSeconds = 1;

/** Sends a call's request to one base after another; `begin` notes each before it leaves, null when it must not leave. */
async function submitTo(
  { bases, input }: Ready,
  { id, attempt, service }: { id: string; attempt: number; service: AnyService },
  begin: (intent: Intent, refused?: Call) => Promise<Call | null>,
): Promise<Call | null> {
  const answer = waitInline(id);
  try {
    const token = newAnswerToken(id);
    let refused: { call: Call; message: string; retryAfter: number | null } | undefined;
    for (const base of bases) {
      // The next base continues this attempt.
      const submitting = await begin({ attempt, base, tokenHash: sha256(token) }, refused?.call);
      if (!submitting) return null;
      failpoint("after-intent");
      const webhookUrl = callbackUrl(id, token);
      const outcome = await submitRequest(base, service, input, { webhookUrl, owner: () => ownerOf(submitting) });
      failpoint(heard[outcome.state]);
      if (outcome.state === "answered") return await keepResponse(submitting, service, outcome.text);
      if (outcome.state !== "refused") {
        const isSoon = outcome.state === "accepted" && (outcome.started?.waitSeconds ?? Infinity) <= inlineWaitSeconds;
        const recorded = outlast(() => recordOutcome(submitting, service, base, outcome));
        const [now] = await Promise.all([recorded, isSoon ? answer.within(inlineWaitSeconds * 1000) : undefined]);
        return now;
      }
      refused = { ...outcome, call: submitting };
    }
    if (!refused) return null;
    const retrying = await scheduleRetry(refused.call, service, refused);
    failpoint("after-retrying");
    return retrying;
  } finally {
    answer.end();
  }
}

/**
 * The row as it is now; null when somebody else was first, or the job no longer wants its calls. While the database is away
 * it is tried again: the answer to the first try may have been lost, and then the row is this submit's all the same.
 */
async function noteIntent(call: Call, move: "submit" | "resubmit", intent: Intent): Promise<Call | null> {
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
): Promise<Call | null> {
  const { attempt } = call;
  if (attempt < mostAttempts(service)) {
    const nextAttemptAt = new Date(Date.now() + backoffSeconds(attempt, retryAfter) * 1000);
    return transitionCall(call, "refuse", { nextAttemptAt, message });
  }
  const error = { code: "service_unavailable", message: `${message} (attempt ${attempt})`, retryable: true };
  return transitionCall(call, "reject", { error, message: error.message, cancelPending: whenResubmitted });
}

/** Where a crash comes before what was heard is noted. */
const heard = {
  accepted: "after-accept",
  answered: "after-response",
  refused: "after-refusal",
  failed: "after-refusal",
  unknown: "after-refusal",
} as const;

/** `call`: the row of the attempt that this is the outcome of. Its row afterwards, or null when it is to be read. */
async function recordOutcome(
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
    if (reading.state !== "unclear") return waiting;
    await keepAnswer(waiting, service, outcome.text);
    return null;
  }
  if ((await findCall(call.id))?.attempt !== call.attempt) {
    // A person had it submitted again: that one is followed, and this one is given back when an answer has won.
    await recordSupersededWork(call.id, { id, base: started.base });
    await cancelRemoteOrSchedule(call.id);
    return null;
  }
  // The job was cancelled, or the answer won, while the submit was in flight: the id still tells where the work is.
  await updateCall(call.id, started);
  await cancelRemoteOrSchedule(call.id);
  return null;
}

/** The bases of a service, the one that holds the least work first. */
async function basesByLoad(service: AnyService): Promise<string[]> {
  const bases = serviceUrls(service);
  if (bases.length < 2) return bases;
  const outstanding = await outstandingByBase(service.id);
  return bases.sort((a, b) => (outstanding.get(a) ?? 0) - (outstanding.get(b) ?? 0));
}
