import { describeBatch } from "@/inngest/batches/describe-batch";
import { quoteBatch, submitBatch } from "@/inngest/batches/submit-batch";
import { batchQuoteSchema, batchRequest, batchSchema, batchUploadQuery, mostItems } from "@/lib/schemas/batch";
import { readBatch } from "../batch-body";
import { submitOrQuote } from "../dry-run";
import { idempotencyKeyOf, idempotencyKeySchema } from "../request-headers";
import { defineRoute } from "../route";

const rows = "model,image,prompt\nqwen-edit,https://example.com/a.jpg,A foggy morning\n";
const lines =
  '{"model":"wan-i2v","input":[{"type":"image","url":"https://example.com/a.jpg"}],"options":{"prompt":"Fog"}}\n';

export const createBatch = defineRoute({
  method: "POST",
  path: "/v1/batches",
  access: "key",
  limit: submitOrQuote,
  operationId: "createBatch",
  tag: "batches",
  summary: "Start many jobs at once",
  zh: "一次创建多个任务",
  description: `All requests are checked and priced before anything starts. If one cannot be used, nothing is stored, and \`errors\` has every error with the place of its request (\`/requests/6/options/prompt\` is of the seventh). The cost of all jobs is reserved in the key's daily budget.

Send JSON, or upload a list of up to ${mostItems} rows. In a CSV file (UTF-8, with a header, separated by commas, semicolons or tabs) the columns are named like the options of the model; a column named like a media field, such as \`image\`, has URLs or \`asset:<id>\`, several separated by spaces. The columns \`model\`, \`priority\`, \`webhookUrl\`, \`s3Url\`, \`metadata\`, \`maxCost\`, \`notify\`, \`cache\`, \`review\` and \`stream\` are those of a request. Empty cells are left out. In JSON Lines each line is a request as for \`POST /v1/generate\`. A body has at most 8 MB.

Jobs begin in the order of the requests. The server has a limit of jobs of batches in progress per key (\`BATCH_CONCURRENCY\`), so that a long batch keeps no other key waiting.`,
  query: { described: batchUploadQuery },
  headers: { "Idempotency-Key": idempotencyKeySchema("batch", ["list-4711", '"list-4712"']) },
  body: {
    json: batchRequest,
    content: {
      "text/csv": { schema: { type: "string", examples: [rows] } },
      "application/x-ndjson": { schema: { type: "string", examples: [lines] } },
    },
  },
  examples: [
    {
      requests: [
        {
          model: "qwen-edit",
          input: [{ type: "image", url: "https://example.com/picture.jpg" }],
          options: { prompt: "The fog lifts and a boat appears." },
        },
        {
          model: "wan-i2v",
          input: [{ type: "image", url: "https://example.com/picture.jpg" }],
          options: { prompt: "The camera moves closer.", duration: 3 },
        },
      ],
      onFailure: "continue",
      webhookUrl: "https://example.com/hooks/nextscene",
    },
  ],
  responses: {
    202: {
      description: "The batch, stored; its jobs wait or have begun.",
      json: batchSchema,
      headers: {
        Location: { schema: { type: "string" }, description: "URL of the batch." },
        "Idempotent-Replayed": {
          schema: { type: "string" },
          description: "`true` if this is the batch of an earlier request with the same Idempotency-Key.",
        },
      },
    },
    200: [batchQuoteSchema, "Quote of a dry run."],
  },
  errors: [
    ...(["invalid_json", "invalid_media", "unreachable_url", "payload_too_large", "unsupported_media_type"] as const),
    ...(["idempotency_mismatch", "budget_exceeded", "storage_full"] as const),
  ],
  handler: async ({ request, url, key }) => {
    const idempotencyKey = idempotencyKeyOf(request);
    const { given, isDry } = await readBatch(request, url);
    if (isDry) return [200, await quoteBatch(given, key)];
    const { batch, replayed } = await submitBatch(given, key, idempotencyKey);
    const shown = await describeBatch(batch);
    return [202, shown, { location: shown.urls.self, ...(replayed && { "idempotent-replayed": "true" }) }];
  },
});
