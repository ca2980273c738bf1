import { deliveryStatuses } from "@/lib/schemas/delivery";
import { json, ofJob, query, ref, refusals } from "../operation";

const deliveryId = { name: "id", in: "path", required: true, schema: { type: "string" } };
const limit = query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }, "How many.");
const status = query("status", { enum: deliveryStatuses }, "Only deliveries in this state.");
const after = query("after", { type: "string" }, "Go on after this one: the `lastId` of the page before.");

const bodyFaults = ["invalid_request", "invalid_json", "payload_too_large", "unsupported_media_type"] as const;
const operation = (operationId: string, summary: string, responses: Record<string, unknown>) => ({
  operationId,
  summary,
  tags: ["webhooks"],
  responses: { ...responses, ...refusals("unauthorized", "internal") },
});
const taking = (schema: string, required = true) => ({
  requestBody: { required, content: { "application/json": { schema: ref(schema) } } },
});

export const webhooks = {
  "/v1/deliveries": {
    get: {
      ...operation("listDeliveries", "List webhooks to you, newest first", {
        "200": json("DeliveryList", "A page of deliveries, each with its last attempt."),
        ...refusals("invalid_request"),
      }),
      parameters: [
        query("job", { type: "string", format: "uuid" }, "Only deliveries of this job."),
        ...[status, limit, after],
      ],
    },
  },
  "/v1/deliveries/{id}": {
    get: {
      ...operation("getDelivery", "Look at a delivery and its attempts", {
        "200": json("DeliveryWithAttempts", "The delivery."),
        ...refusals("not_found"),
      }),
      parameters: [deliveryId],
    },
  },
  "/v1/deliveries/{id}/replay": {
    post: {
      ...operation("replayDelivery", "Send a webhook again under its id", {
        "202": json("DeliveryWithAttempts", "The delivery, pending. One that was pending is brought forward."),
        ...refusals("not_found", "conflict"),
      }),
      parameters: [deliveryId],
    },
  },
  "/v1/jobs/{id}/deliveries": {
    get: {
      ...ofJob("listJobDeliveries", "List a job's webhooks, newest first", {
        "200": json("DeliveryList", "A page of deliveries, each with its last attempt."),
        ...refusals("invalid_request"),
      }),
      parameters: [{ ...deliveryId, schema: { type: "string", format: "uuid" } }, status, limit, after],
    },
  },
  "/v1/webhooks/secret": {
    get: operation("getWebhookSecret", "Show the secret that this key's webhooks are signed with", {
      "200": json("WebhookSecret", "The secret."),
    }),
  },
  "/v1/webhooks/secret/rotate": {
    post: {
      ...operation("rotateWebhookSecret", "Make a new secret; for a while both sign", {
        "200": json("WebhookSecret", "The new secret."),
        ...refusals(...bodyFaults, "conflict"),
      }),
      ...taking("Rotate", false),
    },
  },
  "/v1/webhooks/test": {
    post: {
      ...operation("testWebhook", "Send a signed sample event and see what comes back", {
        "200": json("WebhookTest", "What came back, also when it was a refusal or nothing at all."),
        ...refusals(...bodyFaults, "rate_limited"),
      }),
      ...taking("TestWebhook"),
    },
  },
  "/v1/webhooks/origins": {
    get: {
      ...operation("listWebhookOrigins", "List where your webhooks fail, and what is paused", {
        "200": json("WebhookOriginList", "A page of origins, by name; those that work are not listed."),
        ...refusals("invalid_request"),
      }),
      parameters: [limit, after],
    },
  },
  "/v1/webhooks/origins/resume": {
    post: {
      ...operation("resumeWebhookOrigin", "Let the deliveries to a paused origin go on", {
        "200": json("WebhookOrigin", "The origin. What waited for it is sent."),
        ...refusals(...bodyFaults),
      }),
      ...taking("ResumeOrigin"),
    },
  },
};
