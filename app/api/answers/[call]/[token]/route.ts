import { takeOrHold } from "@/inngest/calls/held-answers";
import { signatureHeaders } from "@/lib/crypto/vendor-signature";
import { Problem } from "@/lib/errors";
import { mostUnpacked } from "@/lib/http/answer-text";
import { jsonAnswer } from "@/server/api/json-response";
import { readBytes } from "@/server/api/request-body";
import { defineRoute } from "@/server/api/route";

/**
 * The route for every service's webhook. Public: the token in the address, made for one call, is the credential.
 * A vendor that signs its webhooks must have signed as well. Services may send an answer only once, so every other message
 * with a valid token is stored and accepted, even an unreadable one.
 */
export const POST = defineRoute("public", async ({ request, params }) => {
  const headers = signatureHeaders(request.headers);
  const at = Date.now();
  const taken = await takeOrHold(params.call ?? "", params.token ?? "", async () => ({
    ...(await readBytes(request, mostUnpacked)),
    encoding: request.headers.get("content-encoding") ?? undefined,
    ...(Object.keys(headers).length > 0 && { signed: { headers, at } }),
  }));
  if (taken === "unknown") throw new Problem("not_found", "Call not found.");
  if (taken === "refused")
    throw new Problem("invalid_signature", "The signature is missing, wrong or older than five minutes.");
  if (taken === "later")
    throw new Problem("unavailable", "The signature cannot be verified now. Send the webhook again in a few seconds.");
  return jsonAnswer({ received: true });
});
