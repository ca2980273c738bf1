import { door } from "@/app/door";
import { workingOrigin } from "@/app/present/origin";
import { readBody } from "@/app/read";
import { resumeOrigin } from "@/db/origins";
import { sendSoon } from "@/inngest/outbox";
import { resumeRequest } from "@/lib/delivery";

/** Forgets an origin's failures and sends what waited for it. Repeating it changes nothing. */
export const POST = door("key", async ({ request, key }) => {
  const { origin } = await readBody(resumeRequest, request);
  (await resumeOrigin({ keyId: key.id, origin })).forEach(sendSoon);
  return Response.json(workingOrigin(origin));
});
