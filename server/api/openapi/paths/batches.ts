import { mostItems } from "@/lib/schemas/batch";
import { deliveryStatuses } from "@/lib/schemas/delivery";
import { jobStatuses } from "@/lib/schemas/job";
import { dryRun, fields, json, ofJob, query, ref, refusals } from "../operation";

const batchId = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
const ofBatch = (...given: Parameters<typeof ofJob>) => ({
  ...ofJob(...given),
  tags: ["batches"],
  parameters: [batchId],
});
const limit = query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }, "Page size.");
const upload = "With an upload of rows: ";

export const batches = {
  "/v1/batches": {
    post: {
      operationId: "createBatch",
      summary: "Start many jobs at once",
      description: `All requests are checked and priced before anything starts. If one cannot be used, nothing is stored, and \`errors\` has every error with the place of its request (\`/requests/6/options/prompt\` is of the seventh). The cost of all jobs is reserved in the key's daily budget.

Send JSON, or upload a list of up to ${mostItems} rows. In a CSV file (UTF-8, with a header, separated by commas, semicolons or tabs) the columns are named like the options of the model; a column named like a media field, such as \`image\`, has URLs or \`asset:<id>\`, several separated by spaces. The columns \`model\`, \`priority\`, \`webhookUrl\`, \`s3Url\`, \`metadata\`, \`maxCost\`, \`notify\`, \`cache\`, \`review\` and \`stream\` are those of a request. Empty cells are left out. In JSON Lines each line is a request as for \`POST /v1/generate\`. A body has at most 8 MB.

Jobs begin in the order of the requests. The server has a limit of jobs of batches in progress per key (\`BATCH_CONCURRENCY\`), so that a long batch keeps no other key waiting.`,
      tags: ["batches"],
      parameters: [
        query(
          "dry_run",
          { enum: ["true", "false"] },
          "`true` only checks the requests, including their media, and returns a quote. Nothing is stored or started, and the key's limits are not checked.",
        ),
        query("model", { type: "string" }, `${upload}the model of rows without their own.`),
        query("strategy", { enum: ["parallel", "sequential"], default: "parallel" }, `${upload}as in the JSON body.`),
        query("maxConcurrent", { type: "integer", minimum: 1, maximum: 1000 }, `${upload}as in the JSON body.`),
        query("onFailure", { enum: ["continue", "stop"], default: "continue" }, `${upload}as in the JSON body.`),
        query("webhookUrl", { type: "string", format: "uri" }, `${upload}as in the JSON body.`),
        query("notify", { type: "string" }, `${upload}as in the JSON body, separated by commas. Empty: no one.`),
        {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          schema: { type: "string", maxLength: 255, examples: ["list-4711", '"list-4712"'] },
          description:
            "Repeating a request with the same key and body within 24 hours returns the same batch. Plain or quoted.",
        },
      ],
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: ref("CreateBatch") },
          "text/csv": {
            schema: {
              type: "string",
              examples: ["model,image,prompt\nqwen-edit,https://example.com/a.jpg,A foggy morning\n"],
            },
          },
          "application/x-ndjson": {
            schema: {
              type: "string",
              examples: [
                '{"model":"wan-i2v","input":[{"type":"image","url":"https://example.com/a.jpg"}],"options":{"prompt":"Fog"}}\n',
              ],
            },
          },
        },
      },
      responses: {
        "202": {
          ...json("Batch", "The batch, stored; its jobs wait or have begun."),
          headers: {
            Location: { schema: { type: "string" }, description: "URL of the batch." },
            "Idempotent-Replayed": {
              schema: { type: "string" },
              description: "`true` if this is the batch of an earlier request with the same Idempotency-Key.",
            },
          },
        },
        "200": json("BatchQuote", "Quote of a dry run."),
        ...refusals(
          "invalid_request",
          "invalid_json",
          "invalid_media",
          "unreachable_url",
          "unauthorized",
          "payload_too_large",
          "unsupported_media_type",
          "idempotency_mismatch",
          "budget_exceeded",
          "rate_limited",
          "storage_full",
          "internal",
        ),
      },
    },
    get: {
      operationId: "listBatches",
      summary: "List batches, newest first",
      tags: ["batches"],
      parameters: [
        limit,
        query(
          "after",
          { type: "string", format: "uuid" },
          "Cursor for older batches: the `lastId` of the previous page.",
        ),
      ],
      responses: {
        "200": json("BatchList", "A page of batches."),
        ...refusals("invalid_request", "unauthorized", "internal"),
      },
    },
  },
  "/v1/batches/{id}": {
    get: {
      ...ofBatch("getBatch", "Get a batch with a page of its jobs, in the order of the requests", {
        "200": {
          description: "The batch and its jobs.",
          content: { "application/json": { schema: { anyOf: [ref("BatchWithItems"), ref("BatchWithSummaries")] } } },
        },
        ...refusals("invalid_request"),
      }),
      parameters: [
        batchId,
        query("status", { enum: jobStatuses }, "Only jobs with this status."),
        limit,
        query(
          "after",
          { type: "string", format: "uuid" },
          "Cursor for later jobs: `items.lastId` of the previous page.",
        ),
        fields,
      ],
    },
    delete: {
      ...ofBatch("deleteBatch", "Delete an ended batch with its jobs and their files", {
        "204": { description: "The batch is deleted." },
        ...refusals("conflict"),
      }),
      description:
        "Each of its jobs is deleted as by `DELETE /v1/jobs/{id}`. Refused while the batch or one of its jobs is running.",
    },
  },
  "/v1/batches/{id}/cancel": {
    post: ofBatch("cancelBatch", "Cancel all jobs of a batch that have not ended; safe to repeat", {
      "200": json("Batch", "The batch, now cancelling or already ended."),
    }),
  },
  "/v1/batches/{id}/retry": {
    post: {
      ...ofBatch("retryBatch", "Retry the failed jobs of a batch; finished steps are reused", {
        "202": json("Batch", "The batch; its jobs wait for their turn."),
        "200": json("BatchRetryQuote", "Quote of a dry run."),
        ...refusals(
          "invalid_request",
          "invalid_json",
          "conflict",
          "budget_exceeded",
          "rate_limited",
          "payload_too_large",
          "unsupported_media_type",
        ),
      }),
      description:
        "A retry accepts what it can cost, as the retry of a single job does: the `maxCost` of the requests no longer applies. Ask for a quote first.",
      parameters: [batchId, dryRun],
      requestBody: { required: false, content: { "application/json": { schema: ref("RetryBatch") } } },
    },
  },
  "/v1/batches/{id}/deliveries": {
    get: {
      ...ofBatch("listBatchDeliveries", "List the deliveries of a batch's end, newest first", {
        "200": json("DeliveryList", "A page of deliveries, each with its last attempt."),
        ...refusals("invalid_request"),
      }),
      parameters: [
        batchId,
        query("status", { enum: deliveryStatuses }, "Only deliveries with this status."),
        limit,
        query("after", { type: "string" }, "Cursor: the `lastId` of the previous page."),
      ],
    },
  },
  "/v1/batches/{id}/events": {
    get: ofBatch("watchBatch", "Stream a batch: a snapshot, then every change until the last job has ended", {
      "200": {
        description:
          "Server-sent events with JSON `data`. The stream starts with a `snapshot` of the batch. `job.created`, `job.status`, `job.completed`, `job.failed` and `job.cancelled` contain one job; after them `batch` contains the batch, and finally `batch.ended`. With `Last-Event-ID`, the stream resumes after that event. A comment is sent every 15 seconds.",
        content: {
          "text/event-stream": {
            schema: { type: "string" },
            "x-events": {
              snapshot: ref("Batch"),
              batch: ref("Batch"),
              "batch.ended": ref("Batch"),
              ...Object.fromEntries(
                ["created", "status", "completed", "failed", "cancelled"].map((name) => [`job.${name}`, ref("Job")]),
              ),
            },
          },
        },
      },
      "204": { description: "The batch has ended and `Last-Event-ID` is its final event: no more events follow." },
    }),
  },
  "/v1/batches/{id}/archive.zip": {
    get: ofBatch("getBatchArchive", "Download all results of a batch", {
      "200": {
        description:
          "A ZIP of the output files, named by row (`0007.png`, or `0007-1.png` and `0007-2.png`), and `manifest.json` (schema `BatchManifest`).",
        content: { "application/zip": { schema: { type: "string", format: "binary" } } },
      },
      ...refusals("conflict"),
    }),
  },
};
