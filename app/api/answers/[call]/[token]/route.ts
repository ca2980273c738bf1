import { readBytes } from "@/app/body";
import { door } from "@/app/door";
import { jsonAnswer } from "@/app/json-answer";
import { takeOrHold } from "@/inngest/held-answers";
import { mostUnpacked } from "@/lib/answer-text";
import { Problem } from "@/lib/errors";

/**
 * The one door for every service's webhook. Public: the token in the address, made for one call, is the key. A service says
 * it once: whatever comes with the right token is kept and thanked for, also what cannot be read.
 */
export const POST = door("public", async ({ request, params }) => {
  const taken = await takeOrHold(params.call ?? "", params.token ?? "", async () => ({
    ...(await readBytes(request, mostUnpacked)),
    encoding: request.headers.get("content-encoding") ?? undefined,
  }));
  if (taken === "unknown") throw new Problem("not_found", "There is no such call.");
  return jsonAnswer({ received: true });
});
