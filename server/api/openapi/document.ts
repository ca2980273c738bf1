import { allWorkflows } from "@/inngest/registry";
import { env } from "@/lib/env";
import { answered, asked } from "./components";
import { examples } from "./examples";
import { jobEndedWebhook } from "./job-ended";
import { schemasOf } from "./operation";
import * as paths from "./paths";

/** OpenAPI 3.1 of the public API, made from the schemas that the routes themselves use and from the registry. */
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
    tags: [{ name: "jobs" }, { name: "media" }, { name: "webhooks" }, { name: "keys" }, { name: "description" }],
    paths: Object.assign({}, ...Object.values(paths)),
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
