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
  transitionCall,
  whenResubmitted,
} from "@/db/calls";
import { outlast } from "@/db/core/outlast";
import { sha256 } from "@/db/keys";
import type { AnyService } from "@/lib/define-service";
import { lacksKey, serviceUrls, urlSetting } from "@/lib/env";
import { failpoint } from "@/lib/failpoint";
import { callbackUrl, newAnswerToken } from "@/lib/http/callback-url";
import { priceOf } from "@/lib/pricing";
import { hint } from "../event-outbox";
import { type PaidCall, refusalToPay } from "../jobs/reserve";
import { makerOf } from "../registry";
import { keepResponse, takeUpHeld } from "./held-answers";
import { type InlineWaiter, waitInline } from "./inline-waiters";
import { isTerminal, latestStatus } from "./interpret-answers";
import { currentTry, type WantedCall } from "./ledger";
import { clockOf, makersOf } from "./makers";
import { isEarly, isOverdue, ownerOf, pollStatus } from "./poll";
import { InputError, resolveInputs } from "./resolve-inputs";
import { noteWorks, restingLast } from "./rests";
import { EntryWalk } from "./submit-entries";
import { holdLease, isHeld } from "./submit-lease";
import { failUnconfirmed, mayRepeat, recordOutcome, scheduleRetry } from "./submit-outcome";
import { type SubmitOutcome, submitRequest } from "./submit-request";

/**
 * One round of a call: submits it when it is due, else polls where the service can be polled. Never throws for what a
 * service says: it notes it, and `settle` reads it. Returns the row as it is afterwards.
 */
export async function submitOrPoll(callId: string, service: AnyService): Promise<Call | undefined> {
  const call = await findCall(callId);
  if (!call) return undefined;
  const maker = makerOf(call, service);
  if (isOverdue(call, clockOf(call, service))) return call; // reading it ends the call
  if (call.status === "pending" || (call.status === "retrying" && !isEarly(call))) {
    return (await holdLease(callId, () => submit(call, service))) ?? findCall(callId);
  }
  if (call.status === "submitting") return (await recoverAbandonedSubmit(call, service, maker)) ?? findCall(callId);
  const isPolled = call.status === "waiting" && (await pollStatus(call, maker));
  return isPolled ? findCall(callId) : call;
}

/**
 * Submits a call that has no row yet: its row and that its request is about to leave are one statement. When another run
 * was first, its row is followed.
 */
export async function submitNew(wanted: WantedCall, requestHash: string): Promise<Call | undefined> {
  const { service, tryNumber = 1, ...call } = wanted;
  const row = { ...call, tryNumber, id: uuidv7(), service: service.id, requestHash };
  const now = await holdLease(row.id, async () => {
    const now = await submitTo({ ...row, earlierTokenHashes: [], attempt: 1 }, service, async (intent, refused) => {
      if (refused) return noteIntent(refused, "resubmit", intent);
      const opened = await outlast(() => openCall({ ...row, submit: intent }));
      return opened.status === "submitting" && opened.tokenHash === intent.tokenHash ? opened : null;
    });
    return now && "code" in now ? block(await openCall(row), "block", now) : now;
  });
  if (now) return now;
  const current = currentTry(await callsWithKey(row), wanted);
  return current && (current.id === row.id ? current : submitOrPoll(current.id, service));
}

/** Ends the wait beside it when there is something to read already: its hint came before the wait was there. */
export async function wakeIfAnswered(callId: string, service: AnyService): Promise<void> {
  if (await hasAnswer(callId, service)) await hint(callId);
}

/** The process that was submitting this call is gone: the request may have left. The row, or null when it is to be read. */
async function recoverAbandonedSubmit(call: Call, service: AnyService, maker: AnyService): Promise<Call | null> {
  if (await isHeld(call, maker)) return null;
  const lost = "The connection was lost while submitting the request.";
  if (service.kind === "local") return holdLease(call.id, () => submit(call, service, "resubmit")); // it costs nothing
  if (maker.mode === "sync") {
    await takeUpHeld();
    if (isTerminal(await latestStatus(call, maker))) return call; // whoever it was had heard the answer
    // It owes nothing after the connection is gone, and nobody waits for it.
    if (!mayRepeat(maker, call.input)) return failUnconfirmed(call, lost);
    return holdLease(call.id, () => submit(call, service, "resubmit"));
  }
  const message = `${lost} Waiting for the service's webhook.`;
  return transitionCall(call, "doubt", { message });
}

/** What ends nothing is no news: the door has noted it on the call. */
async function hasAnswer(callId: string, service: AnyService): Promise<boolean> {
  const call = await findCall(callId);
  if (!call || isEnded(call) || call.status === "retrying") return true;
  return isTerminal(await latestStatus(call, makerOf(call, service)));
}

/** Submits a call whose row is there; its row afterwards, or null when it is to be read. */
async function submit(call: Call, service: AnyService, move: "submit" | "resubmit" = "submit"): Promise<Call | null> {
  const now = await submitTo({ ...call, attempt: call.attempt + 1 }, service, (intent, refused) =>
    noteIntent(refused ?? call, refused ? "resubmit" : move, intent),
  );
  return now && "code" in now ? block(call, move === "submit" ? "block" : "reject", now) : now;
}

type Blocked = { code: string; message: string };
type Ready = { bases: string[]; input: Record<string, unknown> };

const block = (call: Call, move: CallMove, { code, message }: Blocked) =>
  transitionCall(call, move, { message, error: { code, message, retryable: true }, cancelPending: whenResubmitted });

/** Where a request goes and what is in it, or why it cannot leave. What throws here is tried again: nothing has left. */
async function prepareSubmit(call: Submitting, service: AnyService): Promise<Ready | Blocked> {
  const bases = await basesByLoad(service, call.service);
  if (bases.length === 0) {
    return { code: "not_configured", message: `No URL is configured for ${service.id}: set ${urlSetting(service)}.` };
  }
  if (service.hosted && lacksKey(service.hosted)) {
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

type Submitting = PaidCall &
  Pick<Call, "id" | "input" | "attempt" | "earlierTokenHashes"> &
  Partial<Pick<Call, "entries" | "entry" | "tried">>;
type Begin = (intent: Intent, refused?: Call) => Promise<Call | null>;

/**
 * Sends a call's request to its service, or to one entry of its role after another; `begin` notes each request before it
 * leaves, null when it must not leave. The row afterwards, null when it is to be read, or why nothing has left.
 */
async function submitTo(call: Submitting, service: AnyService, begin: Begin): Promise<Call | Blocked | null> {
  const makers = makersOf(call, service);
  const entries = call.entries ?? makers.map(({ id }) => id);
  const walk = new EntryWalk(service, await restingLast(service, makers), { entries, tried: call.tried ?? [] });
  const how = { token: newAnswerToken(call.id), answer: waitInline(call.id), begin, walk };
  let last: Call | undefined;
  let blocked: Blocked | undefined;
  try {
    for (let maker = walk.next(); maker; maker = walk.next()) {
      const ready = await prepareSubmit(call, maker);
      if ("code" in ready) {
        blocked = ready;
        walk.passOver(maker, ready.message);
        continue;
      }
      const sent = await submitToMaker(ready, maker, call, service, { ...how, last });
      if (!sent.outcome) return sent.call;
      last = sent.call;
      if (service.kind !== "role" && sent.outcome.state === "refused") {
        const retrying = await scheduleRetry(last, service, sent.outcome);
        failpoint("after-retrying");
        return retrying;
      }
      const then = await walk.after(last, maker, sent.outcome);
      if (then !== true) return then;
    }
    if (last) return await walk.over(last);
    return { code: blocked?.code ?? "not_configured", message: walk.reasons };
  } finally {
    how.answer.end();
  }
}

type How = { token: string; answer: InlineWaiter; begin: Begin; walk: EntryWalk; last?: Call };
type No = Exclude<SubmitOutcome, { state: "accepted" | "answered" }>;
/** Without an `outcome` the row is as the answer left it; with one the service, or this entry, said no. */
type Sent = { call: Call | null; outcome?: undefined } | { call: Call; outcome: No };

/** Sends the request to one base of a maker after another. */
async function submitToMaker(
  { bases, input }: Ready,
  maker: AnyService,
  { id, attempt }: Submitting,
  service: AnyService,
  { token, answer, begin, walk, last }: How,
): Promise<Sent> {
  let refused: { call: Call; outcome: No } | undefined;
  for (const base of bases) {
    // The next base, or entry, continues this attempt.
    const submitting = await begin(
      { attempt, base, tokenHash: sha256(token), ...walk.intent(maker) },
      refused?.call ?? last,
    );
    if (!submitting) return { call: null };
    failpoint("after-intent");
    const address = { callId: id, webhookUrl: callbackUrl(id, token), owner: () => ownerOf(submitting) };
    const outcome = await submitRequest(base, maker, input, address);
    failpoint(heard[outcome.state]);
    const isAccepted = outcome.state === "answered" || outcome.state === "accepted";
    const noted = isAccepted ? noteWorks(service, maker) : undefined;
    if (outcome.state === "answered") {
      const [now] = await Promise.all([keepResponse(submitting, maker, outcome.text), noted]);
      return { call: now };
    }
    const isOfRole = service.kind === "role";
    if (outcome.state === "accepted" || (outcome.state !== "refused" && !isOfRole)) {
      const isSoon = outcome.state === "accepted" && (outcome.started?.waitSeconds ?? Infinity) <= inlineWaitSeconds;
      const recorded = outlast(() => recordOutcome(submitting, maker, base, outcome));
      const [now] = await Promise.all([recorded, isSoon ? answer.within(inlineWaitSeconds * 1000) : undefined, noted]);
      return { call: now };
    }
    refused = { call: submitting, outcome };
    if (isOfRole && outcome.state !== "refused") break;
  }
  return refused ?? { call: null };
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

/** Where a crash comes before what was heard is noted. */
const heard = {
  accepted: "after-accept",
  answered: "after-response",
  refused: "after-refusal",
  failed: "after-refusal",
  unknown: "after-refusal",
} as const;

/** The bases of a service, the one that holds the least work first. `asked`: the service or role of the call. */
async function basesByLoad(service: AnyService, asked: string): Promise<string[]> {
  const bases = serviceUrls(service);
  if (bases.length < 2) return bases;
  const outstanding = await outstandingByBase([asked, service.settings ?? service.id]);
  return bases.sort((a, b) => (outstanding.get(a) ?? 0) - (outstanding.get(b) ?? 0));
}
