import { json, query, ref, refusals } from "../operation";

const header = (description: string) => ({ schema: { type: "string" }, description });
const answerHeaders = {
  Location: header("Where the job is."),
  "Idempotent-Replayed": header("`true`: the job of an earlier submit with this Idempotency-Key."),
  "Preference-Applied": header("The seconds that were waited at most: `wait=30`."),
  "RateLimit-Policy": header(
    'So many submits a minute: `"create";q=60;w=60`; of a dry run, so many quotes: `"quote";q=300;w=60`.',
  ),
  RateLimit: header('So many are left, and the seconds until the minute ends: `"create";r=59;t=30`.'),
};

export const generate = {
  "/v1/generate": {
    post: {
      operationId: "generate",
      summary: "Start a job",
      description:
        "`options` are those of the model: see `GET /v1/models` and the schemas named `input.<model>`. Nothing is stored when it is refused.\n\nThe limits of a key (`/v1/keys`): submits in a minute, jobs under way at once, and USD on a day, of which jobs under way take their estimate until they have ended.",
      tags: ["jobs"],
      parameters: [
        query(
          "dry_run",
          { enum: ["true", "false"] },
          "`true` checks the request, the media too, and answers what it would do and cost: nothing is stored or started, and the limits of the key, which are of the moment, are not asked.",
        ),
        {
          name: "Prefer",
          in: "header",
          required: false,
          schema: { type: "string", examples: ["wait=30", "respond-async, wait=1"] },
          description: "Waits until the job has ended, so many seconds at most, and never longer than 60.",
        },
        {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          schema: { type: "string", maxLength: 255, examples: ["order-4711", '"order-4712"'] },
          description: "The same key and body within 24 hours give the same job; bare or quoted.",
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
          description: "The job, when it has ended within the time of `Prefer: wait`; the quote of a dry run.",
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
