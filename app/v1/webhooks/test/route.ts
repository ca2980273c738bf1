import { testWebhook } from "@/inngest/deliveries/test-webhook";
import { testWebhookRequest } from "@/lib/schemas/delivery";
import { readBody } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";

export const POST = defineRoute("key", test, { limited: "test" });

async function test({ request, key }: RequestContext): Promise<Response> {
  const { url } = await readBody(testWebhookRequest, request);
  return Response.json(await testWebhook(key.id, url));
}
