import { z } from "zod";
import { listOrigins, resumeOrigin } from "@/db/webhook-origins";
import { rotateSecret } from "@/db/webhook-rotations";
import { testWebhook as send } from "@/inngest/deliveries/test-webhook";
import { sendSoon } from "@/inngest/event-outbox";
import { Problem } from "@/lib/errors";
import {
  resumeRequest,
  rotateRequest,
  testWebhookRequest,
  webhookOriginListSchema,
  webhookOriginSchema,
  webhookSecretSchema,
  webhookTestSchema,
} from "@/lib/schemas/delivery";
import { pageOf } from "@/lib/schemas/list";
import { defineRoute } from "../route";
import { presentPageBy } from "../serializers/page";
import { presentOrigin, workingOrigin } from "../serializers/webhook-origin";
import { presentSecret } from "../serializers/webhook-secret";

/** Can be read any number of times: a key's holder could rotate the secret anyway. */
export const getWebhookSecret = defineRoute({
  method: "GET",
  path: "/v1/webhooks/secret",
  access: "key",
  operationId: "getWebhookSecret",
  tag: "webhooks",
  summary: "Get the secret that signs this key's webhooks",
  zh: "获取为此密钥的 Webhook 签名的密钥",
  responses: { 200: [webhookSecretSchema, "The secret."] },
  handler: async ({ key }) => [200, await presentSecret(key.id)],
});

export const rotateWebhookSecret = defineRoute({
  method: "POST",
  path: "/v1/webhooks/secret/rotate",
  access: "key",
  operationId: "rotateWebhookSecret",
  tag: "webhooks",
  summary: "Rotate the secret; both secrets sign during the overlap",
  zh: "轮换签名密钥；重叠期内两个密钥都会签名",
  body: rotateRequest,
  examples: [{ overlap: 3600 }],
  responses: { 200: [webhookSecretSchema, "The new secret."] },
  errors: ["conflict"],
  handler: async ({ body, key }) => {
    if (await rotateSecret(key.id, body.overlap)) return [200, await presentSecret(key.id)];
    const detail =
      'The secret before still signs. Rotate again when it has stopped, or end it at once with "overlap": 0.';
    throw new Problem("conflict", detail);
  },
});

export const testWebhook = defineRoute({
  method: "POST",
  path: "/v1/webhooks/test",
  access: "key",
  limit: "test",
  operationId: "testWebhook",
  tag: "webhooks",
  summary: "Send a signed sample event and return the response",
  zh: "发送一个已签名的示例事件并返回响应",
  body: testWebhookRequest,
  examples: [{ url: "https://example.com/hooks/nextscene" }],
  responses: {
    200: [webhookTestSchema, "Result of the test, even if the endpoint rejected it or did not respond."],
  },
  handler: async ({ body, key }) => [200, await send(key.id, body.url)],
});

/** Per key: an origin that fails for one caller may be another's misspelt port. */
export const listWebhookOrigins = defineRoute({
  method: "GET",
  path: "/v1/webhooks/origins",
  access: "key",
  operationId: "listWebhookOrigins",
  tag: "webhooks",
  summary: "List origins where your webhooks fail or are paused",
  zh: "列出 Webhook 投递失败或已暂停的来源",
  query: z.strictObject(pageOf(z.string().max(2048))),
  responses: {
    200: [webhookOriginListSchema, "A page of origins, sorted by name. Working origins are not listed."],
  },
  handler: async ({ query, key }) => {
    const rows = await listOrigins(key.id, query);
    const show = (some: typeof rows) => some.map(presentOrigin);
    return [200, await presentPageBy(rows, query.limit, show, ({ origin }) => origin)];
  },
});

/** Forgets an origin's failures and sends the waiting deliveries. Repeating it changes nothing. */
export const resumeWebhookOrigin = defineRoute({
  method: "POST",
  path: "/v1/webhooks/origins/resume",
  access: "key",
  operationId: "resumeWebhookOrigin",
  tag: "webhooks",
  summary: "Resume deliveries to a paused origin",
  zh: "恢复向已暂停的来源投递",
  body: resumeRequest,
  examples: [{ origin: "https://example.com" }],
  responses: { 200: [webhookOriginSchema, "The origin. Its waiting deliveries are sent."] },
  handler: async ({ body: { origin }, key }) => {
    (await resumeOrigin({ keyId: key.id, origin })).forEach(sendSoon);
    return [200, workingOrigin(origin)];
  },
});
