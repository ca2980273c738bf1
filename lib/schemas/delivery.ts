import { z } from "zod";

/**
 * The API's objects of outgoing webhooks. The routes answer with these schemas, and the API document is made from them.
 */

export const deliveryStatuses = ["pending", "delivered", "failed", "paused"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Each has a file in `inngest/deliveries/channels/`. */
export const deliveryChannels = ["webhook", "email", "slack"] as const;
export type DeliveryChannel = (typeof deliveryChannels)[number];

/** What a delivery reports. */
export const deliveryEvents = ["completed", "failed", "cancelled", "awaiting_review", "budget"] as const;
export type DeliveryEvent = (typeof deliveryEvents)[number];

/** How much of a key's daily budget is used; amounts in millionths of a USD. */
export type BudgetNotice = { percent: number; used: number; budget: number };

const time = z.iso.datetime().meta({ description: "RFC 3339, UTC" });

/** The part of a delivery's URL by which deliveries are paused. Throws TypeError for an invalid URL. */
export function originOf(url: string): string {
  const { origin, protocol } = new URL(url);
  return protocol === "http:" || protocol === "https:" ? origin : url;
}

const reply = {
  status: z
    .number()
    .int()
    .nullable()
    .meta({ description: "HTTP status, or the SMTP reply code of an e-mail; null when there was no response." }),
  milliseconds: z.number().int(),
  answer: z.string().meta({ description: "The first 1 KB of the response, or why there was none." }),
};

export const deliveryAttemptSchema = z.object({ attempt: z.number().int(), finishedAt: time, ...reply });
export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>;

export const deliverySchema = z.object({
  id: z.string().meta({ description: "Sent as `webhook-id` with every attempt." }),
  object: z.literal("delivery"),
  jobId: z.string().nullable().meta({ description: "The job that ended; null for the message of a whole batch." }),
  batchId: z.string().nullable().meta({ description: "The batch that ended; null for the message of a job." }),
  channel: z.enum(deliveryChannels),
  event: z.enum(deliveryEvents).meta({ description: "What it reports." }),
  url: z.string().meta({ description: "The webhook's URL, `mailto:<address>` or `slack:`." }),
  status: z.enum(deliveryStatuses).meta({
    description: "`paused`: waiting because its origin keeps failing, see `GET /v1/webhooks/origins`.",
  }),
  attempt: z.number().int().meta({ description: "Number of attempts so far." }),
  nextAttemptAt: time.nullable(),
  createdAt: time,
  deliveredAt: time.nullable(),
  lastAttempt: deliveryAttemptSchema.nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveryWithAttemptsSchema = deliverySchema.extend({
  attempts: z.array(deliveryAttemptSchema).meta({ description: "The latest 100 attempts, oldest first." }),
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
  secret: z.string().meta({ description: "Use it to verify signatures: `whsec_` followed by base64." }),
  rotatedAt: time.nullable(),
  previousUntil: time.nullable().meta({
    description: "Until this time, messages are also signed with the previous secret; null when there is none.",
  }),
});

const day = 86_400;

export const rotateRequest = z.strictObject({
  overlap: z
    .number()
    .int()
    .min(0)
    .max(7 * day)
    .default(day)
    .meta({ description: "Seconds to keep signing with the previous secret as well. 0 stops at once." }),
});

const webhookUrl = z.url({ protocol: /^https?$/, error: "Must be an http(s) URL." }).max(2048);

export const testWebhookRequest = z.strictObject({
  url: webhookUrl.meta({ description: "URL that receives a signed sample event by POST." }),
});

export const webhookTestSchema = z.object({
  object: z.literal("webhook_test"),
  id: z.string().meta({ description: "The `webhook-id` of the test." }),
  url: z.string(),
  delivered: z.boolean().meta({ description: "Whether the endpoint responded with a 2xx status." }),
  ...reply,
});

const isOrigin = (text: string) =>
  /^(https?|mailto|slack):/.test(text) && URL.canParse(text) && originOf(text) === text;

export const resumeRequest = z.strictObject({
  origin: z
    .string()
    .max(2048)
    .refine(
      isOrigin,
      "Give only scheme, host and port, such as https://example.com, or mailto:me@example.com, or slack:.",
    )
    .meta({ description: "An `origin` listed by `GET /v1/webhooks/origins`." }),
});

export const webhookOriginSchema = z.object({
  object: z.literal("webhook_origin"),
  origin: z.string(),
  status: z.enum(["ok", "failing", "paused"]),
  failures: z.number().int().meta({ description: "Consecutive failures." }),
  failingSince: time.nullable(),
  lastFailureAt: time.nullable(),
  pausedAt: time.nullable(),
  waiting: z.number().int().meta({ description: "Deliveries waiting for this origin to be resumed." }),
});

export type WebhookOrigin = z.infer<typeof webhookOriginSchema>;

export const webhookOriginListSchema = z.object({
  object: z.literal("list"),
  data: z.array(webhookOriginSchema),
  firstId: z.string().nullable(),
  lastId: z.string().nullable(),
  hasMore: z.boolean(),
});
