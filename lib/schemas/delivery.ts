import { z } from "zod";

/** The public objects of webhooks out, as schemas: the routes answer with them, the document reads them. */

export const deliveryStatuses = ["pending", "delivered", "failed", "paused"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

const time = z.iso.datetime().meta({ description: "RFC 3339, UTC" });

/** The part of a URL that is paused when it is dead. Throws TypeError for what is no URL. */
export const originOf = (url: string) => new URL(url).origin;

const reply = {
  status: z.number().int().nullable().meta({ description: "HTTP status; null when no answer came." }),
  milliseconds: z.number().int(),
  answer: z.string().meta({ description: "The first 1 KB of the answer, or why there was none." }),
};

export const deliveryAttemptSchema = z.object({ attempt: z.number().int(), finishedAt: time, ...reply });
export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>;

export const deliverySchema = z.object({
  id: z.string().meta({ description: "The `webhook-id` of every attempt." }),
  object: z.literal("delivery"),
  jobId: z.string(),
  url: z.string(),
  status: z.enum(deliveryStatuses).meta({
    description: "`paused`: it waits because its origin is dead, see `GET /v1/webhooks/origins`.",
  }),
  attempt: z.number().int().meta({ description: "Attempts begun so far." }),
  nextAttemptAt: time.nullable(),
  createdAt: time,
  deliveredAt: time.nullable(),
  lastAttempt: deliveryAttemptSchema.nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveryWithAttemptsSchema = deliverySchema.extend({
  attempts: z.array(deliveryAttemptSchema).meta({ description: "The newest 100, the first of them first." }),
});

export const deliveryListSchema = z.object({
  object: z.literal("list"),
  data: z.array(deliverySchema),
  firstId: z.string().nullable(),
  lastId: z.string().nullable(),
  hasMore: z.boolean(),
});

export const webhookSecretSchema = z.object({
  object: z.literal("webhook_secret"),
  secret: z.string().meta({ description: "`whsec_` and base64: what to verify with." }),
  rotatedAt: time.nullable(),
  previousUntil: time
    .nullable()
    .meta({ description: "Until then the secret before signs as well; null when it has stopped." }),
});

const day = 86_400;

export const rotateRequest = z.strictObject({
  overlap: z
    .number()
    .int()
    .min(0)
    .max(7 * day)
    .default(day)
    .meta({ description: "Seconds for which the secret before signs as well; 0 ends it at once." }),
});

const webhookUrl = z.url({ protocol: /^https?$/, error: "This is not an http(s) URL." }).max(2048);

export const testWebhookRequest = z.strictObject({
  url: webhookUrl.meta({ description: "Where to POST a signed sample event." }),
});

export const webhookTestSchema = z.object({
  object: z.literal("webhook_test"),
  id: z.string().meta({ description: "The `webhook-id` that was sent." }),
  url: z.string(),
  delivered: z.boolean().meta({ description: "Whether the answer was a 2xx." }),
  ...reply,
});

const isOrigin = (text: string) => /^https?:/.test(text) && URL.canParse(text) && originOf(text) === text;

export const resumeRequest = z.strictObject({
  origin: z
    .string()
    .max(2048)
    .refine(isOrigin, "Give scheme, host and port alone, as https://example.com or http://example.com:8080.")
    .meta({ description: "As `GET /v1/webhooks/origins` names it." }),
});

export const webhookOriginSchema = z.object({
  object: z.literal("webhook_origin"),
  origin: z.string(),
  status: z.enum(["ok", "failing", "paused"]),
  failures: z.number().int().meta({ description: "In a row." }),
  failingSince: time.nullable(),
  lastFailureAt: time.nullable(),
  pausedAt: time.nullable(),
  waiting: z.number().int().meta({ description: "Deliveries that wait for it to be resumed." }),
});

export type WebhookOrigin = z.infer<typeof webhookOriginSchema>;

export const webhookOriginListSchema = z.object({
  object: z.literal("list"),
  data: z.array(webhookOriginSchema),
  firstId: z.string().nullable(),
  lastId: z.string().nullable(),
  hasMore: z.boolean(),
});
