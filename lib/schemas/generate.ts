import { z } from "zod";
import { mediaTypes, priorities, qualities } from "./job";
import { notifyList } from "./notify";

const mostMetadata = 16 * 1024;

/** The body of `POST /v1/generate`: the pods' request body with a few more fields. */
export const generateRequest = z.strictObject({
  model: z.string().meta({ description: "A workflow or a single service: see `GET /v1/models`." }),
  input: z
    .array(
      z.strictObject({
        type: z.enum(mediaTypes).meta({ description: "`file`: a GIF, WebVTT, SRT, JSON, ZIP or `.cube` file." }),
        url: z.string().min(1).max(200_000).meta({
          description: "An http(s) URL, `asset:<id>` of an upload, or a small base64 `data:` URL.",
        }),
        field: z.string().min(1).max(100).optional().meta({
          description:
            "The media field that it is for, as `logo`. Default: the fields of its type take files in order.",
        }),
      }),
    )
    .max(20, "At most 20 files.")
    .default([])
    .meta({ description: "The media files, in the order the model expects them." }),
  options: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ description: "Options of the model: see its `input` schema in `GET /v1/models`." }),
  webhookUrl: z
    .url({ protocol: /^https?$/, error: "Must be an http(s) URL." })
    .max(2048)
    .nullish()
    .meta({ description: "URL that receives a signed POST when the job ends." }),
  notify: notifyList.nullish().meta({
    description:
      "Whom to notify when the job completes, fails or waits for a review. Default: the `notify` of the key; of a job of a batch no one. `[]` notifies no one.",
  }),
  s3Url: z
    .string()
    .max(4096)
    .regex(/^(s3:\/\/[a-z0-9]|https?:\/\/)/, "Give s3://bucket/prefix/ or a presigned PUT URL.")
    .nullish()
    .meta({ description: "Where to copy the result: `s3://bucket/prefix/` or a presigned PUT URL." }),
  priority: z.enum(priorities).default("normal").meta({
    description:
      "When the queue is saturated, `high` jobs are ordered as if submitted 5 minutes earlier, `urgent` jobs 10 minutes earlier and `low` jobs 5 minutes later. Where calls wait for a place at a service, a higher priority goes first. Queues inside the services are not reordered.",
  }),
  metadata: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= mostMetadata, "At most 16 KB as JSON.")
    .nullish()
    .meta({ description: "Your own data, up to 16 KB as JSON; returned unchanged with the job." }),
  maxCost: z.number().min(0).nullish().meta({
    description:
      "Maximum cost in USD. Providers of a role that cost more are not tried. A job with a higher estimate is rejected with `budget_exceeded`.",
  }),
  cache: z
    .boolean()
    .default(true)
    .meta({ description: "Whether to reuse cached results of identical requests at no cost." }),
  review: z
    .union([z.boolean(), z.array(z.string().min(1).max(200)).max(20)])
    .default(false)
    .meta({
      description:
        "Pause at the model's review points (see `reviews`) until approved with `POST /v1/jobs/{id}/approve`: `true` at all of them, or a list of their keys or titles.",
    }),
  quality: z.enum(qualities).nullish().meta({
    description:
      "`on`: a workflow's video or picture is checked before the job completes, and `warnings` of the job say what was found. `off`: it is not checked. Default: as the server's `CHECK_RESULTS` says, which is `on` unless changed. Single services and roles are never checked.",
  }),
  stream: z.boolean().nullish().meta({ description: "Accepted for compatibility with the pod API; ignored." }),
});
export type GenerateRequest = z.output<typeof generateRequest>;
/** As a caller writes it: fields with a default are optional. */
export type GenerateBody = z.input<typeof generateRequest>;
