import { z } from "zod";
import { approve, quoteRetry, retryJob as retry, stopJob } from "@/inngest/jobs/approve";
import { continueJob as goOn, quoteContinue } from "@/inngest/jobs/retake";
import { Problem } from "@/lib/errors";
import { jobSchema } from "@/lib/schemas/job";
import { continueQuery, quoted, startErrors, submitOrQuote } from "../../dry-run";
import { ownJob } from "../../own-job";
import { defineRoute } from "../../route";
import { presentJob } from "../../serializers/job";

/** Idempotent: a job that has ended, or is stopping, is returned unchanged. */
export const cancelJob = defineRoute({
  method: "POST",
  path: "/v1/jobs/{id}/cancel",
  access: "key",
  operationId: "cancelJob",
  tag: "jobs",
  summary: "Cancel a job and its work at the services; safe to repeat",
  zh: "取消任务及其在服务处的工作；可安全重复",
  responses: { 200: [jobSchema, "The job, now cancelling or already ended."] },
  resource: ownJob,
  handler: async ({ resource }) => [200, await presentJob((await stopJob(resource)).job)],
});

export const retryJob = defineRoute({
  method: "POST",
  path: "/v1/jobs/{id}/retry",
  access: "key",
  limit: submitOrQuote,
  operationId: "retryJob",
  tag: "jobs",
  summary: "Retry a failed or cancelled job; finished steps are reused",
  zh: "重试失败或已取消的任务；已完成的步骤会被复用",
  query: continueQuery,
  responses: { 200: quoted, 202: [jobSchema, "The job, queued."] },
  errors: startErrors,
  resource: ownJob,
  handler: async ({ query, resource, key }) =>
    query.dry_run ? [200, await quoteRetry(resource)] : [202, await presentJob(await retry(resource, key))],
});

export const continueJob = defineRoute({
  method: "POST",
  path: "/v1/jobs/{id}/continue",
  access: "key",
  limit: submitOrQuote,
  operationId: "continueJob",
  tag: "jobs",
  summary: "Make all out-of-date steps again",
  zh: "重新制作所有过期的步骤",
  query: continueQuery,
  responses: { 200: quoted, 202: [jobSchema, "The job, queued."] },
  errors: startErrors,
  resource: ownJob,
  handler: async ({ query, resource, key }) =>
    query.dry_run ? [200, await quoteContinue(resource)] : [202, await presentJob(await goOn(resource, key))],
});

export const approveJob = defineRoute({
  method: "POST",
  path: "/v1/jobs/{id}/approve",
  access: "key",
  operationId: "approveJob",
  tag: "jobs",
  summary: "Approve a job that is waiting for a review; safe to repeat",
  zh: "通过等待审核的任务；可安全重复",
  responses: { 202: [jobSchema, "The job, continuing."] },
  errors: startErrors,
  resource: ownJob,
  handler: async ({ resource, key }) => [202, await presentJob(await approve(resource, key))],
});

const podCancelled = z.object({ status: z.literal("cancelled"), job_id: z.string() });

/** The pods' API for cancelling, because a Nextscene server can itself act as a pod: 404 when there is nothing to stop. */
const asPod = <const Path extends "/cancel/{id}" | "/v1/cancel/{id}">(path: Path, operationId: string) =>
  defineRoute({
    method: "POST",
    path,
    access: "key",
    operationId,
    tag: "jobs",
    summary: "Cancel a job through the pod API",
    zh: "通过 Pod 的 API 取消任务",
    responses: { 200: [podCancelled, "The job is being cancelled."] },
    resource: ownJob,
    handler: async ({ resource }) => {
      const { stopped, job } = await stopJob(resource);
      if (!stopped && job.status !== "cancelling" && job.status !== "cancelled") {
        throw new Problem("not_found", `Nothing to cancel: the job is ${job.status}.`);
      }
      return [200, { status: "cancelled", job_id: job.id }];
    },
  });
export const cancelAsPod = asPod("/cancel/{id}", "cancelAsPod");
export const cancelAsPodV1 = asPod("/v1/cancel/{id}", "cancelAsPodV1");
