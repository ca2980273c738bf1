import { z } from "zod";
import { listJobs as jobsOf } from "@/db/job-list";
import { act, changeJob as change, deleteJob as remove, restore } from "@/inngest/jobs/keep";
import { Problem } from "@/lib/errors";
import { summaryOf } from "@/lib/job-summary";
import { jobListSchema, jobSchema } from "@/lib/schemas/job";
import { fields, jobListQuery } from "@/lib/schemas/job-query";
import { jobSummaryListSchema, jobSummarySchema } from "@/lib/schemas/job-summary";
import { type BulkAnswer, bulkAnswerSchema, bulkRequest, changeJobRequest } from "@/lib/schemas/keep";
import { owns, seenBy } from "../../caller";
import { ownJob, ownOrDeletedJob } from "../../own-job";
import { defineRoute } from "../../route";
import { presentJob, presentJobs } from "../../serializers/job";

export const listJobs = defineRoute({
  method: "GET",
  path: "/v1/jobs",
  access: "key",
  operationId: "listJobs",
  tag: "jobs",
  summary: "List jobs, newest first",
  zh: "列出任务，最新的在前",
  query: jobListQuery,
  responses: { 200: [z.union([jobSummaryListSchema, jobListSchema]), "A page of jobs."] },
  errors: ["forbidden"],
  handler: async ({ query: { owner, fields, ...filter }, key }) => {
    if (owner !== undefined && !owns(key, owner)) {
      throw new Problem("forbidden", "Only a key with the admin role sees the jobs of another owner.");
    }
    const { rows, hasMore, reached } = await jobsOf({ ...filter, keyId: owner ?? seenBy(key) });
    const jobs = await presentJobs(rows);
    const [first = null, last = null] = [jobs.at(0)?.id, jobs.at(-1)?.id];
    const page = {
      object: "list" as const,
      firstId: (filter.before && reached) || first,
      lastId: (!filter.before && reached) || last,
      hasMore,
    };
    return [200, fields === "summary" ? { ...page, data: jobs.map(summaryOf) } : { ...page, data: jobs }];
  },
});

export const getJob = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}",
  access: "key",
  operationId: "getJob",
  tag: "jobs",
  summary: "Get a job",
  zh: "获取任务",
  query: z.object({ fields }),
  responses: { 200: [z.union([jobSchema, jobSummarySchema]), "The job. If it failed, `error` says why."] },
  resource: ownJob,
  handler: async ({ query, resource }) => {
    const job = await presentJob(resource);
    return [200, query.fields ? summaryOf(job) : job];
  },
});

export const changeJob = defineRoute({
  method: "PATCH",
  path: "/v1/jobs/{id}",
  access: "key",
  operationId: "changeJob",
  tag: "jobs",
  summary: "Change a job's title, star, project or priority",
  zh: "修改任务的标题、星标、项目或优先级",
  body: changeJobRequest,
  examples: [{ title: "The last boat", starred: true, project: "Harbour" }],
  responses: { 200: [jobSchema, "The job."] },
  errors: ["conflict"],
  resource: ownJob,
  handler: async ({ resource, body }) => [200, await presentJob(await change(resource, body))],
});

export const deleteJob = defineRoute({
  method: "DELETE",
  path: "/v1/jobs/{id}",
  access: "key",
  operationId: "deleteJob",
  tag: "jobs",
  summary: "Delete an ended job and its files",
  zh: "删除已结束的任务及其文件",
  description:
    "The job disappears at once. For `KEEP_DELETED_HOURS` (24 unless the operator changed it) `POST /v1/jobs/{id}/restore` brings it back, and the signed URLs of its files that were given out still work; then its files are removed within two hours. Files that another job uses are kept, uploads stay usable until they expire, and what it cost stays in the usage.",
  responses: { 204: "The job is deleted." },
  errors: ["conflict"],
  resource: ownJob,
  handler: async ({ resource }) => {
    await remove(resource);
    return [204];
  },
});

export const restoreJob = defineRoute({
  method: "POST",
  path: "/v1/jobs/{id}/restore",
  access: "key",
  operationId: "restoreJob",
  tag: "jobs",
  summary: "Bring a deleted job back; safe to repeat",
  zh: "恢复已删除的任务；可安全重复",
  description: "Possible for `KEEP_DELETED_HOURS` after the job was deleted; afterwards it is not found.",
  responses: { 200: [jobSchema, "The job."] },
  resource: ownOrDeletedJob,
  handler: async ({ resource }) => [200, await presentJob(await restore(resource))],
});

/** One job that refuses does not stop the others: each id has its own answer. */
export const changeJobs = defineRoute({
  method: "POST",
  path: "/v1/jobs/bulk",
  access: "key",
  operationId: "changeJobs",
  tag: "jobs",
  summary: "Star, delete, restore, move or cancel up to 200 jobs",
  zh: "批量加星、删除、恢复、移动或取消，最多 200 个任务",
  description: "Each job has its own answer: one that refuses does not stop the others. Safe to repeat.",
  body: bulkRequest,
  examples: [{ ids: ["0193c3a0-7d4e-7c1a-9a55-3f1c0a2b4d5e"], action: "move", project: "Harbour" }],
  responses: { 200: [bulkAnswerSchema, "What happened to each job."] },
  handler: async ({ body: { ids, action, project = null }, key }) => {
    const results: BulkAnswer["results"] = [];
    for (const id of ids) {
      const error = await ownOrDeletedJob({ params: { id }, key })
        .then((job) => act(job, action, project))
        .then(
          () => null,
          (reason: unknown) => {
            if (!(reason instanceof Problem)) throw reason;
            return { code: reason.code, message: reason.message };
          },
        );
      results.push({ id, ok: error === null, error });
    }
    return [200, { object: "bulk", results }];
  },
});
