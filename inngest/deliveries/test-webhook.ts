import { v7 as uuidv7 } from "uuid";
import { resumeOrigin } from "@/db/webhook-origins";
import { fieldProblem } from "@/lib/errors";
import { SendError } from "@/lib/http/client";
import { checkAddress } from "@/lib/http/clients";
import { originOf } from "@/lib/schemas/delivery";
import { sendSoon } from "../event-outbox";
import { isSuccess } from "./reply";
import { postWebhook } from "./send-webhook";

/**
 * Sends a signed sample event in the usual format and returns the response. It is not stored or retried; a success
 * resumes a paused origin, a failure does not count against it.
 */
export async function testWebhook(keyId: string, url: string) {
  checkPublic(url);
  const id = `msg_${uuidv7()}`;
  const sample = {
    id: uuidv7(),
    createdAt: new Date().toISOString(),
    status: "completed",
    model: "webhook.test",
    webhookUrl: url,
    options: {},
    stream: true,
    localUrl: [],
    error: null,
  };
  const reply = await postWebhook({ id, keyId, url, body: JSON.stringify(sample) });
  const delivered = isSuccess(reply);
  if (delivered) (await resumeOrigin({ keyId, origin: originOf(url) })).forEach(sendSoon);
  const { status, milliseconds, answer } = reply;
  return { object: "webhook_test" as const, id, url, delivered, status, milliseconds, answer };
}

function checkPublic(url: string): void {
  try {
    checkAddress(url);
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    throw fieldProblem("invalid_request", "/url", `${error.message}.`);
  }
}
