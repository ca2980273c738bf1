import { z } from "zod";
import { quoteJob, submitJob } from "@/inngest/jobs/submit";
import { Problem } from "@/lib/errors";
import { generateRequest } from "@/lib/schemas/generate";
import { isTerminal, jobSchema, quoteSchema } from "@/lib/schemas/job";
import { jobEnd } from "../../../events/wait-for-job";
import { dryRunQuery, submitOrQuote } from "../../dry-run";
import { idempotencyKeyOf, idempotencyKeySchema, secondsToWait } from "../../request-headers";
import { defineRoute } from "../../route";
import { presentJob } from "../../serializers/job";

const header = (description: string) => ({ schema: { type: "string" }, description });
const headers = {
  Location: header("URL of the job."),
  "Idempotent-Replayed": header("`true` if this is the job of an earlier request with the same Idempotency-Key."),
  "Preference-Applied": header("The maximum wait that was applied: `wait=30`."),
  "RateLimit-Policy": header(
    'Allowed submits per minute: `"create";q=60;w=60`. For a dry run, allowed quotes: `"quote";q=300;w=60`.',
  ),
  RateLimit: header('Remaining requests and seconds until the limit resets: `"create";r=59;t=30`.'),
};

export const generate = defineRoute({
  method: "POST",
  path: "/v1/generate",
  access: "key",
  limit: submitOrQuote,
  operationId: "generate",
  tag: "jobs",
  summary: "Start a job",
  zh: "创建任务",
  description:
    "The model defines the `options`: see `GET /v1/models` and the schemas named `input.<model>`. A rejected request stores nothing.\n\nEach key (`/v1/keys`) limits submits per minute, concurrent jobs and USD per day. Running jobs count towards the daily budget with their estimate until they end.",
  query: dryRunQuery(
    "`true` only validates the request, including the media, and returns a quote. Nothing is stored or started, and the key's limits are not checked.",
  ),
  headers: {
    Prefer: z.string().meta({
      examples: ["wait=30", "respond-async, wait=1"],
      description: "Wait up to this many seconds for the job to end; the maximum is 60.",
    }),
    "Idempotency-Key": idempotencyKeySchema("job", ["order-4711", '"order-4712"']),
  },
  body: { json: generateRequest },
  examples: [
    {
      model: "next-scene",
      input: [{ type: "image", url: "https://example.com/picture.jpg" }],
      options: { prompt: "The fog lifts and a boat appears." },
      webhookUrl: "https://example.com/hooks/nextscene",
      notify: ["slack"],
    },
  ],
  responses: {
    200: {
      description: "The job, if it ended within the `Prefer: wait` time; or the quote of a dry run.",
      json: z.union([jobSchema, quoteSchema]),
      headers,
    },
    202: { description: "The job, stored and queued.", json: jobSchema, headers },
  },
  errors: [
    ...(["unknown_model", "invalid_media", "unreachable_url", "idempotency_mismatch"] as const),
    ...(["budget_exceeded", "too_many_jobs", "storage_full"] as const),
  ],
  handler: async ({ request, query, key, body }) => {
    const idempotencyKey = idempotencyKeyOf(request);
    if (query.dry_run) return [200, await quoteJob(body, key)];
    const { job, replayed } = await submitJob(body, key, idempotencyKey);
    const seconds = secondsToWait(request);
    const latest = seconds === null ? job : await jobEnd(job.id, seconds, request.signal);
    if (!latest) throw new Problem("not_found", "The job was deleted while you waited.");
    const shown = await presentJob(latest);
    const headers = {
      location: shown.urls.self,
      ...(replayed && { "idempotent-replayed": "true" }),
      ...(seconds !== null && { "preference-applied": `wait=${seconds}` }),
    };
    return [seconds !== null && isTerminal(shown.status) ? 200 : 202, shown, headers];
  },
});
