import { z } from "zod";
import { jobErrorSchema, jobSchema, jobStatuses } from "./job";
import { jobSummarySchema } from "./job-summary";
import { listOf } from "./list";
import { notifyList } from "./notify";

/** The API's objects of batches. The routes answer with these schemas, and the API document is made from them. */

const time = z.iso.datetime().meta({ description: "RFC 3339, UTC" });

export const mostItems = 10_000;
const mostMetadata = 16 * 1024;

const notify = notifyList.nullish().meta({
  description:
    "Whom to notify once the last job has ended: `email:<address>`, `slack`; the message has the counts, the cost and up to six stills. Default: the key's `notify`, for the whole batch and not for each job. A batch that is cancelled as a whole notifies no one.",
  examples: [["email:me@example.com", "slack"]],
});

const maxConcurrent = z.number().int().min(1).max(1000).nullish().meta({
  description:
    "The most jobs of the batch in progress at once. Default: as many as the server allows a key (`BATCH_CONCURRENCY`), or 1 for `sequential`.",
});

const webhookUrl = z.url({ protocol: /^https?$/, error: "Must be an http(s) URL." }).max(2048);

const envelope = {
  strategy: z
    .enum(["parallel", "sequential"])
    .default("parallel")
    .meta({ description: "`sequential`: one job after the other, in the order of the requests." }),
  maxConcurrent,
  onFailure: z
    .enum(["continue", "stop"])
    .default("continue")
    .meta({ description: "`stop`: after the first failed job, all jobs that have not ended are cancelled." }),
  webhookUrl: webhookUrl
    .nullish()
    .meta({ description: "URL that receives one signed POST when the last job has ended." }),
  notify,
};

const isOneAfterTheOther = {
  path: ["maxConcurrent"],
  error: "A sequential batch has one job in progress at once. Remove maxConcurrent, or set it to 1.",
};
const fits = (given: { strategy: string; maxConcurrent?: number | null }) =>
  given.strategy === "parallel" || (given.maxConcurrent ?? 1) === 1;

/** The body of `POST /v1/batches` as JSON. Each request is parsed for itself, so that all faults are found. */
export const batchRequest = z
  .strictObject({
    requests: z
      .array(z.unknown())
      .min(1, "Give at least one request.")
      .max(mostItems, `At most ${mostItems} requests.`)
      .meta({ description: `The jobs to make, each as for \`POST /v1/generate\`; 1 to ${mostItems}.` }),
    ...envelope,
    metadata: z
      .record(z.string(), z.unknown())
      .refine((value) => JSON.stringify(value).length <= mostMetadata, "At most 16 KB as JSON.")
      .nullish()
      .meta({ description: "Your own data, up to 16 KB as JSON; returned unchanged with the batch." }),
  })
  .refine(fits, isOneAfterTheOther);
export type BatchRequest = z.output<typeof batchRequest>;
/** As a caller writes it: fields with a default are optional. */
export type BatchBody = z.input<typeof batchRequest>;

const asInJson = "With an upload of rows: as in the JSON body.";

/** The query of `POST /v1/batches`. Beside `dry_run`, its parameters belong to an upload of rows. */
export const batchUploadQuery = z
  .strictObject({
    dry_run: z.enum(["true", "false"]).default("false").meta({
      description:
        "`true` only checks the requests, including their media, and returns a quote. Nothing is stored or started, and the key's limits are not checked.",
    }),
    model: z.string().max(100).optional().meta({
      description: "With an upload of rows: the model of rows without their own.",
    }),
    strategy: envelope.strategy.meta({ description: asInJson }),
    maxConcurrent: z.coerce.number().int().min(1).max(1000).optional().meta({ description: asInJson }),
    onFailure: envelope.onFailure.meta({ description: asInJson }),
    webhookUrl: webhookUrl.optional().meta({ description: asInJson }),
    notify: z
      .string()
      .max(2000)
      .transform((text) => (text === "" ? [] : text.split(",")))
      .pipe(notifyList)
      .optional()
      .meta({ description: "With an upload of rows: as in the JSON body, separated by commas. Empty: no one." }),
  })
  .refine(fits, isOneAfterTheOther);

export const retryBatchRequest = z.strictObject({
  cancelled: z.boolean().default(false).meta({
    description: "Also retry the jobs that a person cancelled. Jobs cancelled by `onFailure: stop` are always retried.",
  }),
});

export const batchStatuses = ["running", "cancelling", "completed", "failed", "cancelled"] as const;

const warnings = z.array(
  z.object({
    code: z.literal("identical_requests"),
    message: z.string(),
    rows: z.array(z.number().int()).meta({ description: "Their places in the batch; the first is 1." }),
  }),
);

export const batchSchema = z.object({
  id: z.string(),
  object: z.literal("batch"),
  status: z.enum(batchStatuses).meta({
    description:
      "`running` until every job has ended. Then `failed` if a job failed, `cancelled` if none failed and one was cancelled, else `completed`.",
  }),
  strategy: z.enum(["parallel", "sequential"]),
  maxConcurrent: z.number().int(),
  onFailure: z.enum(["continue", "stop"]),
  counts: z
    .object({
      total: z.number().int().meta({ description: "The number of requests, also after some jobs were deleted." }),
      ...Object.fromEntries(jobStatuses.map((status) => [status, z.number().int()])),
    })
    .catchall(z.number().int())
    .meta({ description: "The number of jobs by status." }),
  progress: z.number().meta({ description: "0 to 1" }),
  estimatedEnd: time.nullable().meta({ description: "When the last job should end; null once it has." }),
  cost: z.object({
    max: z.number().meta({ description: "What is reserved for all its jobs, in USD." }),
    actual: z.number(),
    currency: z.string(),
  }),
  error: jobErrorSchema.nullable().meta({ description: "Why jobs were cancelled before they began." }),
  warnings,
  webhookUrl: z.string().nullable(),
  notify: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  createdAt: time,
  finishedAt: time.nullable(),
  urls: z.object({
    self: z.string(),
    jobs: z.string(),
    events: z.string(),
    cancel: z.string(),
    retry: z.string(),
    deliveries: z.string(),
    archive: z.string(),
    web: z.string(),
  }),
});
export type Batch = z.infer<typeof batchSchema>;

export const batchListSchema = listOf(batchSchema);

/** The answer of `GET /v1/batches/{id}`. */
const row = z.number().int().meta({ description: "Its place in the batch, from 1." });
export const batchWithItemsSchema = batchSchema.extend({ items: listOf(z.object({ row, job: jobSchema })) });
export type BatchWithItems = z.infer<typeof batchWithItemsSchema>;
export const batchWithSummariesSchema = batchSchema.extend({ items: listOf(z.object({ row, job: jobSummarySchema })) });
export type BatchWithSummaries = z.infer<typeof batchWithSummariesSchema>;

/** The answer of `POST /v1/batches?dry_run=true`. */
export const batchQuoteSchema = z.object({
  object: z.literal("batch_quote"),
  requests: z.number().int(),
  cost: z.object({
    estimated: z.number().meta({ description: "Usual cost of all jobs." }),
    max: z.number().meta({ description: "The most they can cost. The batch reserves this." }),
    currency: z.string(),
  }),
  estimatedTime: z.number().meta({ description: "Estimated seconds from start to end." }),
  models: z.array(z.object({ model: z.string(), requests: z.number().int(), cost: z.number() })),
  warnings,
});
export type BatchQuote = z.infer<typeof batchQuoteSchema>;

/** The answer of `POST /v1/batches/{id}/retry?dry_run=true`. */
export const batchRetryQuoteSchema = z
  .object({
    object: z.literal("batch_retry_quote"),
    jobs: z.number().int().meta({ description: "How many jobs are retried." }),
    cost: z.object({
      max: z.number().meta({ description: "The most that the retry can cost, beyond what was charged already." }),
      currency: z.string(),
    }),
  })
  .meta({ examples: [{ object: "batch_retry_quote", jobs: 3, cost: { max: 0.15, currency: "USD" } }] });
export type BatchRetryQuote = z.infer<typeof batchRetryQuoteSchema>;

/** `manifest.json` of the archive of a batch. */
export const batchManifestSchema = z.object({
  format: z.literal("nextscene-batch-manifest-1"),
  batch: z.string(),
  createdAt: time,
  finishedAt: time.nullable(),
  items: z.array(
    z.object({
      row: z.number().int(),
      job: z.string(),
      model: z.string(),
      status: z.enum(jobStatuses),
      options: z.record(z.string(), z.unknown()),
      metadata: z.record(z.string(), z.unknown()).nullable(),
      error: z.string().nullable(),
      result: z.unknown(),
      files: z.array(z.object({ name: z.string(), sha256: z.string(), sizeBytes: z.number().int() })),
    }),
  ),
});
export type BatchManifest = z.infer<typeof batchManifestSchema>;
