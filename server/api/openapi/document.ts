import { allWorkflows } from "@/inngest/registry";
import { env } from "@/lib/env";
import { answered, asked } from "./components";
import { examples } from "./examples";
import { jobEndedWebhook } from "./job-ended";
import { refusals, schemasOf } from "./operation";
import * as paths from "./paths";

/** OpenAPI 3.1 of the public API, made from the registry and the schemas that the routes use. */
export function describeApi(): Record<string, unknown> {
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
    tags: [
      { name: "jobs" },
      { name: "batches" },
      { name: "media" },
      { name: "webhooks" },
      { name: "keys" },
      { name: "description" },
    ],
    paths: withReadLimit(Object.assign({}, ...Object.values(paths))),
    webhooks: { "job.ended": { post: jobEndedWebhook } },
    components: {
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        bearer: { type: "http", scheme: "bearer" },
      },
      schemas: {
        ...Object.fromEntries(
          Object.entries(schemasOf(asked, "input")).map(([name, schema]) => [
            name,
            { ...schema, examples: [examples[name as keyof typeof asked]] },
          ]),
        ),
        ...schemasOf(answered, "output"),
        ...schemasOf(Object.fromEntries(allWorkflows.map(({ model, input }) => [`input.${model}`, input])), "input"),
      },
    },
  };
}

type Operation = { responses?: Record<string, unknown> };

/** Every read with a key can be refused by the limit on reads. */
function withReadLimit(routes: Record<string, Record<string, Operation>>): Record<string, object> {
  const { "429": refusal } = refusals("rate_limited");
  const described = ([method, operation]: [string, Operation]) => {
    const isLimited = ["get", "head"].includes(method) && operation.responses?.["401"];
    return [method, isLimited ? { ...operation, responses: { ...operation.responses, "429": refusal } } : operation];
  };
  return Object.fromEntries(
    Object.entries(routes).map(([path, methods]) => [path, Object.fromEntries(Object.entries(methods).map(described))]),
  );
}
