import { signOut as endSession } from "@/db/sessions";
import { takeOrHold } from "@/inngest/calls/held-answers";
import { signatureHeaders } from "@/lib/crypto/vendor-signature";
import { Problem } from "@/lib/errors";
import { mostUnpacked } from "@/lib/http/answer-text";
import { checkHealth } from "../../entry/health";
import { serveMcp } from "../../mcp/serve";
import { serveFile } from "../../media/serve-file";
import { jsonAnswer } from "../json-response";
import { readBytes } from "../request-body";
import { defineRoute } from "../route";
import { sessionToken, setCookie } from "../session";

/** Endpoints beside the public API. */

/**
 * Public, for load balancers and the start: contains states, no addresses and no secrets; the same format for every
 * state.
 */
export const health = defineRoute({
  method: "GET",
  path: "/health",
  access: "public",
  crossOrigin: true,
  handler: async () => {
    const state = await checkHealth();
    const isDown = state.status === "down";
    return jsonAnswer(state, { status: isDown ? 503 : 200, headers: isDown ? { "retry-after": "5" } : {} });
  },
});

/** Public: the signature in the URL, valid for one file and up to two days, is the credential. */
export const file = defineRoute({
  method: "GET",
  path: "/files/{name}",
  access: "public",
  crossOrigin: true,
  handler: serveFile,
});

export const signOut = defineRoute({
  method: "POST",
  path: "/api/sign-out",
  access: "key",
  handler: async ({ request }) => {
    const token = sessionToken(request);
    if (token) await endSession(token);
    return new Response(null, { status: 204, headers: { "set-cookie": setCookie("", 0) } });
  },
});

export const mcp = defineRoute({ method: "POST", path: "/mcp", access: "key", handler: serveMcp });

/**
 * The route for every service's webhook. Public: the token in the address, made for one call, is the credential.
 * A vendor that signs its webhooks must have signed as well. Services may send an answer only once, so every other message
 * with a valid token is stored and accepted, even an unreadable one.
 */
export const receiveAnswer = defineRoute({
  method: "POST",
  path: "/api/answers/{call}/{token}",
  access: "public",
  handler: async ({ request, params: { call, token } }) => {
    const headers = signatureHeaders(request.headers);
    const at = Date.now();
    const taken = await takeOrHold(call, token, async () => ({
      ...(await readBytes(request, mostUnpacked)),
      encoding: request.headers.get("content-encoding") ?? undefined,
      ...(Object.keys(headers).length > 0 && { signed: { headers, at } }),
    }));
    if (taken === "unknown") throw new Problem("not_found", "Call not found.");
    if (taken === "refused")
      throw new Problem("invalid_signature", "The signature is missing, wrong or older than five minutes.");
    if (taken === "later")
      throw new Problem(
        "unavailable",
        "The signature cannot be verified now. Send the webhook again in a few seconds.",
      );
    return jsonAnswer({ received: true });
  },
});
