import { z } from "zod";
import { unitProseSchema } from "../i18n";
import { cutRequest } from "./cut";
import { modelGroups } from "./model-groups";

/** The public objects of the API. The routes answer with these schemas; the API document and the studio read them. */

export const jobStatuses = [
  "queued",
  "running",
  "awaiting_review",
  "cancelling",
  "completed",
  "failed",
  "cancelled",
] as const;
export type JobStatus = (typeof jobStatuses)[number];
export const terminalStatuses: readonly JobStatus[] = ["completed", "failed", "cancelled"];
/** `held`: a job of a batch that waits until the batch may begin one more; the API shows it as `queued`. */
export type StoredJobStatus = JobStatus | "held";
export const isTerminal = (status: StoredJobStatus) => terminalStatuses.some((terminal) => terminal === status);
/** The statuses of jobs that count as concurrent, and of all jobs that have not ended. */
export const activeStatuses: readonly StoredJobStatus[] = jobStatuses.filter((status) => !isTerminal(status));
export const openStatuses: readonly StoredJobStatus[] = ["held", ...activeStatuses];
/** A status as the API shows it. */
export const shownStatus = (status: StoredJobStatus): JobStatus => (status === "held" ? "queued" : status);

export const stepStatuses = [
  "pending",
  "submitting",
  "unconfirmed",
  "waiting",
  "retrying",
  "storing",
  "succeeded",
  "cached",
  "failed",
  "cancelled",
  "skipped",
] as const;
export type StepStatus = (typeof stepStatuses)[number];

/** What a person can do about a step whose submission could not be confirmed. */
export const stepActions = ["check_again", "adopt", "submit_again"] as const;
export type StepAction = (typeof stepActions)[number];

export const priorities = ["low", "normal", "high", "urgent"] as const;

/** Whether a job's result is checked. */
export const qualities = ["on", "off"] as const;
export type Quality = (typeof qualities)[number];

const time = z.iso.datetime().meta({ description: "RFC 3339, UTC" });

export const mediaTypes = ["image", "video", "audio", "file"] as const;
export type MediaType = (typeof mediaTypes)[number];

export const outputSchema = z.object({
  id: z.string(),
  step: z
    .string()
    .nullable()
    .meta({ description: "The `key` of the step that produced the file; null for an upload." }),
  field: z.string().nullable().meta({
    description: "The field of the input or output that holds the file, such as `video`; null for an upload.",
  }),
  type: z.enum(mediaTypes).meta({
    description: "`file` is a GIF, WebVTT, SRT, JSON, ZIP or `.cube` file; `contentType` tells which.",
  }),
  contentType: z.string(),
  sizeBytes: z.number().int(),
  sha256: z.string(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  duration: z.number().nullable().meta({ description: "Seconds; of videos, sounds and GIFs." }),
  url: z.string().meta({ description: "Signed URL of the file. Supports range and HEAD requests." }),
  urlExpiresAt: time,
  thumbnailUrl: z.string().nullable().meta({
    description:
      "Signed URL of a thumbnail (WebP, at most 640 pixels wide), created on first request; null for sounds and for files other than a GIF. Expires together with `url`.",
  }),
});
export type Output = z.infer<typeof outputSchema>;

export const jobErrorSchema = z.object({
  code: z.string(),
  message: z.string().meta({ description: "What went wrong, including the service's own message." }),
  step: z.string().nullable().meta({ description: "The `key` of the step that failed." }),
  service: z.string().nullable(),
  retryable: z.boolean(),
  shots: z.object({ there: z.number().int(), of: z.number().int() }).optional().meta({
    description: "For a job with several shots: how many were finished and kept. `message` starts with the same count.",
  }),
});
/** The start of the `message` of a job that has finished some of its shots. */
export const shotsWords = ({ there, of }: { there: number; of: number }) => `${there} of ${of} shots are finished.`;
export type JobError = z.infer<typeof jobErrorSchema>;

/** A fault of the result, or why it was not checked. */
export const jobWarningSchema = z.object({
  code: z.enum(["quality_failed", "quality_low", "not_checked", "cut_adjusted"]).meta({
    description:
      "`quality_failed`: the result is broken or not what was requested. `quality_low`: a person may see a fault in it. `not_checked`: the check has no result. `cut_adjusted`: a clip has less than its shot of the cut needs.",
  }),
  step: z.string().nullable().meta({ description: "The `key` of the step that made the file." }),
  message: z.string().meta({ description: "What was found, as a sentence; in English." }),
  metric: z
    .string()
    .nullable()
    .meta({
      description: "What was measured, as `quality-check` names it; null of `not_checked` and `cut_adjusted`.",
      examples: ["black"],
    }),
  value: z.number().nullable().meta({ description: "The measured value, in the metric's own unit." }),
});
export type JobWarning = z.infer<typeof jobWarningSchema>;

const key = z.string().meta({
  description: "Identifies the step within its job; used in the addresses of the step.",
  examples: ["film", "keyframe.2"],
});
const title = z.string().meta({ description: "What the step does, for people. May change between versions." });

export const takeSchema = z.object({
  number: z.number().int().meta({ description: "The first take is 1." }),
  chosen: z.boolean().meta({ description: "Whether the job uses this take." }),
  service: z.string().meta({ description: "The service that made this take, or whose result a person replaced." }),
  provider: z.string().nullable().meta({ description: "Who made it, where the service is a role." }),
  byHand: z.boolean().meta({ description: "Whether a person gave this result. It costs nothing." }),
  cut: cutRequest.nullable().meta({ description: "The cut that made this take; null where none did." }),
  rejected: z
    .string()
    .nullable()
    .meta({ description: "Why the workflow did not accept this result and made another take. Null: it did." }),
  status: z.enum(stepStatuses),
  message: z.string().meta({ description: "Current state or outcome, as a sentence." }),
  said: z
    .string()
    .nullable()
    .meta({ description: "Latest message about this take, usually from the service; in English." }),
  prompt: z.string().nullable(),
  seed: z.number().int().nullable(),
  text: z.string().nullable().meta({ description: "Text written by a language service." }),
  outputs: z.array(outputSchema),
  cost: z.number(),
  finishedAt: time.nullable(),
});
export type Take = z.infer<typeof takeSchema>;

export const usageSchema = z.object({ inputTokens: z.number().int(), outputTokens: z.number().int() });
export type Usage = z.infer<typeof usageSchema>;

const providerQuotes = z
  .array(
    z.object({
      provider: z.string().meta({ examples: ["fal:wan-2.5"] }),
      cost: z.number().nullable().meta({ description: "USD for one request; null when the price is not known." }),
      reason: z.string().nullable().meta({ description: "Why it is not tried; null when it can make the step." }),
    }),
  )
  .meta({
    description:
      "Of a step whose service is a role: its providers in the order in which they are tried. Empty for other steps.",
  });

export const stepSchema = z.object({
  key,
  title,
  service: z.string(),
  providers: providerQuotes,
  provider: z
    .string()
    .nullable()
    .meta({ description: "Who makes or made it, as `fal:wan-2.5`, where the service is a role; null otherwise." }),
  tried: z
    .array(
      z.object({
        provider: z.string(),
        kind: z.string().meta({
          description:
            "`throttled`, `unavailable`, `balance`, `key`, `model`, `input` or `moderated`: it did not accept the request. `unsent`: it could not be reached. `unknown`: its answer was lost. `failed`: it accepted the work and failed. `budget`: it costs more than may be spent.",
        }),
        reason: z.string(),
        at: time,
      }),
    )
    .meta({ description: "Providers that did not make it, oldest first, with the reason." }),
  fitted: z.object({ requested: z.string(), made: z.string() }).nullable().meta({
    description:
      "What the provider makes in place of the requested size and length, as `768 × 768, 3 s` and `720p, 1:1, 5 s`. Null where it is the same.",
  }),
  byHand: z.boolean().meta({ description: "Whether a person gave its result: `POST …/steps/{key}/edit`." }),
  rejected: z.string().nullable().meta({
    description: "Why the workflow did not accept the result. After the last try the job uses it all the same.",
  }),
  status: z.enum(stepStatuses),
  message: z.string().meta({ description: "Current state, as a sentence." }),
  said: z
    .string()
    .nullable()
    .meta({ description: "Latest message about this step, usually from the service; in English." }),
  note: z.string().nullable().meta({
    description: "What was changed in the input so that the service takes it, such as a scaled picture; in English.",
  }),
  attempt: z.number().int(),
  maxAttempts: z
    .number()
    .int()
    .nullable()
    .meta({ description: "Maximum number of attempts while the service rejects the request." }),
  nextAttemptAt: time.nullable().meta({ description: "Set while the step is `retrying`." }),
  queuePosition: z.number().int().nullable(),
  progress: z.number().nullable().meta({ description: "0 to 1, as reported by the service; null until it reports." }),
  preview: z.string().nullable().meta({
    description:
      "A small picture of the unfinished work as a `data:` URL, while the step is `waiting` and its service sends one; null otherwise.",
  }),
  eta: time
    .nullable()
    .meta({ description: "Expected end. A time in the past means the step takes longer than usual." }),
  silentAt: time.nullable().meta({
    description:
      "Set while the step is `waiting`: if the service sends nothing until this time, `actions` offers ways to continue.",
  }),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  text: z.string().nullable().meta({ description: "Text written by a language service." }),
  prompt: z.string().nullable().meta({ description: "The prompt of this step." }),
  seed: z.number().int().nullable().meta({ description: "The seed of this step." }),
  inputs: z.array(outputSchema),
  choosesFrom: z.string().nullable().meta({
    description:
      "Of a step that chooses one of several files: the `field` of those `inputs`. A person chooses another one by an edit of the step.",
  }),
  outputs: z.array(outputSchema),
  cost: z.number(),
  usage: usageSchema.nullable().meta({
    description: "The tokens that a language service used, where its answer says it; null otherwise.",
  }),
  outOfDate: z
    .object({ cost: z.number().meta({ description: "Cost of making it again, in USD." }) })
    .nullable()
    .meta({
      description:
        "Set when a step it depends on has changed: the step keeps its earlier result until `POST /v1/jobs/{id}/continue` makes it again.",
    }),
  error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).nullable(),
  takes: z.array(takeSchema).meta({ description: "All takes, oldest first; empty while there is only one." }),
  actions: z.array(z.enum(stepActions)).meta({
    description:
      "Actions that `POST /v1/jobs/{id}/steps/{key}/resolve` currently accepts. Empty unless the step is unconfirmed or its service has been silent for too long.",
  }),
});
export type Step = z.infer<typeof stepSchema>;

export const jobSchema = z.object({
  id: z.string(),
  object: z.literal("job"),
  model: z.string(),
  keyId: z.string().meta({ description: "The key that submitted it." }),
  batchId: z.string().nullable().meta({ description: "The batch that the job belongs to; null for a single job." }),
  title: z
    .string()
    .nullable()
    .meta({ description: "The title that a person gave it: `PATCH /v1/jobs/{id}`; null: the prompt is its title." }),
  starred: z.boolean(),
  project: z.string().nullable().meta({ description: "The name of its project; null without one." }),
  status: z.enum(jobStatuses),
  createdAt: time,
  startedAt: time.nullable().meta({
    description: "When the job last started; a retry, retake or approval starts it again.",
  }),
  finishedAt: time.nullable(),
  expiresAt: time.nullable(),
  queuePosition: z.number().int().nullable(),
  estimatedWaitTime: z.number().nullable().meta({
    description:
      "Estimated seconds until the job is done. Null when unknown: after the job has ended, or while a step is `retrying`, `unconfirmed` or taking longer than usual.",
  }),
  progress: z.object({
    value: z.number().meta({ description: "0 to 1" }),
    stepsDone: z.number().int(),
    stepsTotal: z.number().int(),
    currentStep: z.string().nullable().meta({ description: "The `key` of the step that is being made." }),
    message: z.string(),
  }),
  steps: z.array(stepSchema),
  inputs: z.array(outputSchema),
  outputs: z.array(outputSchema),
  result: z.unknown().meta({
    description:
      "The output when it has more than files, such as text and numbers, or files in nested objects; a file in it is `asset:<id>` of one of `outputs`. Null when the output is only files.",
  }),
  localUrl: z.array(z.string()),
  error: jobErrorSchema.nullable(),
  quality: z.enum(qualities).meta({ description: "Whether the result is checked before the job completes." }),
  warnings: z.array(jobWarningSchema).meta({
    description: "What the check found in the result. The result is kept all the same; empty without a fault.",
  }),
  review: z.object({
    requested: z.boolean(),
    awaiting: z
      .object({ key: z.string(), title: z.string() })
      .nullable()
      .meta({
        description: "What the job is waiting for you to review: the review's `key` and what there is to look at.",
        examples: [{ key: "keyframes", title: "the keyframes" }],
      }),
  }),
  cost: z.object({
    estimated: z.number().meta({ description: "Usual cost: every result is accepted at the first try." }),
    max: z
      .number()
      .meta({ description: "The most it can cost: all tries. This is reserved, and checked against limits." }),
    actual: z.number(),
    currency: z.string(),
  }),
  options: z.record(z.string(), z.unknown()),
  priority: z.enum(priorities),
  webhookUrl: z.string().nullable(),
  notify: z.array(z.string()).meta({ description: "Whom the job notifies: `email:<address>`, `slack`." }),
  s3Url: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  urls: z.object({
    self: z.string(),
    events: z.string(),
    cancel: z.string(),
    retry: z.string(),
    approve: z.string(),
    continue: z.string(),
    web: z.string(),
  }),
});
export type Job = z.infer<typeof jobSchema>;

/** The answer of `POST /v1/generate?dry_run=true`. */
export const quoteSchema = z.object({
  object: z.literal("quote"),
  model: z.string(),
  cost: z.object({
    estimated: z.number().meta({
      description:
        "Usual cost of the requests to services: every result is accepted at the first try. Steps that reuse a cached result cost nothing.",
    }),
    max: z.number().meta({
      description:
        "The most it can cost: all tries. A job reserves this; `maxCost` and the key's budget are checked against it.",
    }),
    currency: z.string(),
  }),
  estimatedTime: z.number().meta({ description: "Estimated seconds from start to end." }),
  steps: z.array(
    z.object({
      key,
      title,
      service: z.string(),
      providers: providerQuotes,
      seconds: z.number(),
      cost: z.number(),
      maxCost: z.number().meta({ description: "Cost of all its tries." }),
    }),
  ),
});
export type Quote = z.infer<typeof quoteSchema>;

export const jobListSchema = z.object({
  object: z.literal("list"),
  data: z.array(jobSchema),
  firstId: z.string().nullable(),
  lastId: z.string().nullable(),
  hasMore: z.boolean(),
});
export type JobList = z.infer<typeof jobListSchema>;

export const modelSchema = z.object({
  id: z.string(),
  object: z.literal("model"),
  title: z.string(),
  description: z.string(),
  kind: z.enum(["workflow", "service"]),
  compare: z
    .object({ before: z.string(), after: z.string() })
    .nullable()
    .meta({ description: "The fields of two videos of its output that show the same before and after the work." }),
  cut: z.string().nullable().meta({
    description: "The `key` of the step that joins its film, where a person can cut it: `POST /v1/jobs/{id}/cut`.",
  }),
  scenes: z
    .object({
      step: z.string().meta({ description: "The `key` of the step." }),
      most: z.number().int().meta({ description: "The most scenes of a film; further ones are ignored." }),
    })
    .nullable()
    .meta({
      description:
        "The step whose text is the scenes of its film: one paragraph each, which begins with `Next Scene:`. Change them with `POST /v1/jobs/{id}/steps/{key}/edit`.",
    }),
  group: z.enum(modelGroups).meta({
    description:
      "What it makes. `films`: one video of several steps. `tools`: works on what is made, without a model of its own.",
  }),
  zh: unitProseSchema
    .nullable()
    .meta({ description: "Chinese translation. The fields of `input` have their own `zh`." }),
  input: z.record(z.string(), z.unknown()).meta({
    description:
      "JSON Schema of the input. Properties with `media` (image, video, audio, file) are filled in order from the `input[]` entries of that type; a `file` property lists the `contentTypes` that it accepts. All other properties are options.",
  }),
  steps: z
    .array(
      z.object({ key, title, zh: z.string().nullable().meta({ description: "Chinese title." }), service: z.string() }),
    )
    .meta({ description: "The steps of an example job; a job may have fewer or more turns of the same step." }),
  stepTitles: z.record(z.string(), z.string()).meta({
    description: "Step titles by the step's `key` without its number, with `{n}` for the number.",
  }),
  reviews: z
    .array(z.object({ key: z.string(), title: z.string(), zh: z.string().nullable() }))
    .meta({ description: "Points where a job pauses when started with `review: true`." }),
});
export type Model = z.infer<typeof modelSchema>;

export const directUploadSchema = z.object({
  id: z.string(),
  object: z.literal("upload"),
  method: z.literal("PUT"),
  uploadUrl: z.string().meta({ description: "PUT the file here; you can repeat the upload until `expiresAt`." }),
  headers: z.record(z.string(), z.string()).meta({ description: "Send exactly these headers with the file." }),
  expiresAt: time,
  completeUrl: z.string().meta({ description: "POST here once the file is uploaded." }),
});
export type DirectUpload = z.infer<typeof directUploadSchema>;

export const videoMetadataSchema = z.object({
  duration: z.number().meta({ description: "Seconds" }),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  fps: z.number().nullable(),
  codec: z.string().nullable(),
  bitrate: z.number().int().nullable().meta({ description: "Average bits per second of the file" }),
  fileSize: z.number().int().meta({ description: "Bytes" }),
});
export type VideoMetadata = z.infer<typeof videoMetadataSchema>;

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  requestId: z.string(),
  retryable: z.boolean(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  take: z.number().int().optional().meta({
    description: "Of a refused edit or retake: the number of the take that is the same already. Choose that take.",
  }),
});
export type ProblemBody = z.infer<typeof problemSchema>;

const { progress, estimatedWaitTime, cost } = jobSchema.shape;

/** The data of a `progress` event, which follows the clock. */
export const progressNewsSchema = z.object({ jobId: z.string(), progress, estimatedWaitTime });
export type ProgressNews = z.infer<typeof progressNewsSchema>;

/** The data of a `step` event: one step has changed; the cost is the job's. */
export const stepNewsSchema = progressNewsSchema.extend({ step: stepSchema, cost });
export type StepNews = z.infer<typeof stepNewsSchema>;

/**
 * The data of the events of `GET /v1/jobs/{id}/events`: the whole job for `snapshot`, which comes first, and for every
 * `job.…` event; one step for `step`; the job's progress for `progress`.
 */
export type JobEvent = Job | StepNews | ProgressNews;
