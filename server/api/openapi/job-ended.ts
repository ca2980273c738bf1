const header = (name: string, description: string) => ({
  ...{ name, in: "header", required: true, schema: { type: "string" }, description },
});

/** What a caller's webhook is sent. */
export const jobEndedWebhook = {
  operationId: "jobEnded",
  summary: "A job has ended (Standard Webhooks 1.0.0)",
  parameters: [
    header("webhook-id", "The same on every attempt and replay."),
    header("webhook-timestamp", "Seconds since 1970, of this attempt. Refuse what is off by more than five minutes."),
    header(
      "webhook-signature",
      "`v1,<base64 HMAC-SHA256 of id.timestamp.body>` by the secret of `GET /v1/webhooks/secret`; two, separated by a space, during a rotation.",
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
    "2XX": { description: "Received. Anything else is tried again over three days; 3xx is not followed." },
    "410": { description: "This message is not sent any more." },
  },
};
