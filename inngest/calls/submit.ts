import { v7 as uuidv7 } from "uuid";
import { transitionCall, whenResubmitted } from "@/db/call-moves";
import type { CallMove } from "@/db/call-states";
import { type Call, callsWithKey, findCall, isEnded, outstandingByBase } from "@/db/calls";
import { outlast } from "@/db/core/outlast";
import { sha256 } from "@/db/keys";
import { type Intent, openCall } from "@/db/open-call";
import { type Full, fullPlaces, type Place } from "@/db/places";
import type { AnyService } from "@/lib/define-service";
import { lacksKey, serviceUrls, urlSetting } from "@/lib/env";
import { failpoint } from "@/lib/failpoint";
import { callbackUrl, newAnswerToken } from "@/lib/http/callback-url";
import { knownPrice, priceOf } from "@/lib/pricing";
import { hint } from "../event-outbox";
import { chargedBefore, type PaidCall, refusalToPay } from "../jobs/reserve";
import { makerOf } from "../registry";
import { submitIdOf } from "./find-work";
import { keepResponse, takeUpHeld } from "./held-answers";
import { type InlineWaiter, waitInline } from "./inline-waiters";
import { isTerminal, latestStatus } from "./interpret-answers";
import { currentTry, type WantedCall } from "./ledger";
import { clockOf, makersOf, whyNobody } from "./makers";
import { isInLine, isLimited, placesAt, waitAgain, waitInLine } from "./places";
import { isEarly, isOverdue, isPollable, ownerOf, pollStatus } from "./poll";
import { InputError, resolveInputs } from "./resolve-inputs";
import { noteWorks, restingLast } from "./rests";
import { EntryWalk } from "./submit-entries";
import { holdLease, isHeld, noteLeft } from "./submit-lease";
import { failUnconfirmed, mayRepeat, recordOutcome, scheduleRetry } from "./submit-outcome";
import { type SubmitOutcome, submitRequest } from "./submit-request";

/**
 * One round of a call: submits it if it is due, otherwise polls if the service can be polled. A service's answer never makes
 * it throw: it is stored, and `settle` reads it. Returns the row afterwards.
 */
export async function submitOrPoll(callId: string, service: AnyService): Promise<Call | undefined> {
  const call = await findCall(callId);
  if (!call) return undefined;
  const maker = makerOf(call, service);
  if (isOverdue(call, clockOf(call, service))) return call; // `settle` ends it
  if (call.status === "pending" || (call.status === "retrying" && !isEarly(call))) {
    return (await holdLease(callId, () => submit(call, service))) ?? findCall(callId);
  }
  if (call.status === "submitting") return (await recoverAbandonedSubmit(call, service, maker)) ?? findCall(callId);
  const isPolled = isPollable(call, maker) && (await pollStatus(call, maker));
  return isPolled ? findCall(callId) : call;
}

/**
 * Submits a call that has no row yet. One statement inserts the row in state `submitting`. If another run was first, its
 * row counts.
 */
export async function submitNew(wanted: WantedCall, requestHash: string): Promise<Call | undefined> {
  const { service, tryNumber = 1, ...call } = wanted;
  const row = { ...call, tryNumber, id: uuidv7(), service: service.id, requestHash };
  // A call that may have to wait for a place has its row first: the line is in the database.
  if (makersOf(row, service).some(isLimited)) {
    const { id } = await outlast(() => openCall(row));
    return submitOrPoll(id, service);
  }
  const now = await holdLease(row.id, async () => {
    const now = await submitTo({ ...row, earlierTokenHashes: [], attempt: 1 }, service, async (intent, refused) => {
      if (refused) return noteIntent(refused, "resubmit", intent);
      const opened = await outlast(() => openCall({ ...row, submit: intent }));
      return opened.status === "submitting" && opened.tokenHash === intent.tokenHash ? opened : null;
    });
    if (now && "full" in now) return null;
    return now && "code" in now ? block(await openCall(row), "block", now) : now;
  });
  if (now) return now;
  const current = currentTry(await callsWithKey(row), wanted);
  return current && (current.id === row.id ? current : submitOrPoll(current.id, service));
}

/** Whether this attempt went to the maker already, so that the call has its places. */
const isSubmittedTo = ({ status, entry }: Pick<Submitting, "status" | "entry">, maker: AnyService) =>
  status === "submitting" && (entry == null || entry === maker.id);

/** Wakes the concurrent wait if an answer is already stored: its event came before the wait began. */
export async function wakeIfAnswered(callId: string, service: AnyService): Promise<void> {
  if (await hasAnswer(callId, service)) await hint(callId);
}

/** The process that was submitting the call died; its request may have left. Null if the caller must read the row. */
async function recoverAbandonedSubmit(call: Call, service: AnyService, maker: AnyService): Promise<Call | null> {
  if (await isHeld(call, maker)) return null;
  const lost = "The connection was lost while submitting the request.";
  if (maker.kind === "local") return holdLease(call.id, () => submit(call, service, "resubmit")); // it costs nothing
  if (maker.mode === "sync") {
    await takeUpHeld();
    if (isTerminal(await latestStatus(call, maker))) return call; // the dead process had stored the answer
    // A sync service cannot answer after its connection is gone.
    if (!mayRepeat(maker, call.input)) return failUnconfirmed(call, maker, lost);
    return holdLease(call.id, () => submit(call, service, "resubmit"));
  }
  const message = `${lost} Waiting for the service's webhook.`;
  return transitionCall(call, "doubt", { message });
}

/** Ignores answers that do not end the call: the webhook route has stored them on the row. */
async function hasAnswer(callId: string, service: AnyService): Promise<boolean> {
  const call = await findCall(callId);
  if (!call || isEnded(call)) return true;
  if (isInLine(call) ? call.calledAt !== null : call.status === "retrying") return true;
  return isTerminal(await latestStatus(call, makerOf(call, service)));
}

/** Submits a call that has a row. Returns the row afterwards, or null if the caller must read it. */
async function submit(call: Call, service: AnyService, move: "submit" | "resubmit" = "submit"): Promise<Call | null> {
  const now = await submitTo({ ...call, attempt: call.attempt + 1 }, service, (intent, refused, places) =>
    noteIntent(refused ?? call, refused ? "resubmit" : move, intent, places),
  );
  if (now && "full" in now) return waitInLine(call, now.full);
  if (now && "code" in now) return block(call, move === "submit" ? "block" : "reject", now);
  return now ?? waitAgain(call, makersOf(call, service));
}

type Blocked = { code: string; message: string };
/** Each maker that could get the request has no place for it now. */
type NoPlace = { full: Full[] };
type Ready = { bases: string[]; input: Record<string, unknown>; note: string | null };

const block = (call: Call, move: CallMove, { code, message }: Blocked) =>
  transitionCall(call, move, { message, error: { code, message, retryable: true }, cancelPending: whenResubmitted });

/** The base URLs and input of a request, or why it cannot be sent. An error here is retried, as nothing has left. */
async function prepareSubmit(call: Submitting, service: AnyService): Promise<Ready | Blocked> {
  const bases = await basesByLoad(service, call.service);
  if (bases.length === 0) {
    return { code: "not_configured", message: `No URL is configured for ${service.id}: set ${urlSetting(service)}.` };
  }
  if (service.hosted && lacksKey(service.hosted)) {
    return { code: "not_configured", message: `No key is set for ${service.id}: set ${service.hosted.setting}.` };
  }
  const price = chargedBefore(call) + priceOf(service, call.input) * (1 + call.earlierTokenHashes.length);
  const refusal = await refusalToPay(call, price);
  if (refusal) return { code: "budget_exceeded", message: refusal };
  try {
    return { bases, ...(await resolveInputs(service, call.input)) };
  } catch (error) {
    if (error instanceof InputError) return { code: "input_unusable", message: error.message };
    throw error;
  }
}

/** Seconds. If the receipt promises an answer within them, the run waits in process, which saves an engine round. */
const inlineWaitSeconds = 1;

type Submitting = PaidCall &
  Pick<Call, "id" | "input" | "attempt" | "earlierTokenHashes"> &
  Partial<Pick<Call, "entries" | "entry" | "tried" | "cost" | "status">>;
/** `places`: those that the call must get at that moment. */
type Begin = (intent: Intent, refused: Call | undefined, places: Place[]) => Promise<Call | null>;

/**
 * Sends a call's request to its service, or to the entries of its role in turn. `begin` records each request before it
 * leaves; null stops it. Returns the row afterwards, null if the caller must read it, or why nothing was sent.
 */
async function submitTo(call: Submitting, service: AnyService, begin: Begin): Promise<Call | Blocked | NoPlace | null> {
  const makers = makersOf(call, service);
  const entries = call.entries ?? makers.map(({ id }) => id);
  const walk = new EntryWalk(service, await restingLast(service, makers), { entries, tried: call.tried ?? [] });
  const how = { token: newAnswerToken(call.id), answer: waitInline(call.id), begin, walk };
  let last: Call | undefined;
  let blocked: Blocked | undefined;
  try {
    for (let maker = walk.next(); maker; maker = walk.next()) {
      const places = isSubmittedTo(last ?? call, maker) ? [] : placesAt(maker);
      const full = await fullPlaces(places, call.id);
      if (full.length > 0) {
        walk.passFull(full);
        continue;
      }
      // A price that is not known must not take the place of one that was too dear.
      const isUnpriced = blocked?.code === "budget_exceeded" && knownPrice(maker, call.input) === null;
      const tooDear = { code: "budget_exceeded", message: `The price of ${maker.id} is not known.` };
      const ready = isUnpriced ? tooDear : await prepareSubmit(call, maker);
      if ("code" in ready) {
        blocked = ready;
        walk.passOver(maker, ready);
        continue;
      }
      const sent = await submitToMaker(ready, maker, call, service, { ...how, last, places });
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
    if (walk.full.length > 0) return { full: walk.full };
    return { code: blocked?.code ?? "not_configured", message: walk.reasons || whyNobody(service, call.input) };
  } finally {
    how.answer.end();
  }
}

type How = { token: string; answer: InlineWaiter; begin: Begin; walk: EntryWalk; last?: Call; places: Place[] };
type NotAccepted = Exclude<SubmitOutcome, { state: "accepted" | "answered" }>;
/** With an `outcome` the service or entry did not accept the request; without one the row has the result. */
type Sent = { call: Call | null; outcome?: undefined } | { call: Call; outcome: NotAccepted };

/** Sends the request to the base URLs of a maker in turn. */
async function submitToMaker(
  { bases, input, note }: Ready,
  maker: AnyService,
  { id, attempt }: Submitting,
  service: AnyService,
  { token, answer, begin, walk, last, places }: How,
): Promise<Sent> {
  let refused: { call: Call; outcome: NotAccepted } | undefined;
  for (const base of bases) {
    // The next base or entry belongs to the same attempt.
    const submitting = await begin(
      { attempt, base, tokenHash: sha256(token), note, ...walk.intent(maker) },
      refused?.call ?? last,
      refused ? [] : places,
    );
    if (!submitting) return { call: null };
    failpoint("after-intent");
    const submitId = submitIdOf({ id, attempt });
    noteLeft(id);
    const address = { submitId, webhookUrl: callbackUrl(id, token), owner: () => ownerOf(submitting) };
    const outcome = await submitRequest(base, maker, input, address);
    failpoint(failpointAfter[outcome.state]);
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
 * The row after the move; null if another process was first or the job has ended. While the database is unreachable the
 * write is repeated. Its first try may have succeeded unnoticed, so a row with this token also counts.
 */
async function noteIntent(
  call: Call,
  move: "submit" | "resubmit",
  intent: Intent,
  places: Place[] = [],
): Promise<Call | null> {
  const fresh = { message: null, progress: null, progressMessage: null, preview: null, nextAttemptAt: null };
  const change = { ...intent, ...fresh, submittedAt: new Date() };
  const moved = await outlast(() => transitionCall(call, move, change, places));
  if (moved) return moved;
  const now = await outlast(() => findCall(call.id));
  return now?.tokenHash === intent.tokenHash ? now : null;
}

/** The failpoint between an outcome and its write to the row. */
const failpointAfter = {
  accepted: "after-accept",
  answered: "after-response",
  refused: "after-refusal",
  failed: "after-refusal",
  unknown: "after-refusal",
} as const;

/** The base URLs of a service, least loaded first. `asked`: the service or role of the call. */
async function basesByLoad(service: AnyService, asked: string): Promise<string[]> {
  const bases = serviceUrls(service);
  if (bases.length < 2) return bases;
  const outstanding = await outstandingByBase([asked, service.settings ?? service.id]);
  return bases.sort((a, b) => (outstanding.get(a) ?? 0) - (outstanding.get(b) ?? 0));
}
