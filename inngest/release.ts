import { type Call, callsToRelease, findCall, noteReleased } from "@/db/calls";
import { crashPoint } from "@/lib/crash-point";
import { env } from "@/lib/env";
import { micros, priceOf } from "@/lib/price";
import type { AnyService } from "@/lib/service";
import { exchange } from "./exchange";
import { answeredWork } from "./reading";
import { serviceOf } from "./registry";

/** How long a submit that was in flight may take to tell its id: its own time-out, and a little. */
const submitTimeout = 35_000;

type Work = { id: string; base: string };
type Cancel = NonNullable<AnyService["cancel"]>;

/**
 * Gives one call's work back to its service: all of a call that is not wanted any more, what lost of one that was submitted
 * again. 404 means that the service is already generating: the result will be ignored and its cost is recorded. Throws when
 * the service cannot be reached, so that it is tried again.
 */
export async function giveBack(callId: string): Promise<string> {
  const call = await findCall(callId);
  if (!call?.releaseDue) return "nothing to give back";
  const service = serviceOf(call.service);
  if (!service.cancel) return done(call, "This service cannot be cancelled; its result is ignored.", 1);
  if (!call.serviceJobId && Date.now() - (call.submittedAt?.getTime() ?? 0) < submitTimeout) {
    throw new Error(`The submit of "${call.name}" has not told its id yet.`);
  }
  const hasWinner = call.status !== "cancelled" && call.error?.code !== "service_timeout";
  const winner = hasWinner ? await answeredWork(call, service) : null;
  const works = workOf(call).filter(({ id }) => id !== winner);
  if (works.length === 0 && winner !== null) return done(call, unknownRival, 0);
  if (works.length === 0)
    return done(call, "It is not known whether the service took it; a late result is ignored.", 1);
  let paid = 0;
  for (const work of works) if (!(await cancelAt(service, service.cancel, work))) paid++;
  const said = paid === 0 ? "Cancelled at the service." : "The service was already at work; its result is ignored.";
  return done(call, winner === null ? said : `${rival} ${said}`, paid);
}

const rival = "It was submitted more than once, as somebody asked: the first answer counts.";
const unknownRival = `${rival} What another submit may have begun cannot be called back and may be charged.`;

/** What is known to be at the service. */
const workOf = ({ serviceJobId, base, earlierWork }: Call): Work[] =>
  serviceJobId ? [{ id: serviceJobId, base: base ?? "" }, ...earlierWork] : earlierWork;

/** False when it was too late: the service is at work on it. */
async function cancelAt(service: AnyService, cancel: Cancel, work: Work): Promise<boolean> {
  const request = { method: env().SERVICE_CANCEL_METHOD, ...cancel(work) };
  const answer = await exchange(work.base, request, 15_000);
  crashPoint("after-give-back");
  if (answer.status < 300) return true;
  if (answer.status === 404) return false;
  throw new Error(`${service.id} answered ${answer.status} to the cancel.`);
}

async function done(call: Call, message: string, times: number): Promise<string> {
  const cost = times * micros(priceOf(serviceOf(call.service), call.input));
  await noteReleased(call, { message, cost });
  return message;
}

export const heldCalls = async (jobId: string) => (await callsToRelease(jobId)).map(({ id, name }) => ({ id, name }));
