/** What a caller's webhook is sent. */
export const jobEndedWebhook = {
  operationId: "jobEnded",
  summary: "A job has ended (Standard Webhooks 1.0.0: webhook-id, webhook-timestamp, webhook-signature)",
  requestBody: {
    content: {
      "application/json": {
        schema: {
          type: "object",
          required: ["id", "createdAt", "status", "model", "localUrl", "error"],
          properties: {
            id: { type: "string" },
            createdAt: { type: "string", format: "date-time" },
            status: { enum: ["completed", "failed", "cancelled"] },
            model: { type: "string" },
            webhookUrl: { type: ["string", "null"] },
            options: { type: "object" },
            stream: { type: "boolean" },
            localUrl: { type: "array", items: { type: "string" } },
            error: { type: ["string", "null"] },
          },
        },
      },
    },
  },
  responses: { "2XX": { description: "Received; anything else is tried again, 410 stops." } },
};
