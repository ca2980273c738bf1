import { findCallWithInbox, isEnded, setCallMessage } from "@/db/calls";
import { sha256 } from "@/db/keys";
import { equalInConstantTime } from "@/lib/crypto/constant-time";
import { failpoint } from "@/lib/failpoint";
import { textOfBytes } from "@/lib/http/answer-text";
import { makerOf } from "../registry";
import { keepAnswer, keepUnreadable } from "./record-answer";

/** A body as it came: the first bytes of one that is larger than is read. */
export type Came = { bytes: Uint8Array; isWhole: boolean; encoding?: string };

/**
 * Takes a service's webhook into the inbox; the call reads it from there. The same answer again changes nothing; one that
 * comes after the call has ended is kept, and marked when it says otherwise. Nothing is refused whose token is right: what
 * cannot be read is kept and shown on the step. The body is read once the token is known. `noted`: it wakes no one. `taken`
 * is called once an end can be read from the inbox.
 */
export async function receiveWebhook(
  callId: string,
  token: string,
  body: string | (() => Promise<Came>),
  taken?: () => void,
): Promise<"taken" | "noted" | "unknown"> {
  const found = await callOf(callId, token);
  if (!found) return "unknown";
  const { call, answers } = found;
  const service = makerOf(call);
  const came: Came = typeof body === "string" ? { bytes: Buffer.from(body), isWhole: true } : await body();
  const read = came.isWhole ? await textOfBytes(came.bytes, came.encoding) : null;
  const isOfNewest = equalInConstantTime(call.tokenHash, sha256(token));
  if (read) {
    const kept = await keepAnswer(call, service, read.text, {
      isGuess: read.isGuess,
      isOfNewest,
      isFirst: answers === 0,
      taken,
    });
    failpoint("after-inbox");
    return kept;
  }
  const size = came.isWhole ? "" : " and exceeds the size limit";
  const isNew = await keepUnreadable(call.id, came.bytes);
  if (isNew && !isEnded(call))
    await setCallMessage(call, `${service.id} sent a response that is not text${size}. It was stored for inspection.`);
  return "noted";
}

/** Whether this token is one of the call's: who has it may send more than others. */
export const mayAnswer = async (callId: string, token: string) => (await callOf(callId, token)) !== undefined;

async function callOf(callId: string, token: string) {
  const found = /^[0-9a-f-]{36}$/.test(callId) && token.length < 100 ? await findCallWithInbox(callId) : undefined;
  const hashes = found && [found.call.tokenHash, ...found.call.earlierTokenHashes];
  return hashes && isOneOf(hashes, sha256(token)) ? found : undefined;
}

/** Compares with each of them, also after a match: how long it takes tells nothing. */
const isOneOf = (hashes: string[], hash: string) => hashes.filter((one) => equalInConstantTime(one, hash)).length > 0;
