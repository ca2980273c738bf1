import { setCallMessage, transitionCall } from "@/db/call-moves";
import { heldByService } from "@/db/call-states";
import { type Call, findCallWithInbox, isEnded } from "@/db/calls";
import { sha256 } from "@/db/keys";
import { equalInConstantTime } from "@/lib/crypto/constant-time";
import { failpoint } from "@/lib/failpoint";
import { textOfBytes } from "@/lib/http/answer-text";
import { log } from "@/lib/log";
import { makerOf } from "../registry";
import { interpretAnswer, workIn } from "./interpret-answers";
import { keepAnswer, keepUnreadable } from "./record-answer";
import { type Signed, verifyWebhook } from "./verify-webhook";

/** A request body. `isWhole` is false if it exceeded the size limit; `bytes` then holds its beginning. */
export type WebhookBody = { bytes: Uint8Array; isWhole: boolean; encoding?: string; signed?: Signed };

/**
 * What became of a webhook. "noted": the call's run need not wake. "hint": it was not stored, and the call polls now.
 * "later": the vendor must send it again. "unknown": no call has its token. "refused": its signature is missing or wrong.
 */
export type Received = "taken" | "noted" | "hint" | "later" | "unknown" | "refused";

/**
 * Stores a service's webhook in the inbox, where the call reads it; a repeated body changes nothing. Of vendors that sign,
 * the signature must fit. Unreadable bodies are stored for people, late contradictions are marked. The body is read after
 * the token is verified. `taken` is called once a terminal answer is in the inbox.
 */
export async function receiveWebhook(
  callId: string,
  token: string,
  body: string | (() => Promise<WebhookBody>),
  taken?: () => void,
): Promise<Received> {
  const found = await callOf(callId, token);
  if (!found) return "unknown";
  const { call, answers } = found;
  const service = makerOf(call);
  const came: WebhookBody = typeof body === "string" ? { bytes: Buffer.from(body), isWhole: true } : await body();
  const proof = await verifyWebhook(service, came);
  if (proof === "refused") return refuse(call, service.id);
  const read = came.isWhole ? await textOfBytes(came.bytes, came.encoding) : null;
  const isOfNewest = equalInConstantTime(call.tokenHash, sha256(token));
  // A body that only names where the result is needs no proof: the poll requests it from the vendor.
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

async function callOf(callId: string, token: string) {
  const found = /^[0-9a-f-]{36}$/.test(callId) && token.length < 100 ? await findCallWithInbox(callId) : undefined;
  const hashes = found && [found.call.tokenHash, ...found.call.earlierTokenHashes];
  return hashes && isOneOf(hashes, sha256(token)) ? found : undefined;
}

/** Compares with every hash, even after a match, so that the duration reveals nothing. */
const isOneOf = (hashes: string[], hash: string) => hashes.filter((one) => equalInConstantTime(one, hash)).length > 0;
