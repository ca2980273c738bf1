import { z } from "zod";
import { listItems } from "@/db/batch-items";
import { listBatches as batchesOf } from "@/db/batches";
import { deleteBatch as remove } from "@/db/delete-batch";
import { cancelBatch as cancel, quoteBatchRetry, retryBatch as retry } from "@/inngest/batches/continue-batch";
import { describeBatch, describeBatches } from "@/inngest/batches/describe-batch";
import { Problem } from "@/lib/errors";
import { jobEvents } from "@/lib/event-names";
import { summaryOf } from "@/lib/job-summary";
import {
  batchListSchema,
  batchRetryQuoteSchema,
  batchSchema,
  batchWithItemsSchema,
  batchWithSummariesSchema,
  retryBatchRequest,
} from "@/lib/schemas/batch";
import { jobStatuses } from "@/lib/schemas/job";
import { fields } from "@/lib/schemas/job-query";
import { pageOf } from "@/lib/schemas/list";
import { streamBatch } from "../../events/stream";
import { serveBatchArchive } from "../../media/batch-archive";
import { seenBy } from "../caller";
import { continueQuery, submitOrQuote } from "../dry-run";
import { ref } from "../openapi/schemas";
import { ownBatch } from "../own-batch";
import { defineRoute } from "../route";
import { presentItems } from "../serializers/batch";
import { presentPage } from "../serializers/page";

export const listBatches = defineRoute({
  method: "GET",
  path: "/v1/batches",
  access: "key",
  operationId: "listBatches",
  tag: "batches",
  summary: "List batches, newest first",
  zh: "列出批次，最新的在前",
  query: z.strictObject(pageOf(z.uuid(), { cursor: "Cursor for older batches: the `lastId` of the previous page." })),
  responses: { 200: [batchListSchema, "A page of batches."] },
  handler: async ({ query, key }) => {
    const rows = await batchesOf({ ...query, keyId: seenBy(key) });
    return [200, await presentPage(rows, query.limit, describeBatches)];
  },
});

export const getBatch = defineRoute({
  method: "GET",
  path: "/v1/batches/{id}",
  access: "key",
  operationId: "getBatch",
  tag: "batches",
  summary: "Get a batch with a page of its jobs, in the order of the requests",
  zh: "获取批次及其任务的一页，按请求的顺序",
  query: z.strictObject({
    status: z.enum(jobStatuses).optional().meta({ description: "Only jobs with this status." }),
    ...pageOf(z.uuid(), { cursor: "Cursor for later jobs: `items.lastId` of the previous page." }),
    fields,
  }),
  responses: { 200: [z.union([batchWithItemsSchema, batchWithSummariesSchema]), "The batch and its jobs."] },
  resource: ownBatch,
  handler: async ({ query: { fields, ...filter }, resource }) => {
    const items = await presentItems(await listItems({ batchId: resource.id, ...filter }), filter.limit);
    const batch = await describeBatch(resource);
    if (!fields) return [200, { ...batch, items }];
    const data = items.data.map(({ row, job }) => ({ row, job: summaryOf(job) }));
    return [200, { ...batch, items: { ...items, data } }];
  },
});

export const deleteBatch = defineRoute({
  method: "DELETE",
  path: "/v1/batches/{id}",
  access: "key",
  operationId: "deleteBatch",
  tag: "batches",
  summary: "Delete an ended batch with its jobs and their files",
  zh: "删除已结束的批次及其任务和文件",
  description:
    "Each of its jobs is deleted as by `DELETE /v1/jobs/{id}`. Refused while the batch or one of its jobs is running.",
  responses: { 204: "The batch is deleted." },
  errors: ["conflict"],
  resource: ownBatch,
  handler: async ({ resource: { id, finishedAt } }) => {
    if (await remove(id)) return [204];
    const again = "A job of the batch was retried and is running. Cancel it first.";
    throw new Problem("conflict", finishedAt ? again : "The batch is still running. Cancel it first.");
  },
});

/** Idempotent: a batch that has ended, or is stopping, is returned unchanged. */
export const cancelBatch = defineRoute({
  method: "POST",
  path: "/v1/batches/{id}/cancel",
  access: "key",
  operationId: "cancelBatch",
  tag: "batches",
  summary: "Cancel all jobs of a batch that have not ended; safe to repeat",
  zh: "取消批次中所有未结束的任务；可安全重复",
  responses: { 200: [batchSchema, "The batch, now cancelling or already ended."] },
  resource: ownBatch,
  handler: async ({ resource }) => [200, await describeBatch(await cancel(resource))],
});

export const retryBatch = defineRoute({
  method: "POST",
  path: "/v1/batches/{id}/retry",
  access: "key",
  limit: submitOrQuote,
  operationId: "retryBatch",
  tag: "batches",
  summary: "Retry the failed jobs of a batch; finished steps are reused",
  zh: "重试批次中失败的任务；已完成的步骤会被复用",
  description:
    "A retry accepts what it can cost, as the retry of a single job does: the `maxCost` of the requests no longer applies. Ask for a quote first.",
  query: continueQuery,
  body: retryBatchRequest,
  examples: [{ cancelled: true }],
  responses: {
    202: [batchSchema, "The batch; its jobs wait for their turn."],
    200: [batchRetryQuoteSchema, "Quote of a dry run."],
  },
  errors: ["conflict", "budget_exceeded"],
  resource: ownBatch,
  handler: async ({ query, resource, body: { cancelled }, key }) =>
    query.dry_run
      ? [200, await quoteBatchRetry(resource, cancelled)]
      : [202, await describeBatch(await retry(resource, key, cancelled))],
});

export const watchBatch = defineRoute({
  method: "GET",
  path: "/v1/batches/{id}/events",
  access: "key",
  operationId: "watchBatch",
  tag: "batches",
  summary: "Stream a batch: a snapshot, then every change until the last job has ended",
  zh: "批次的事件流：先是快照，然后是每次变化，直到最后一个任务结束",
  responses: {
    200: {
      description:
        "Server-sent events with JSON `data`. The stream starts with a `snapshot` of the batch. `job.created`, `job.status`, `job.completed`, `job.failed` and `job.cancelled` contain one job; after them `batch` contains the batch, and finally `batch.ended`. With `Last-Event-ID`, the stream resumes after that event. A comment is sent every 15 seconds.",
      content: {
        "text/event-stream": {
          schema: { type: "string" },
          "x-events": {
            snapshot: ref("Batch"),
            batch: ref("Batch"),
            "batch.ended": ref("Batch"),
            ...Object.fromEntries(jobEvents.map((name) => [name, ref("Job")])),
          },
        },
      },
    },
    204: "The batch has ended and `Last-Event-ID` is its final event: no more events follow.",
  },
  resource: ownBatch,
  handler: (visit) => streamBatch(visit.resource.id, visit),
});

export const getBatchArchive = defineRoute({
  method: "GET",
  path: "/v1/batches/{id}/archive.zip",
  access: "key",
  operationId: "getBatchArchive",
  tag: "batches",
  summary: "Download all results of a batch",
  zh: "下载批次的全部结果",
  responses: {
    200: {
      description:
        "A ZIP of the output files, named by row (`0007.png`, or `0007-1.png` and `0007-2.png`), and `manifest.json` (schema `BatchManifest`).",
      content: { "application/zip": { schema: { type: "string", format: "binary" } } },
    },
  },
  errors: ["conflict"],
  resource: ownBatch,
  handler: ({ request, resource }) => serveBatchArchive(request, resource),
});
