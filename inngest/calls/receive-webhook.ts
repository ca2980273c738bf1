import { heldByService } from "@/db/call-states";
import { type Call, findCallWithInbox, isEnded, setCallMessage, transitionCall } from "@/db/calls";
import { sha256 } from "@/db/keys";
import { equalInConstantTime } from "@/lib/crypto/constant-time";
import { failpoint } from "@/lib/failpoint";
import { textOfBytes } from "@/lib/http/answer-text";
import { log } from "@/lib/log";
import { makerOf } from "../registry";
import { interpretAnswer, workIn } from "./interpret-answers";
import { keepAnswer, keepUnreadable } from "./record-answer";
import { type Signed, verifyWebhook } from "./verify-webhook";

/** A body as it came: the first bytes of one that is larger than is read. */
export type Came = { bytes: Uint8Array; isWhole: boolean; encoding?: string; signed?: Signed };

/**
 * What became of a webhook. `noted`: it wakes no one. `hint`: it was not stored, and the call is to poll now. `later`: the
 * vendor is to send it again. `unknown`: its token is no call's. `refused`: its signature is missing or wrong.
 */
export type Received = "taken" | "noted" | "hint" | "later" | "unknown" | "refused";

/**
 * Takes a service's webhook into the inbox; the call reads it from there. The same answer again changes nothing; one that
 * comes after the call has ended is stored, and marked when it contradicts the end. With the right token only a wrong
 * signature is refused: what cannot be read is stored and shown on the step. `taken` is called once an end is readable.
 */
export async function receiveWebhook(
  callId: string,
  token: string,
  body: string | (() => Promise<Came>),
  taken?: () => void,
): Promise<Received> {
  const found = await callOf(callId, token);
  if (!found) return "unknown";
  const { call, answers } = found;
  const service = makerOf(call);
  const came: Came = typeof body === "string" ? { bytes: Buffer.from(body), isWhole: true } : await body();
  const proof = await verifyWebhook(service, came);
  if (proof === "refused") return refuse(call, service.id);
  const read = came.isWhole ? await textOfBytes(came.bytes, came.encoding) : null;
  const isOfNewest = equalInConstantTime(call.tokenHash, sha256(token));
  // An address to fetch the result from proves itself: the vendor is asked there, with our key.
  const isPointer = read && call.serviceJobId === null && interpretAnswer(service, read.text).state === "elsewhere";
  if (proof !== "answer" && !isPointer) {
    return takeAsHint(call, { isOfNewest, work: read && workIn(service, read.text) });
  }
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

/** The result still comes by poll. */
async function refuse(call: Call, name: string): Promise<"refused"> {
  const words = `A webhook of ${name} was refused: its signature is missing, wrong or older than five minutes.`;
  if (isEnded(call) || call.message === words) return "refused";
  log("warn", words, { callId: call.id });
  await setCallMessage(call, words);
  return "refused";
}

/**
 * A webhook whose body is not proven: the call polls the vendor, whose answer is the truth. Where the receipt was lost, the
 * body says which work that is; without that the vendor has to send it again.
 */
async function takeAsHint(
  call: Call,
  { isOfNewest, work }: { isOfNewest: boolean; work: { id: string } | null },
): Promise<Received> {
  if (isEnded(call)) return "noted";
  if (!isOfNewest) return "later";
  if (call.serviceJobId !== null) return "hint";
  if (!work || !heldByService.includes(call.status)) return "later";
  await transitionCall(call, "hear", { serviceJobId: work.id, message: null });
  return "hint";
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
