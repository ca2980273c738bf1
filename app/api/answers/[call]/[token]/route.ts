import { readText } from "@/app/body";
import { door } from "@/app/door";
import { jsonAnswer } from "@/app/json-answer";
import { takeOrHold } from "@/inngest/held-answers";
import { Problem } from "@/lib/errors";

const mostBytes = 1024 * 1024;

/** The one door for every service's webhook. Public: the token in the address, made for one call, is the key. */
export const POST = door("public", async ({ request, params }) => {
  const body = await readText(request, mostBytes);
  const taken = await takeOrHold(params.call ?? "", params.token ?? "", body);
  if (taken === "unknown") throw new Problem("not_found", "There is no such call.");
  if (taken === "unreadable") throw new Problem("invalid_json", "The body is not a JSON object.");
  return jsonAnswer({ received: true });
});
