import { env } from "@/lib/env";
import { defineRoute, type Endpoint, tags } from "../route";
import { endpoints } from "../routes";
import { answered, asked } from "./components";
import { jobEndedWebhook } from "./job-ended";
import { modelSchemas, requestSchemas } from "./models";
import { operationsOf } from "./operations";

let made: string | undefined;

/** Public, for anyone who wants to call the API. Cached: it depends on settings only. */
export const describe = defineRoute({
  method: "GET",
  path: "/v1/openapi.json",
  access: "public",
  operationId: "describe",
  tag: "description",
  summary: "Get this OpenAPI document",
  zh: "获取本 OpenAPI 文档",
  responses: {
    200: { description: "OpenAPI 3.1.", content: { "application/json": { schema: { type: "object" } } } },
  },
  handler: async () => {
    made ??= JSON.stringify(describeApi());
    return new Response(made, { headers: { "content-type": "application/json" } });
  },
});

/** All endpoints of the server. */
export const apiEndpoints: readonly Endpoint[] = [...endpoints, describe];

/** OpenAPI 3.1 of the public API, made from the registry and the definitions of the endpoints. */
export function describeApi(): Record<string, unknown> {
  const { paths, schemas } = operationsOf(apiEndpoints, { asked, answered });
  return {
    openapi: "3.1.0",
    info: {
      title: "Nextscene",
      version: "1.0.0",
      license: { name: "MIT", identifier: "MIT" },
      description:
        "Runs AI media workflows durably: choose a model, send media and options, and get finished media back.",
    },
    servers: [{ url: env().PUBLIC_URL }],
    security: [{ apiKey: [] }, { bearer: [] }],
    tags: tags.map((name) => ({ name })),
    paths,
    webhooks: { "job.ended": { post: jobEndedWebhook } },
    components: {
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        bearer: { type: "http", scheme: "bearer" },
      },
      schemas: { ...schemas, ...requestSchemas(schemas.Generate ?? {}), ...modelSchemas() },
    },
  };
}
