import { findCall, isEnded } from "@/db/calls";
import { storeAnswer } from "@/db/inbox";
import { equalInConstantTime, sha256 } from "@/db/keys";
import { crashPoint } from "@/lib/crash-point";
import { newestReading, readAnswer } from "./reading";
import { serviceOf } from "./registry";

/**
 * Takes a service's webhook into the inbox; the call reads it from there. The same answer again changes nothing; one that
 * comes after the call has ended is kept, and marked when it says otherwise.
 */
export async function takeAnswer(
  callId: string,
  token: string,
  body: string,
): Promise<"taken" | "unknown" | "unreadable"> {
  const call = /^[0-9a-f-]{36}$/.test(callId) && token.length < 100 ? await findCall(callId) : undefined;
  if (!call || !isOneOf([call.tokenHash, ...call.earlierTokenHashes], sha256(token))) return "unknown";
  if (!isObject(body)) return "unreadable";
  const service = serviceOf(call.service);
  // What counted: the call's end, or the answer that will be its end.
  const counted = isEnded(call) ? call.status : (await newestReading(call, service))?.state;
  const contradicts = saysOtherwise(counted, readAnswer(service, body).state);
  await storeAnswer(callId, body, contradicts);
  crashPoint("after-inbox");
  return "taken";
}

/** Compares with each of them, also after a match: how long it takes tells nothing. */
const isOneOf = (hashes: string[], hash: string) => hashes.filter((one) => equalInConstantTime(one, hash)).length > 0;

function isObject(body: string): boolean {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === "object" && json !== null && !Array.isArray(json);
  } catch {
    return false;
  }
}

const saysOtherwise = (counted: string | undefined, state: string) =>
  ((counted === "succeeded" || counted === "done") && state === "failed") || (counted === "failed" && state === "done");
