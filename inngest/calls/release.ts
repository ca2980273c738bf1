import { type Call, callsWithCancelPending, findCall, hasSucceeded, recordCancelled, updateCall } from "@/db/calls";
import { giveUpRelease, removeOrphanedCall } from "@/db/cleanup";
import type { AnyService } from "@/lib/define-service";
import { env } from "@/lib/env";
import { failpoint } from "@/lib/failpoint";
import { micros, priceOf } from "@/lib/pricing";
import { makerOf } from "../registry";
import { interpretAnswer, remoteIdsInAnswers, winningRemoteId } from "./interpret-answers";
import { sendToService } from "./service-request";
import { leaseMarginMs, submitTimeoutMs } from "./submit-lease";

type Work = { id: string; base: string };
type Cancel = NonNullable<AnyService["cancel"]>;

/**
 * Gives one call's work back to its service: all of a call that is not wanted any more, what lost of one that was submitted
 * again. 404 means that the service is already generating: the result will be ignored and its cost is recorded, as it is
 * when the service had finished. Throws when the service cannot be reached, so that it is tried again.
 */
export async function cancelRemote(callId: string): Promise<string> {
  const call = await findCall(callId);
  if (!call?.cancelPending) return "nothing to give back";
  const service = makerOf(call);
  if (!service.cancel) return done(call, "This service cannot cancel work; its result will be ignored.", 1);
  const answered = await winningRemoteId(call, service);
  const known = await workOf(call, service);
  const wasResubmitted = call.earlierTokenHashes.length > 0;
  const isTold = call.serviceJobId !== null || (!wasResubmitted && (answered !== null || known.length > 0));
  // A submit that was in flight may take its time-out, and a little, to tell its id.
  if (!isTold && Date.now() - (call.submittedAt?.getTime() ?? 0) < submitTimeoutMs(service) + leaseMarginMs) {
    throw new Error(`The submission of "${call.key}" has not returned its id yet.`);
  }
  // What was answered is over, and paid: with the call's own end, unless that came first.
  const owed = answered === null || hasSucceeded(call) || endsByAnswer.includes(call.error?.code ?? "") ? 0 : 1;
  if (answered !== null && !wasResubmitted) return done(call, finished, owed);
  const works = known.filter(({ id }) => id !== answered);
  if (works.length === 0 && answered === null) {
    return done(call, "Could not confirm that the service accepted the request; a late result will be ignored.", 1);
  }
  if (works.length === 0) return done(call, unknownRival, owed);
  let cancelled = 0;
  for (const work of works) if (await cancelAt(service, service.cancel, work)) cancelled++;
  // An answer without an id is one of theirs: that one was too late because it is the one that counts.
  const lost = works.length - (answered === "" ? 1 : 0);
  // Services write ids as they like, so there may be more of them than submits: no more than those were paid.
  const others = 1 + call.earlierTokenHashes.length - (answered === null ? 0 : 1);
  const late = Math.max(0, Math.min(lost, others) - cancelled);
  const said =
    late === 0 ? "Cancelled at the service." : "The service could not stop running work; its result will be ignored.";
  return done(call, answered === null ? said : `${rival} ${said}`, owed + late);
}

/** The failures that an answer brought about, and that were charged as they came. */
const endsByAnswer = ["service_failed", "result_unusable", "result_not_kept"];

const finished = "The service had already finished; its result is ignored.";
const rival = "Submitted more than once on request; the first answer counts.";
const unknownRival = `${rival} A duplicate submission may still be running; it cannot be cancelled and may be charged.`;

/** What is known to be at the service, each work once. */
async function workOf(call: Call, service: AnyService): Promise<Work[]> {
  const { serviceJobId, base, supersededWork } = call;
  const own = serviceJobId ? [{ id: serviceJobId, base: base ?? "" }] : [];
  const all = [...(await remoteIdsInAnswers(call, service)), ...supersededWork, ...own];
  return [...new Map(all.map((work) => [work.id, work])).values()];
}

/** Where giving up ends: what could not be given back within a day is not tried any more. */
const patience = 24 * 3_600_000;

/**
 * The same where nobody waits for it: what fails is noted for the sweeper, which tries again the later, the longer the
 * service is away.
 */
export async function cancelRemoteOrSchedule(callId: string, now = Date.now()): Promise<string> {
  try {
    return await cancelRemote(callId);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const since = now - ((await findCall(callId))?.finishedAt?.getTime() ?? 0);
    if (since < patience) await updateCall(callId, { cancelAt: new Date(now + Math.min(since / 2, patience / 24)) });
    else await giveUpRelease(callId, `Could not cancel the work at the service within 24 hours: ${reason}`);
    return reason;
  } finally {
    await removeOrphanedCall(callId);
  }
}

/** False when it was too late: the service is at work on it. */
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

/** Some vendors delete finished work when it is cancelled, and say yes: it is paid all the same. */
async function isFinished(service: AnyService, work: Work): Promise<boolean> {
  const request = service.kind === "hosted" ? service.poll?.(work) : undefined;
  if (!request) return false;
  const { status, text } = await sendToService(service, work.base, request, { timeoutMs: 15_000 });
  return status < 300 && ["done", "elsewhere"].includes(interpretAnswer(service, text).state);
}

async function done(call: Call, message: string, times: number): Promise<string> {
  const cost = times * micros(priceOf(makerOf(call), call.input));
  await recordCancelled(call, { message, cost });
  return message;
}

export const callsToCancel = async (jobId: string) =>
  (await callsWithCancelPending(jobId)).map(({ id, key }) => ({ id, key }));
