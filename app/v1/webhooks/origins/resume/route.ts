import { resumeOrigin } from "@/db/webhook-origins";
import { sendSoon } from "@/inngest/event-outbox";
import { resumeRequest } from "@/lib/schemas/delivery";
import { readBody } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";
import { workingOrigin } from "@/server/api/serializers/webhook-origin";

/** Forgets an origin's failures and sends the waiting deliveries. Repeating it changes nothing. */
export const POST = defineRoute("key", async ({ request, key }) => {
  const { origin } = await readBody(resumeRequest, request);
  (await resumeOrigin({ keyId: key.id, origin })).forEach(sendSoon);
  return Response.json(workingOrigin(origin));
});
