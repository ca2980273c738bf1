import { z } from "zod";
import { allWorkflows } from "@/inngest/registry";
import { generateRequest } from "@/inngest/request";
import { resolveRequest } from "@/inngest/resolve";
import { env } from "@/lib/env";
import { errorCodes } from "@/lib/errors";
import { jobListSchema, jobSchema, jobStatuses, modelSchema, outputSchema, problemSchema } from "@/lib/job";
import { inputSchema } from "./model";

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
    paths,
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
        Model: schemaOf(modelSchema),
        Problem: schemaOf(problemSchema),
        ...Object.fromEntries(
          allWorkflows.map((workflow) => [`input.${workflow.model}`, withoutDialect(inputSchema(workflow))]),
        ),
      },
    },
  };
}

const withoutDialect = ({ $schema: _, ...schema }: Record<string, unknown>) => schema;
const schemaOf = (schema: z.ZodType, io: "input" | "output" = "output") =>
  withoutDialect(z.toJSONSchema(schema, { io }) as Record<string, unknown>);

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string, description: string) => ({
  description,
  content: { "application/json": { schema: ref(name) } },
});
const jobId = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
const stepName = { name: "name", in: "path", required: true, schema: { type: "string" }, description: "URL-encoded." };
const query = (name: string, schema: Record<string, unknown>, description: string) => ({
  name,
  in: "query",
  required: false,
  schema,
  description,
});

/** The refusals a route can give, by status; the titles come from the table of codes. */
function refusals(...codes: (keyof typeof errorCodes)[]) {
  const statuses = new Map<number, string[]>();
  for (const code of codes) {
    const { status, title } = errorCodes[code];
    statuses.set(status, [...(statuses.get(status) ?? []), `${code}: ${title}.`]);
  }
  return Object.fromEntries(
    [...statuses].map(([status, lines]) => [
      String(status),
      { description: lines.join("\n"), content: { "application/problem+json": { schema: ref("Problem") } } },
    ]),
  );
}

const ofJob = (operationId: string, summary: string, responses: Record<string, unknown>) => ({
  operationId,
  summary,
  tags: ["jobs"],
  parameters: [jobId],
  responses: { ...responses, ...refusals("unauthorized", "not_found", "internal") },
});

const eventStream = {
  description: "Server-sent events.",
  content: { "text/event-stream": { schema: { type: "string" } } },
};
const podCancelled = {
  description: "It is being cancelled.",
  content: {
    "application/json": {
      schema: {
        type: "object",
        required: ["status", "job_id"],
        properties: { status: { const: "cancelled" }, job_id: { type: "string" } },
      },
    },
  },
};

const paths = {
  "/v1/generate": {
    post: {
      operationId: "generate",
      summary: "Start a job",
      description:
        "`options` are those of the model: see `GET /v1/models` and the schemas named `input.<model>`. Nothing is stored when it is refused.",
      tags: ["jobs"],
      parameters: [
        {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          schema: { type: "string", maxLength: 255 },
          description: "The same key and body within 24 hours give the same job.",
        },
      ],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: ref("Generate"),
            examples: {
              "next-scene": {
                value: {
                  model: "next-scene",
                  input: [{ type: "image", url: "https://example.com/picture.jpg" }],
                  options: { prompt: "The fog lifts and a boat appears." },
                  webhookUrl: "https://example.com/hooks/nextscene",
                },
              },
            },
          },
        },
      },
      responses: {
        "202": {
          ...json("Job", "The job, stored and queued."),
          headers: { Location: { schema: { type: "string" }, description: "Where the job is." } },
        },
        ...refusals(
          "invalid_request",
          "invalid_json",
          "unknown_model",
          "invalid_media",
          "unreachable_url",
          "unauthorized",
          "payload_too_large",
          "unsupported_media_type",
          "idempotency_mismatch",
          "internal",
        ),
      },
    },
  },
  "/v1/jobs": {
    get: {
      operationId: "listJobs",
      summary: "List jobs, newest first",
      tags: ["jobs"],
      parameters: [
        query("status", { enum: jobStatuses }, "Only jobs in this state."),
        query("model", { type: "string" }, "Only jobs of this model."),
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }, "How many."),
        query("after", { type: "string", format: "uuid" }, "Go on after this job: the `lastId` of the page before."),
      ],
      responses: {
        "200": json("JobList", "A page of jobs."),
        ...refusals("invalid_request", "unauthorized", "internal"),
      },
    },
  },
  "/v1/jobs/{id}": {
    get: ofJob("getJob", "Look at a job", { "200": json("Job", "The job. A failed one has an `error`.") }),
    delete: ofJob("deleteJob", "Delete an ended job", {
      "204": { description: "It is gone." },
      ...refusals("conflict"),
    }),
  },
  "/v1/jobs/{id}/events": {
    get: ofJob("watchJob", "Watch a job: a snapshot first, then each change, until it has ended", {
      "200": eventStream,
    }),
  },
  "/v1/events": {
    get: {
      operationId: "watchJobs",
      summary: "Watch all own jobs",
      tags: ["jobs"],
      responses: { "200": eventStream, ...refusals("unauthorized", "internal") },
    },
  },
  "/v1/jobs/{id}/cancel": {
    post: ofJob("cancelJob", "Cancel a job and what it holds at services; repeating it changes nothing", {
      "200": json("Job", "The job, cancelling or ended."),
    }),
  },
  "/v1/jobs/{id}/retry": {
    post: ofJob("retryJob", "Continue a failed or cancelled job; what is finished is used again", {
      "202": json("Job", "The job, queued."),
      ...refusals("conflict"),
    }),
  },
  "/v1/jobs/{id}/steps/{name}/resolve": {
    post: {
      ...ofJob("resolveStep", "Settle a step of which it is not known whether the service took it", {
        "200": json("Job", "The job. `check_again` tells in the step's `message` what was found."),
        ...refusals("invalid_request", "invalid_json", "conflict", "payload_too_large", "unsupported_media_type"),
      }),
      parameters: [jobId, stepName],
      requestBody: { required: true, content: { "application/json": { schema: ref("Resolve") } } },
    },
  },
  "/cancel/{id}": { post: ofJob("cancelAsPod", "Cancel, in the words of the pods", { "200": podCancelled }) },
  "/v1/cancel/{id}": { post: ofJob("cancelAsPodV1", "Cancel, in the words of the pods", { "200": podCancelled }) },
  "/v1/uploads": {
    post: {
      operationId: "upload",
      summary: "Upload a file to use as `asset:<id>`",
      tags: ["media"],
      requestBody: {
        required: true,
        content: {
          "image/*": { schema: { type: "string", format: "binary" } },
          "video/*": { schema: { type: "string", format: "binary" } },
          "audio/*": { schema: { type: "string", format: "binary" } },
          "multipart/form-data": {
            schema: { type: "object", properties: { file: { type: "string", format: "binary" } } },
          },
        },
      },
      responses: {
        "201": json("Output", "The asset."),
        "200": json("Output", "The same bytes were there already."),
        ...refusals(
          "invalid_request",
          "invalid_media",
          "length_mismatch",
          "unauthorized",
          "payload_too_large",
          "internal",
        ),
      },
    },
  },
  "/v1/models": {
    get: {
      operationId: "listModels",
      summary: "List every model with the JSON Schema of what it takes",
      tags: ["description"],
      responses: {
        "200": {
          description: "All models.",
          content: {
            "application/json": {
              schema: {
                type: "object",
                required: ["object", "data"],
                properties: { object: { const: "list" }, data: { type: "array", items: ref("Model") } },
              },
            },
          },
        },
        ...refusals("unauthorized", "internal"),
      },
    },
  },
  "/v1/openapi.json": {
    get: {
      operationId: "describe",
      summary: "This description",
      tags: ["description"],
      security: [],
      responses: {
        "200": { description: "OpenAPI 3.1.", content: { "application/json": { schema: { type: "object" } } } },
      },
    },
  },
};

const jobEndedWebhook = {
  operationId: "jobEnded",
  summary: "A job has ended (Standard Webhooks 1.0.0: webhook-id, webhook-timestamp, webhook-signature)",
  requestBody: {
    content: {
      "application/json": {
        schema: {
          type: "object",
          required: ["id", "createdAt", "status", "model", "localUrl", "error"],
          properties: {
            id: { type: "string" },
            createdAt: { type: "string", format: "date-time" },
            status: { enum: ["completed", "failed", "cancelled"] },
            model: { type: "string" },
            webhookUrl: { type: ["string", "null"] },
            options: { type: "object" },
            stream: { type: "boolean" },
            localUrl: { type: "array", items: { type: "string" } },
            error: { type: ["string", "null"] },
          },
        },
      },
    },
  },
  responses: { "2XX": { description: "Received; anything else is tried again, 410 stops." } },
};
