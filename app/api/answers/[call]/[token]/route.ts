import { takeOrHold } from "@/inngest/calls/held-answers";
import { Problem } from "@/lib/errors";
import { mostUnpacked } from "@/lib/http/answer-text";
import { jsonAnswer } from "@/server/api/json-response";
import { readBytes } from "@/server/api/request-body";
import { defineRoute } from "@/server/api/route";

/**
 * The route for every service's webhook. Public: the token in the address, made for one call, is the credential.
 * Services may send an answer only once, so every message with a valid token is stored and accepted, even an unreadable
 * one.
 */
export const POST = defineRoute("public", async ({ request, params }) => {
  const taken = await takeOrHold(params.call ?? "", params.token ?? "", async () => ({
    ...(await readBytes(request, mostUnpacked)),
    encoding: request.headers.get("content-encoding") ?? undefined,
  }));
  if (taken === "unknown") throw new Problem("not_found", "Call not found.");
  return jsonAnswer({ received: true });
});
