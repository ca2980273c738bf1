import { json, ref, refusals } from "../operation";

const bodyFaults = ["invalid_request", "invalid_json", "payload_too_large", "unsupported_media_type"] as const;
const taking = (schema: string) => ({
  requestBody: { required: true, content: { "application/json": { schema: ref(schema) } } },
});
const common = { tags: ["webhooks"] };

/** Notifications by e-mail and Slack of the request's own key. */
export const notifications = {
  "/v1/notifications": {
    get: {
      operationId: "getNotifications",
      summary: "Get whom this key notifies, and the channels that are set up",
      ...common,
      responses: { "200": json("Notifications", "The notifications."), ...refusals("unauthorized", "internal") },
    },
    patch: {
      operationId: "changeNotifications",
      summary: "Change whom this key notifies by default, and in which language",
      description:
        "Applies to jobs without a `notify` of their own: when one completes, fails or waits for a review, and likewise to whole batches: one message when a batch has ended, and none of its jobs. The same recipients hear when 80% and 100% of the key's daily budget is used, once a day each.",
      ...common,
      ...taking("ChangeNotifications"),
      responses: {
        "200": json("Notifications", "The notifications."),
        ...refusals(...bodyFaults, "unauthorized", "internal"),
      },
    },
  },
  "/v1/notifications/test": {
    post: {
      operationId: "testNotification",
      summary: "Send a sample notification and return the response",
      description: "Not stored or retried. A key sends at most one message a minute through a channel.",
      ...common,
      ...taking("TestNotification"),
      responses: {
        "200": json("NotificationTest", "Result of the test, even if the message was refused."),
        ...refusals(...bodyFaults, "unauthorized", "rate_limited", "internal"),
      },
    },
  },
};
