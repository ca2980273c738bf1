import { testNotification } from "@/inngest/deliveries/test-notification";
import { testNotificationRequest } from "@/lib/schemas/notify";
import { readBody } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";

export const POST = defineRoute("key", test, { limited: "test" });

async function test({ request, key }: RequestContext): Promise<Response> {
  const { to } = await readBody(testNotificationRequest, request);
  return Response.json(await testNotification(key, to));
}
