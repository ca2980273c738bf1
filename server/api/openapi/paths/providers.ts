import { json, query, ref, refusals } from "../operation";

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

export const providers = {
  "/v1/providers": {
    get: {
      operationId: "listProviders",
      summary: "List who can fill the roles: models, prices, order, and how each provider is doing",
      tags: ["description"],
      parameters: [
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 100 }, "Page size."),
        query("after", { type: "string" }, "Cursor: the `lastId` of the previous page."),
      ],
      responses: {
        "200": {
          description: "A page of providers, the own pods first.",
          content: { "application/json": { schema: ref("ProviderList"), example } },
        },
        ...refusals("invalid_request", "unauthorized", "internal"),
      },
    },
  },
  "/v1/providers/{id}/test": {
    post: {
      operationId: "testProvider",
      summary: "Test whether a provider can be reached and takes its key",
      description:
        "Sends one request that costs nothing and starts no job. With `role`, it makes the smallest thing of that role instead: this costs `testCost`, needs `confirmCost`, counts towards the key's usage and is allowed once a minute per provider. Requires an admin key.",
      tags: ["description"],
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "string", examples: ["fal"] } }],
      requestBody: { required: false, content: { "application/json": { schema: ref("TestProvider") } } },
      responses: {
        "200": json("ProviderTest", "What the provider answered."),
        ...refusals("invalid_request", "invalid_json", "unauthorized", "budget_exceeded", "forbidden", "not_found"),
        ...refusals("conflict", "payload_too_large", "unsupported_media_type", "internal"),
        ...refusals("rate_limited"),
      },
    },
  },
};
