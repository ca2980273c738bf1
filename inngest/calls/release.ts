import { recordCancelled, updateCall } from "@/db/call-moves";
import { type Call, callsWithCancelPending, findCall, hasSucceeded } from "@/db/calls";
import { giveUpRelease, removeOrphanedCall } from "@/db/cleanup";
import type { AnyService } from "@/lib/define-service";
import { env } from "@/lib/env";
import { failpoint } from "@/lib/failpoint";
import { micros, priceOf } from "@/lib/pricing";
import { makerOf } from "../registry";
import { findWork } from "./find-work";
import { interpretAnswer, remoteIdsInAnswers, winningRemoteId } from "./interpret-answers";
import { sendToService } from "./service-request";
import { leaseMarginMs, submitTimeoutMs } from "./submit-lease";

type Work = { id: string; base: string };
type Cancel = NonNullable<AnyService["cancel"]>;

/**
 * Cancels a call's work at the service: all of it, or only the duplicates of a call that was submitted more than once.
 * 404 means that the work already runs: its result is ignored and its cost recorded, as for work that had finished.
 * Throws if the service is unreachable, so that the caller retries.
 */
export async function cancelRemote(callId: string): Promise<string> {
  const call = await findCall(callId);
  if (!call?.cancelPending) return "nothing to cancel";
  const service = makerOf(call);
  if (!service.cancel) return done(call, "This service cannot cancel work; its result will be ignored.", 1);
  const answered = await winningRemoteId(call, service);
  const known = await workOf(call, service);
  const wasResubmitted = call.earlierTokenHashes.length > 0;
  const isIdKnown = call.serviceJobId !== null || (!wasResubmitted && (answered !== null || known.length > 0));
  // A submit in flight may take its whole time-out, plus a margin, to return its id.
  if (!isIdKnown && Date.now() - (call.submittedAt?.getTime() ?? 0) < submitTimeoutMs(service) + leaseMarginMs) {
    throw new Error(`The submission of "${call.key}" has not returned its id yet.`);
  }
  // Answered work is charged when the call ends with it. It is still owed if the call had ended before.
  const owed = answered === null || hasSucceeded(call) || endsByAnswer.includes(call.error?.code ?? "") ? 0 : 1;
  if (answered !== null && !wasResubmitted) return done(call, finished, owed);
  const works = known.filter(({ id }) => id !== answered);
  if (works.length === 0 && answered === null) {
    return done(call, "Could not confirm that the service accepted the request; a late result will be ignored.", 1);
  }
  if (works.length === 0) return done(call, unknownDuplicate, owed);
  let cancelled = 0;
  for (const work of works) if (await cancelAt(service, service.cancel, work)) cancelled++;
  // The winning answer may lack an id. Then one of these works is the winner, which cannot be cancelled.
  const lost = works.length - (answered === "" ? 1 : 0);
  // A service may report several ids for one submit, so the number of submits limits what is charged.
  const others = 1 + call.earlierTokenHashes.length - (answered === null ? 0 : 1);
  const late = Math.max(0, Math.min(lost, others) - cancelled);
  const said =
    late === 0 ? "Cancelled at the service." : "The service could not stop running work; its result will be ignored.";
  return done(call, answered === null ? said : `${duplicate} ${said}`, owed + late);
}

/** Failures caused by an answer. They were charged when the answer came. */
const endsByAnswer = ["service_failed", "result_unusable", "result_not_kept"];

const finished = "The service had already finished; its result is ignored.";
const duplicate = "Submitted more than once on request; the first answer counts.";
const unknownDuplicate = `${duplicate} A duplicate submission may still be running; it cannot be cancelled and may be charged.`;

/** The works known to be at the service, each once. */
async function workOf(call: Call, service: AnyService): Promise<Work[]> {
  const { serviceJobId, base, supersededWork } = call;
  const own = serviceJobId ? [{ id: serviceJobId, base: base ?? "" }] : [];
  const told = await remoteIdsInAnswers(call, service);
  const isLost = told.length === 0 && own.length === 0 && call.submittedAt !== null;
  const found = isLost && service.find ? await findWork(call, service) : null;
  const all = [...told, ...supersededWork, ...own, ...(found ? [found] : [])];
  return [...new Map(all.map((work) => [work.id, work])).values()];
}

/** Cancelling is retried for one day. */
const giveUpAfterMs = 24 * 3_600_000;

/**
 * The same without throwing: schedules the next try after a failure, with delays that grow with the time since the call
 * ended. `cleanUp` makes that try.
 */
export async function cancelRemoteOrSchedule(callId: string, now = Date.now()): Promise<string> {
  try {
    return await cancelRemote(callId);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const since = now - ((await findCall(callId))?.finishedAt?.getTime() ?? 0);
    if (since < giveUpAfterMs)
      await updateCall(callId, { cancelAt: new Date(now + Math.min(since / 2, giveUpAfterMs / 24)) });
    else await giveUpRelease(callId, `Could not cancel the work at the service within 24 hours: ${reason}`);
    return reason;
  } finally {
    await removeOrphanedCall(callId);
  }
}

/** False if the service already works on it. */
async function cancelAt(service: AnyService, cancel: Cancel, work: Work): Promise<boolean> {
  if (await isFinished(service, work)) return false;
  const request = { method: env().SERVICE_CANCEL_METHOD, ...cancel(work) };
  const answer = await sendToService(service, work.base, request, { timeoutMs: 15_000 });
  failpoint("after-give-back");
  const meaning = service.cancelled?.(answer.status, answer.text);
  if (meaning) return meaning === "cancelled";
  if (answer.status < 300) return true;
  if (answer.status === 404) return false;
  throw new Error(`${service.id} answered ${answer.status} to the cancel.`);
}

/**
 * Some vendors delete finished work when it is cancelled, and say yes: it is paid all the same. So nothing is cancelled
 * while a vendor does not say how far the work is. Throws then, so that the caller retries.
 */
async function isFinished(service: AnyService, work: Work): Promise<boolean> {
  const request = service.kind === "hosted" ? service.poll?.(work) : undefined;
  if (!request) return false;
  const { status, text } = await sendToService(service, work.base, request, { timeoutMs: 15_000 });
  if (status === 404 || status === 410) return false; // the answer to the cancel will tell
  const { state } = interpretAnswer(service, text);
  if (status >= 300 || state === "unclear") {
    throw new Error(`${service.id} did not say whether the work has finished (it answered ${status}).`);
  }
  return state === "done" || state === "elsewhere";
}

async function done(call: Call, message: string, times: number): Promise<string> {
  const cost = times * micros(priceOf(makerOf(call), call.input));
  await recordCancelled(call, { message, cost });
  return message;
}

export const callsToCancel = async (jobId: string) =>
  (await callsWithCancelPending(jobId)).map(({ id, key }) => ({ id, key }));

/** Cancels what an ended job still has at services, where no event of its end does. */
export async function cancelOpenWork(jobId: string): Promise<void> {
  for (const { id } of await callsToCancel(jobId)) await cancelRemoteOrSchedule(id);
}
