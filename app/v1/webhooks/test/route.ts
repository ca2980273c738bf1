import { door, type Visit } from "@/app/door";
import { readBody } from "@/app/read";
import { testWebhook } from "@/inngest/test-webhook";
import { testWebhookRequest } from "@/lib/delivery";

export const POST = door("key", test, { limited: "test" });

async function test({ request, key }: Visit): Promise<Response> {
  const { url } = await readBody(testWebhookRequest, request);
  return Response.json(await testWebhook(key.id, url));
}
