import { findCallWithInbox, isEnded, setCallMessage } from "@/db/calls";
import { sha256 } from "@/db/keys";
import { equalInConstantTime } from "@/lib/crypto/constant-time";
import { failpoint } from "@/lib/failpoint";
import { textOfBytes } from "@/lib/http/answer-text";
import { makerOf } from "../registry";
import { keepAnswer, keepUnreadable } from "./record-answer";

/** A request body. `isWhole` is false if it exceeded the size limit; `bytes` then holds its beginning. */
export type WebhookBody = { bytes: Uint8Array; isWhole: boolean; encoding?: string };

/**
 * Stores a service's webhook in the inbox, where the call reads it; a repeated body changes nothing. A valid token is enough:
 * unreadable bodies are stored for people, late contradictions are marked. The body is read after the token is verified.
 * "noted": the call's run need not wake. `taken` is called once a terminal answer is in the inbox.
 */
export async function receiveWebhook(
  callId: string,
  token: string,
  body: string | (() => Promise<WebhookBody>),
  taken?: () => void,
): Promise<"taken" | "noted" | "unknown"> {
  const found = await callOf(callId, token);
  if (!found) return "unknown";
  const { call, answers } = found;
  const service = makerOf(call);
  const came: WebhookBody = typeof body === "string" ? { bytes: Buffer.from(body), isWhole: true } : await body();
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

/** Whether the call has this token. The route accepts larger bodies with a valid token. */
export const mayAnswer = async (callId: string, token: string) => (await callOf(callId, token)) !== undefined;

async function callOf(callId: string, token: string) {
  const found = /^[0-9a-f-]{36}$/.test(callId) && token.length < 100 ? await findCallWithInbox(callId) : undefined;
  const hashes = found && [found.call.tokenHash, ...found.call.earlierTokenHashes];
  return hashes && isOneOf(hashes, sha256(token)) ? found : undefined;
}

/** Compares with every hash, even after a match, so that the duration reveals nothing. */
const isOneOf = (hashes: string[], hash: string) => hashes.filter((one) => equalInConstantTime(one, hash)).length > 0;
