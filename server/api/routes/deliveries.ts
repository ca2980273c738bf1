import { z } from "zod";
import { replayDelivery as replay } from "@/db/deliveries";
import { sendSoon } from "@/inngest/event-outbox";
import { Problem } from "@/lib/errors";
import { deliveryListSchema, deliveryWithAttemptsSchema } from "@/lib/schemas/delivery";
import { seenBy } from "../caller";
import { ownBatch } from "../own-batch";
import { deliveryPage, deliveryQuery, ownDelivery } from "../own-delivery";
import { ownJob } from "../own-job";
import { defineRoute } from "../route";
import { presentDelivery } from "../serializers/delivery";

const page = [deliveryListSchema, "A page of deliveries, each with its last attempt."] as const;
const params = { id: z.string() };

export const listDeliveries = defineRoute({
  method: "GET",
  path: "/v1/deliveries",
  access: "key",
  operationId: "listDeliveries",
  tag: "webhooks",
  summary: "List deliveries of webhooks and notifications, newest first",
  zh: "列出 Webhook 和通知的投递，最新的在前",
  query: deliveryQuery.extend({ job: z.uuid().optional().meta({ description: "Only deliveries of this job." }) }),
  responses: { 200: page },
  handler: async ({ query: { job, ...filter }, key }) => [
    200,
    await deliveryPage({ ...filter, jobId: job, keyId: seenBy(key) }),
  ],
});

export const getDelivery = defineRoute({
  method: "GET",
  path: "/v1/deliveries/{id}",
  access: "key",
  operationId: "getDelivery",
  tag: "webhooks",
  summary: "Get a delivery and its attempts",
  zh: "获取一次投递及其各次尝试",
  params,
  responses: { 200: [deliveryWithAttemptsSchema, "The delivery."] },
  resource: ownDelivery,
  handler: async ({ resource }) => [200, await presentDelivery(resource)],
});

/** Sends the same `webhook-id` again, also to a paused origin, which a success resumes. */
export const replayDelivery = defineRoute({
  method: "POST",
  path: "/v1/deliveries/{id}/replay",
  access: "key",
  operationId: "replayDelivery",
  tag: "webhooks",
  summary: "Send a message again with the same id",
  zh: "用相同的 id 再次发送消息",
  params,
  responses: {
    202: [deliveryWithAttemptsSchema, "The delivery, pending. A delivery that was already pending is sent at once."],
  },
  errors: ["conflict"],
  resource: ownDelivery,
  handler: async (visit) => {
    const event = await replay(visit.resource);
    if (!event) throw new Problem("conflict", "This delivery is already being replayed.");
    sendSoon(event);
    return [202, await presentDelivery(await ownDelivery(visit))];
  },
});

export const listJobDeliveries = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}/deliveries",
  access: "key",
  operationId: "listJobDeliveries",
  tag: "jobs",
  summary: "List a job's deliveries, newest first",
  zh: "列出任务的投递，最新的在前",
  query: deliveryQuery,
  responses: { 200: page },
  resource: ownJob,
  handler: async ({ query, resource }) => [200, await deliveryPage({ ...query, jobId: resource.id })],
});

export const listBatchDeliveries = defineRoute({
  method: "GET",
  path: "/v1/batches/{id}/deliveries",
  access: "key",
  operationId: "listBatchDeliveries",
  tag: "batches",
  summary: "List the deliveries of a batch's end, newest first",
  zh: "列出批次结束消息的投递，最新的在前",
  query: deliveryQuery,
  responses: { 200: page },
  resource: ownBatch,
  handler: async ({ query, resource }) => [200, await deliveryPage({ ...query, jobId: resource.id })],
});
