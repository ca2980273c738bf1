import { changeKey } from "@/db/keys";
import { checkNotify } from "@/inngest/deliveries/check-notify";
import { testNotification as send } from "@/inngest/deliveries/test-notification";
import {
  changeNotificationsRequest,
  notificationsSchema,
  notificationTestSchema,
  testNotificationRequest,
} from "@/lib/schemas/notify";
import { defineRoute } from "../route";
import { presentNotifications } from "../serializers/notifications";

/** The notifications of the request's own key: every key may read and change them. */

export const getNotifications = defineRoute({
  method: "GET",
  path: "/v1/notifications",
  access: "key",
  operationId: "getNotifications",
  tag: "webhooks",
  summary: "Get whom this key notifies, and the channels that are set up",
  zh: "获取此密钥通知的对象，以及已设置的渠道",
  responses: { 200: [notificationsSchema, "The notifications."] },
  handler: async ({ key }) => [200, await presentNotifications(key.id)],
});

export const changeNotifications = defineRoute({
  method: "PATCH",
  path: "/v1/notifications",
  access: "key",
  operationId: "changeNotifications",
  tag: "webhooks",
  summary: "Change whom this key notifies by default, and in which language",
  zh: "修改此密钥默认通知的对象和语言",
  description:
    "Applies to jobs without a `notify` of their own: when one completes, fails or waits for a review, and likewise to whole batches: one message when a batch has ended, and none of its jobs. The same recipients hear when 80% and 100% of the key's daily budget is used, once a day each.",
  body: changeNotificationsRequest,
  examples: [{ notify: ["slack"], language: "zh" }],
  responses: { 200: [notificationsSchema, "The notifications."] },
  handler: async ({ body, key }) => {
    checkNotify(body.notify ?? [], "/notify");
    await changeKey(key.id, body);
    return [200, await presentNotifications(key.id)];
  },
});

export const testNotification = defineRoute({
  method: "POST",
  path: "/v1/notifications/test",
  access: "key",
  limit: "test",
  operationId: "testNotification",
  tag: "webhooks",
  summary: "Send a sample notification and return the response",
  zh: "发送一条示例通知并返回响应",
  description: "Not stored or retried. A key sends at most one message a minute through a channel.",
  body: testNotificationRequest,
  examples: [{ to: "slack" }],
  responses: { 200: [notificationTestSchema, "Result of the test, even if the message was refused."] },
  handler: async ({ body, key }) => [200, await send(key, body.to)],
});
