const header = (name: string, description: string) => ({
  ...{ name, in: "header", required: true, schema: { type: "string" }, description },
});

/** The webhook message that a caller receives. */
export const jobEndedWebhook = {
  operationId: "jobEnded",
  summary: "Sent when a job ends (Standard Webhooks 1.0.0)",
  parameters: [
    header("webhook-id", "Identifies the message; the same for every attempt and replay."),
    header(
      "webhook-timestamp",
      "Unix time of this attempt, in seconds. Reject messages that are off by more than five minutes.",
    ),
    header(
      "webhook-signature",
      "`v1,<base64 HMAC-SHA256 of id.timestamp.body>`, signed with the secret of `GET /v1/webhooks/secret`. During a rotation there are two signatures, separated by a space.",
    ),
  ],
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
  responses: {
    "2XX": { description: "Received. Any other status is retried for three days; redirects are not followed." },
    "410": { description: "Stops retries of this message." },
  },
};
