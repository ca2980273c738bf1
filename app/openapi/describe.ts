import { allWorkflows } from "@/inngest/registry";
import { generateRequest } from "@/inngest/request";
import { resolveRequest } from "@/inngest/resolve";
import { env } from "@/lib/env";
import {
  directUploadSchema,
  jobListSchema,
  jobSchema,
  modelSchema,
  outputSchema,
  problemSchema,
  videoMetadataSchema,
} from "@/lib/job";
import { manifestSchema } from "@/lib/manifest";
import { inputSchema } from "../present/model";
import { directRequest } from "../v1/uploads/direct";
import { jobEndedWebhook } from "./job-ended";
import { schemaOf, withoutDialect } from "./part";
import * as paths from "./paths";

/** OpenAPI 3.1 of the public API, made from the schemas that the routes themselves use and from the registry. */
export function describeApi(): Record<string, unknown> {
  return {
    openapi: "3.1.0",
    info: {
      title: "Nextscene",
      version: "1.0.0",
      license: { name: "MIT", identifier: "MIT" },
      description: "Runs AI media workflows durably: name a model, give it media and options, get finished media back.",
    },
    servers: [{ url: env().PUBLIC_URL }],
    security: [{ apiKey: [] }, { bearer: [] }],
    tags: [{ name: "jobs" }, { name: "media" }, { name: "description" }],
    paths: Object.assign({}, ...Object.values(paths)),
    webhooks: { "job.ended": { post: jobEndedWebhook } },
    components: {
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        bearer: { type: "http", scheme: "bearer" },
      },
      schemas: {
        Generate: schemaOf(generateRequest, "input"),
        Resolve: schemaOf(resolveRequest, "input"),
        Job: schemaOf(jobSchema),
        JobList: schemaOf(jobListSchema),
        Output: schemaOf(outputSchema),
        DirectUpload: schemaOf(directUploadSchema),
        PresignUpload: schemaOf(directRequest, "input"),
        VideoMetadata: schemaOf(videoMetadataSchema),
        Manifest: schemaOf(manifestSchema),
        Model: schemaOf(modelSchema),
        Problem: schemaOf(problemSchema),
        ...Object.fromEntries(
          allWorkflows.map((workflow) => [`input.${workflow.model}`, withoutDialect(inputSchema(workflow))]),
        ),
      },
    },
  };
}
