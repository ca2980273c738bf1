import { deliveryStatuses } from "@/lib/schemas/delivery";
import { json, ofJob, query, ref, refusals } from "../operation";

const deliveryId = { name: "id", in: "path", required: true, schema: { type: "string" } };
const limit = query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }, "Page size.");
const status = query("status", { enum: deliveryStatuses }, "Only deliveries with this status.");
const after = query("after", { type: "string" }, "Cursor: the `lastId` of the previous page.");

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
      ...operation("listDeliveries", "List deliveries of webhooks and notifications, newest first", {
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
      ...operation("getDelivery", "Get a delivery and its attempts", {
        "200": json("DeliveryWithAttempts", "The delivery."),
        ...refusals("not_found"),
      }),
      parameters: [deliveryId],
    },
  },
  "/v1/deliveries/{id}/replay": {
    post: {
      ...operation("replayDelivery", "Send a message again with the same id", {
        "202": json(
          "DeliveryWithAttempts",
          "The delivery, pending. A delivery that was already pending is sent at once.",
        ),
        ...refusals("not_found", "conflict"),
      }),
      parameters: [deliveryId],
    },
  },
  "/v1/jobs/{id}/deliveries": {
    get: {
      ...ofJob("listJobDeliveries", "List a job's deliveries, newest first", {
        "200": json("DeliveryList", "A page of deliveries, each with its last attempt."),
        ...refusals("invalid_request"),
      }),
      parameters: [{ ...deliveryId, schema: { type: "string", format: "uuid" } }, status, limit, after],
    },
  },
  "/v1/webhooks/secret": {
    get: operation("getWebhookSecret", "Get the secret that signs this key's webhooks", {
      "200": json("WebhookSecret", "The secret."),
    }),
  },
  "/v1/webhooks/secret/rotate": {
    post: {
      ...operation("rotateWebhookSecret", "Rotate the secret; both secrets sign during the overlap", {
        "200": json("WebhookSecret", "The new secret."),
        ...refusals(...bodyFaults, "conflict"),
      }),
      ...taking("Rotate", false),
    },
  },
  "/v1/webhooks/test": {
    post: {
      ...operation("testWebhook", "Send a signed sample event and return the response", {
        "200": json("WebhookTest", "Result of the test, even if the endpoint rejected it or did not respond."),
        ...refusals(...bodyFaults, "rate_limited"),
      }),
      ...taking("TestWebhook"),
    },
  },
  "/v1/webhooks/origins": {
    get: {
      ...operation("listWebhookOrigins", "List origins where your webhooks fail or are paused", {
        "200": json("WebhookOriginList", "A page of origins, sorted by name. Working origins are not listed."),
        ...refusals("invalid_request"),
      }),
      parameters: [limit, after],
    },
  },
  "/v1/webhooks/origins/resume": {
    post: {
      ...operation("resumeWebhookOrigin", "Resume deliveries to a paused origin", {
        "200": json("WebhookOrigin", "The origin. Its waiting deliveries are sent."),
        ...refusals(...bodyFaults),
      }),
      ...taking("ResumeOrigin"),
    },
  },
};
