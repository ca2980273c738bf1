import { door } from "@/app/door";
import { readBody } from "@/app/read";
import { testWebhook } from "@/inngest/test-webhook";
import { testWebhookRequest } from "@/lib/delivery";

export const POST = door(
  "key",
  async ({ request, key }) => {
    const { url } = await readBody(testWebhookRequest, request);
    return Response.json(await testWebhook(key.id, url));
  },
  { limited: "test" },
);
