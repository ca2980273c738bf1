import { transitionCall, whenResubmitted } from "@/db/call-moves";
import type { Call } from "@/db/calls";
import { findJob } from "@/db/jobs";
import type { AnyService } from "@/lib/define-service";
import { serviceTimeout } from "@/lib/env";
import { secondsOfReading } from "@/lib/pause-watch";
import { micros, priceOf } from "@/lib/pricing";
import { adoptFoundWork } from "./find-work";
import { answerIn, interpretAnswer, latestStatus } from "./interpret-answers";
import { firstDeadline } from "./ledger";
import { keepAnswer } from "./record-answer";
import { sendToService } from "./service-request";
import { lastNews } from "./silence";
import { isSubmittedHere, leaseEnd } from "./submit-lease";

/** The most requests of one poll: a status, and the result's URL. */
const mostHops = 3;

/** Whether an HTTP status is about the work, and not about the key, the load or the network. */
const isAboutTheWork = (status: number) =>
  status >= 400 && status < 500 && ![401, 402, 403, 404, 407, 408, 410, 425, 429].includes(status);

/**
 * Polls submitted work, if its service supports that, and stores the answer in the inbox; fetches a result that is
 * elsewhere. Of an unconfirmed call it first looks for the work by our own id. A poll that fails or returns something else changes nothing. Returns whether a request was sent.
 */
export async function pollStatus(given: Call, service: AnyService): Promise<boolean> {
  notePoll(given.id);
  const isLost = given.status === "unconfirmed" && !given.serviceJobId && service.find !== undefined;
  const call = isLost ? await adoptFoundWork(given, service) : given;
  if (!call) return true;
  const base = call.base ?? "";
  const named = await latestStatus(call, service);
  const own = call.serviceJobId ? service.poll?.({ id: call.serviceJobId, base }) : undefined;
  let request = named?.state === "elsewhere" ? named.request : own;
  if (!request) return false;
  for (let hop = 0; request && hop < mostHops; hop++) {
    const how = { timeoutMs: 30_000, owner: () => ownerOf(call) };
    const answer = await sendToService(service, base, request, how).catch(() => null);
    if (!answer) return true;
    if (answer.status === 404 && service.kind === "local") await submitLostWork(call);
    if ((answer.status === 404 || answer.status === 410) && service.kind === "hosted" && request === own)
      await failLostWork(call, service);
    const reading = interpretAnswer(service, answer.text);
    const isNews =
      answer.status < 300
        ? answerIn(service, answer.text) !== undefined
        : isAboutTheWork(answer.status) && reading.state === "failed";
    if (!isNews) return true;
    if (reading.state !== "elsewhere") {
      await keepAnswer(call, service, answer.text);
      return true;
    }
    request = reading.request;
  }
  return true;
}

const kept = globalThis as typeof globalThis & { nextscenePolls?: Map<string, number> };
kept.nextscenePolls ??= new Map();
/** When this process last polled each call, in milliseconds since 1970, the oldest poll first. */
const polls = kept.nextscenePolls;
const mostPolls = 10_000;

function notePoll(callId: string): void {
  polls.delete(callId);
  polls.set(callId, Date.now());
  const [oldest] = polls.keys();
  if (polls.size > mostPolls && oldest) polls.delete(oldest);
}

/** Whether the service can report the state of a call, or whether it accepted the call at all. */
export const isPollable = ({ status }: Call, { find }: AnyService): boolean =>
  status === "waiting" || (status === "unconfirmed" && find !== undefined);

/**
 * Whether a waiting call should have been polled by now, so that its run no longer does it: two intervals have passed
 * since the last poll and the last report.
 */
export function missesPoll(call: Call, service: AnyService, now = Date.now()): boolean {
  if (!service.poll || !isPollable(call, service)) return false;
  return now > Math.max(lastNews(call), polls.get(call.id) ?? 0) + 2_000 * waitSeconds(quickRounds + 1, service);
}

/** The API key that a call's job was submitted with: its files belong to it. */
export async function ownerOf(call: Call): Promise<string> {
  const job = await findJob(call.jobId);
  if (!job) throw new Error(`There is no job ${call.jobId}.`);
  return job.keyId;
}

/** The work process was restarted and lost the work: it is free, so it is submitted again. */
async function submitLostWork(call: Call): Promise<void> {
  const message = "The work process was restarted. Running the step again.";
  await transitionCall(call, "restart", { nextAttemptAt: new Date(), message });
}

/** A vendor that no longer knows the work will not finish it, but may have charged for it. */
async function failLostWork(call: Call, service: AnyService): Promise<void> {
  const message = `${service.id} no longer knows the work that it had accepted.`;
  const error = { code: "service_failed", message, retryable: true };
  const cost = micros(priceOf(service, call.input));
  await transitionCall(call, "lose", { error, message, cost, cancelPending: whenResubmitted });
}

/**
 * Rounds at the service's own interval; the others share the rest of its time, so that a run stays below 1,000 steps.
 */
const [quickRounds, slowRounds] = [60, 150];

/**
 * Seconds of the n-th wait for an answer. Without a poll interval it grows, because a lost hint costs most at the
 * beginning.
 */
export function waitSeconds(round: number, service: AnyService): number {
  const patience = serviceTimeout(service) + 1;
  const { pollEvery } = service;
  if (!service.poll || !pollEvery) return Math.min(300, 15 * 2 ** (round - 1), patience);
  return Math.min(round <= quickRounds ? pollEvery : Math.max(pollEvery, Math.ceil(patience / slowRounds)), patience);
}

/**
 * The deadline of a call without an answer, in milliseconds since 1970. A person's decision restarts the service's
 * time.
 */
export const deadline = (call: Call, service: AnyService) =>
  Math.max(firstDeadline(call, service), (call.resolvedAt?.getTime() ?? 0) + serviceTimeout(service) * 1000);

/**
 * Whether a call without an answer has passed its deadline. The app's own outage must not fail a call: one never
 * submitted is always submitted, a refused one gets a last attempt, work that may have begun has its time from then on,
 * and answers that came while the process was stopped are read first.
 */
export function isOverdue(call: Call, service: AnyService, now = Date.now()): boolean {
  if (secondsOfReading() > 0) return false;
  const submitted = call.submittedAt?.getTime() ?? 0;
  if (call.status === "pending") return false;
  if (call.status === "retrying") return submitted >= deadline(call, service);
  // The request has a time-out of its own, and what came of it decides.
  if (call.status === "submitting" && (isSubmittedHere(call) || now < leaseEnd(call, service))) return false;
  // Local work may wait in line behind longer work: the work process counts its time from its start and reports meanwhile.
  const heard = service.kind === "local" ? (call.heardAt?.getTime() ?? 0) : 0;
  return now >= Math.max(deadline(call, service), Math.max(submitted, heard) + serviceTimeout(service) * 1000);
}

/**
 * Whether the next attempt of a refused call is still ahead. If the clock was set back since the last one, it is not.
 */
export function isEarly(call: Call, now = Date.now()): boolean {
  const ahead = (call.nextAttemptAt?.getTime() ?? 0) - now;
  return ahead > 100 && now >= (call.submittedAt?.getTime() ?? 0); // an engine may wake up a moment early
}
