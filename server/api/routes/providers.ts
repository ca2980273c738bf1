import { z } from "zod";
import { pageOf } from "@/lib/schemas/list";
import { providerListSchema, providerTestSchema, testProviderRequest } from "@/lib/schemas/provider";
import { testProvider as probe } from "../provider-test";
import { defineRoute } from "../route";
import { presentPage } from "../serializers/page";
import { presentProviders } from "../serializers/provider";

const example = {
  object: "list",
  data: [
    {
      ...{ id: "kling", object: "provider", title: "Kling", status: "resting", configured: true, missing: [] },
      keySetting: "KLING_KEY",
      keyPage: "https://app.klingai.com/global/dev",
      source: "Kling's callback page, the AI SDK's source; prices unverified, 2026-11",
      lastWorkedAt: "2026-11-26T15:04:05.000Z",
      lastFailed: { at: "2026-11-26T16:20:00.000Z", kind: "throttled", reason: "too many requests" },
      roles: [
        {
          id: "image-to-video",
          resting: {
            ...{ until: "2026-11-26T16:20:30.000Z", failures: 2 },
            ...{ at: "2026-11-26T16:20:00.000Z", kind: "throttled", reason: "too many requests" },
          },
          testCost: 0.252,
          models: [
            {
              ...{ id: "kling:kling-v3", position: 2, configured: true },
              price: { unit: "second", usd: 0.084, byResolution: { "720p": 0.084, "1080p": 0.112 }, withAudio: 0.168 },
              ...{ durations: { min: 3, max: 15 }, resolutions: ["720p", "1080p"], longestPrompt: 2500 },
            },
          ],
        },
      ],
      test: { free: true },
    },
  ],
  ...{ firstId: "kling", lastId: "kling", hasMore: false },
};

export const listProviders = defineRoute({
  method: "GET",
  path: "/v1/providers",
  access: "key",
  operationId: "listProviders",
  tag: "description",
  summary: "List who can fill the roles: models, prices, order, and how each provider is doing",
  zh: "列出可担任各角色的服务商：模型、价格、顺序和当前状况",
  query: z.strictObject(pageOf(z.string().max(100), { usual: 100 })),
  responses: {
    200: { description: "A page of providers, the own pods first.", json: providerListSchema, example },
  },
  handler: async ({ query: { limit, after }, key }) => {
    const all = await presentProviders({ withWords: key.role === "admin" });
    const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const rows = after !== undefined && from === 0 ? [] : all.slice(from, from + limit + 1);
    return [200, await presentPage(rows, limit, (page) => page)];
  },
});

export const testProvider = defineRoute({
  method: "POST",
  path: "/v1/providers/{id}/test",
  access: "admin",
  limit: "test",
  operationId: "testProvider",
  tag: "description",
  summary: "Test whether a provider can be reached and takes its key",
  zh: "测试服务商能否连通、密钥是否有效",
  description:
    "Sends one request that costs nothing and starts no job. With `role`, it makes the smallest thing of that role instead: this costs `testCost`, needs `confirmCost`, counts towards the key's usage and is allowed once a minute per provider. Requires an admin key.",
  params: { id: z.string().meta({ examples: ["fal"] }) },
  body: testProviderRequest,
  examples: [{}],
  responses: { 200: [providerTestSchema, "What the provider answered."] },
  errors: ["budget_exceeded", "not_found", "conflict"],
  handler: async ({ params, body, key }) => [200, await probe(params.id, body, key)],
});
