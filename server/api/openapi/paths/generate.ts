import { json, query, ref, refusals } from "../operation";

const header = (description: string) => ({ schema: { type: "string" }, description });
const answerHeaders = {
  Location: header("URL of the job."),
  "Idempotent-Replayed": header("`true` if this is the job of an earlier request with the same Idempotency-Key."),
  "Preference-Applied": header("The maximum wait that was applied: `wait=30`."),
  "RateLimit-Policy": header(
    'Allowed submits per minute: `"create";q=60;w=60`. For a dry run, allowed quotes: `"quote";q=300;w=60`.',
  ),
  RateLimit: header('Remaining requests and seconds until the limit resets: `"create";r=59;t=30`.'),
};

export const generate = {
  "/v1/generate": {
    post: {
      operationId: "generate",
      summary: "Start a job",
      description:
        "The model defines the `options`: see `GET /v1/models` and the schemas named `input.<model>`. A rejected request stores nothing.\n\nEach key (`/v1/keys`) limits submits per minute, concurrent jobs and USD per day. Running jobs count towards the daily budget with their estimate until they end.",
      tags: ["jobs"],
      parameters: [
        query(
          "dry_run",
          { enum: ["true", "false"] },
          "`true` only validates the request, including the media, and returns a quote. Nothing is stored or started, and the key's limits are not checked.",
        ),
        {
          name: "Prefer",
          in: "header",
          required: false,
          schema: { type: "string", examples: ["wait=30", "respond-async, wait=1"] },
          description: "Wait up to this many seconds for the job to end; the maximum is 60.",
        },
        {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          schema: { type: "string", maxLength: 255, examples: ["order-4711", '"order-4712"'] },
          description:
            "Repeating a request with the same key and body within 24 hours returns the same job. Plain or quoted.",
        },
      ],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: ref("Generate"),
          },
        },
      },
      responses: {
        "202": { ...json("Job", "The job, stored and queued."), headers: answerHeaders },
        "200": {
          description: "The job, if it ended within the `Prefer: wait` time; or the quote of a dry run.",
          content: { "application/json": { schema: { oneOf: [ref("Job"), ref("Quote")] } } },
          headers: answerHeaders,
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
          "budget_exceeded",
          "rate_limited",
          "too_many_jobs",
          "storage_full",
          "internal",
        ),
      },
    },
  },
};
