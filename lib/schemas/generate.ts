import { z } from "zod";
import { mediaTypes, priorities } from "./job";

const mostMetadata = 16 * 1024;

/** The body of `POST /v1/generate`: the pods' own, with a few additions. */
export const generateRequest = z.strictObject({
  model: z.string().meta({ description: "A workflow or a service by itself: see `GET /v1/models`." }),
  input: z
    .array(
      z.strictObject({
        type: z.enum(mediaTypes),
        url: z.string().min(1).max(200_000).meta({
          description: "An http(s) URL, `asset:<id>` of an upload, or a small base64 `data:` URL.",
        }),
      }),
    )
    .max(20, "At most 20 files.")
    .default([])
    .meta({ description: "The media, in the order the model takes them." }),
  options: z.record(z.string(), z.unknown()).default({}).meta({ description: "The model's options." }),
  webhookUrl: z
    .url({ protocol: /^https?$/, error: "This is not an http(s) URL." })
    .max(2048)
    .nullish()
    .meta({ description: "Where to POST when the job ends." }),
  s3Url: z
    .string()
    .max(4096)
    .regex(/^(s3:\/\/[a-z0-9]|https?:\/\/)/, "Give s3://bucket/prefix/ or a presigned PUT URL.")
    .nullish()
    .meta({ description: "Where to copy the result: `s3://bucket/prefix/` or a presigned PUT URL." }),
  priority: z.enum(priorities).default("normal").meta({
    description:
      "Where the engine has more to do than it may do at once, a job is treated as if it were submitted 5 minutes earlier (`high`), 10 earlier (`urgent`) or 5 later (`low`). The queues of the services themselves are not reordered.",
  }),
  metadata: z
    .record(z.string(), z.unknown())
    .refine((value) => JSON.stringify(value).length <= mostMetadata, "At most 16 KB as JSON.")
    .nullish()
    .meta({ description: "Yours, up to 16 KB as JSON; given back as it came." }),
  maxCost: z
    .number()
    .min(0)
    .nullish()
    .meta({ description: "USD: a job that is estimated to cost more is refused with `budget_exceeded`." }),
  cache: z
    .boolean()
    .default(true)
    .meta({ description: "Whether finished results of the very same requests may be used again, at no cost." }),
  review: z.boolean().default(false).meta({
    description: "Stops for you where the model can: see its `reviews`. `POST /v1/jobs/{id}/approve` lets it go on.",
  }),
  stream: z.boolean().nullish().meta({ description: "Taken for the sake of the pods' contract; changes nothing." }),
});
export type GenerateRequest = z.output<typeof generateRequest>;
/** As a caller writes it: what has a default may be left out. */
export type GenerateBody = z.input<typeof generateRequest>;
