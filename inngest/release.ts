import { type Call, callsToRelease, findCall, noteReleased } from "@/db/calls";
import { crashPoint } from "@/lib/crash-point";
import { env } from "@/lib/env";
import { exchange } from "./exchange";
import { serviceOf } from "./registry";
import { micros } from "./settle";

/** How long a submit that was in flight may take to tell its id: its own time-out, and a little. */
const submitTimeout = 35_000;

/**
 * Gives one call's work back to its service. 404 means that the service is already generating: the result will be
 * ignored and its cost is recorded. Throws when the service cannot be reached, so that it is tried again.
 */
export async function giveBack(callId: string): Promise<string> {
  const call = await findCall(callId);
  if (!call?.releaseDue) return "nothing to give back";
  const service = serviceOf(call.service);
  if (!service.cancel) return done(call, "This service cannot be cancelled; its result is ignored.", true);
  if (!call.serviceJobId) {
    if (Date.now() - (call.submittedAt?.getTime() ?? 0) < submitTimeout) {
      throw new Error(`The submit of "${call.name}" has not told its id yet.`);
    }
    return done(call, "It is not known whether the service took it; a late result is ignored.", true);
  }
  const started = { id: call.serviceJobId, base: call.base ?? "" };
  const request = { method: env().SERVICE_CANCEL_METHOD, ...service.cancel(started) };
  const answer = await exchange(started.base, request, 15_000);
  crashPoint("after-give-back");
  if (answer.status < 300) return done(call, "Cancelled at the service.", false);
  if (answer.status === 404) return done(call, "The service was already at work; its result is ignored.", true);
  throw new Error(`${service.id} answered ${answer.status} to the cancel.`);
}

async function done(call: Call, message: string, paid: boolean): Promise<string> {
  const service = serviceOf(call.service);
  const cost = paid ? micros(service.price?.(service.input.parse(call.input)) ?? 0) : 0;
  await noteReleased(call.id, { message, cost });
  return message;
}

export const heldCalls = async (jobId: string) => (await callsToRelease(jobId)).map(({ id, name }) => ({ id, name }));
