import { type Call, transitionCall, whenResubmitted } from "@/db/calls";
import { findJob } from "@/db/jobs";
import type { AnyService } from "@/lib/define-service";
import { serviceTimeout } from "@/lib/env";
import { micros, priceOf } from "@/lib/pricing";
import { answerIn, interpretAnswer, latestStatus } from "./interpret-answers";
import { firstDeadline } from "./ledger";
import { keepAnswer } from "./record-answer";
import { sendToService } from "./service-request";

/** How many requests one look may take: a status, and where the result is. */
const mostHops = 3;

/** What a status query is answered with that says something of the work, and not of the key, the load or the network. */
const isAboutTheWork = (status: number) =>
  status >= 400 && status < 500 && ![401, 402, 403, 404, 407, 408, 410, 425, 429].includes(status);

/**
 * Asks for the state of submitted work, where a service can tell it, and puts what it says into the inbox. A result that is
 * elsewhere is fetched from there. A poll that fails, or is answered with something else, is no news. Answers whether it was
 * asked.
 */
export async function pollStatus(call: Call, service: AnyService): Promise<boolean> {
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

/** The API key that a call's job was submitted with: its files belong to it. */
export async function ownerOf(call: Call): Promise<string> {
  const job = await findJob(call.jobId);
  if (!job) throw new Error(`There is no job ${call.jobId}.`);
  return job.keyId;
}

/** A work process that knows nothing of it has been started since: the work costs nothing and is submitted again. */
async function submitLostWork(call: Call): Promise<void> {
  const message = "The work process was restarted. Running the step again.";
  await transitionCall(call, "restart", { nextAttemptAt: new Date(), message });
}

/** A vendor that no longer knows the work will not finish it. It may have charged for it. */
async function failLostWork(call: Call, service: AnyService): Promise<void> {
  const message = `${service.id} no longer knows the work that it had accepted.`;
  const error = { code: "service_failed", message, retryable: true };
  const cost = micros(priceOf(service, call.input));
  await transitionCall(call, "lose", { error, message, cost, cancelPending: whenResubmitted });
}

/** Most rounds at the service's own rhythm; the others share the rest of its time, so that a run stays below 1,000 steps. */
const [quickRounds, slowRounds] = [60, 150];

/** Seconds of the n-th wait for an answer. Without a rhythm of the service it grows: a hint that is lost early costs most. */
export function waitSeconds(round: number, service: AnyService): number {
  const patience = serviceTimeout(service) + 1;
  const { pollEvery } = service;
  if (!service.poll || !pollEvery) return Math.min(300, 15 * 2 ** (round - 1), patience);
  return Math.min(round <= quickRounds ? pollEvery : Math.max(pollEvery, Math.ceil(patience / slowRounds)), patience);
}

/** When a call without an answer has had its time, in milliseconds since 1970: a person's word on it gives it the whole again. */
export const deadline = (call: Call, service: AnyService) =>
  Math.max(firstDeadline(call, service), (call.resolvedAt?.getTime() ?? 0) + serviceTimeout(service) * 1000);

/**
 * Whether a call without an answer has had its time. An outage of ours is not the service's impatience: what it was never
 * asked always gets its turn, what it refused gets a last one, and what it may have begun has its time from then on.
 */
export function isOverdue(call: Call, service: AnyService, now = Date.now()): boolean {
  const submitted = call.submittedAt?.getTime() ?? 0;
  if (call.status === "pending") return false;
  if (call.status === "retrying") return submitted >= deadline(call, service);
  return now >= Math.max(deadline(call, service), submitted + serviceTimeout(service) * 1000);
}

/** Whether the next attempt of a refused call is still ahead. A clock that was set back since the last one tells nothing. */
export function isEarly(call: Call, now = Date.now()): boolean {
  const ahead = (call.nextAttemptAt?.getTime() ?? 0) - now;
  return ahead > 100 && now >= (call.submittedAt?.getTime() ?? 0); // an engine may wake up a moment early
}
