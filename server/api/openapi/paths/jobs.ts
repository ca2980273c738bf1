import { jobStatuses } from "@/lib/schemas/job";
import { dryRun, jobId, json, ofJob, query, quoted, ref, refusals, stepName } from "../operation";

/** `x-events`: the schema of each event's `data`, by the event's name, since OpenAPI 3.1 has no words for it. */
const eventStream = (snapshot: object) => ({
  description:
    "Server-sent events, `data` in JSON: first a `snapshot`, then each change: `job.created`, `job.status`, `job.completed`, `job.failed` and `job.cancelled` with the job, `step` with one step. `progress`, at most once a second while only time passes, has no `id`. With `Last-Event-ID` only what came after it is told, or a snapshot when that is not known any more. A comment every 15 s.",
  content: {
    "text/event-stream": {
      schema: { type: "string" },
      "x-events": {
        snapshot,
        ...Object.fromEntries(jobNews.map((name) => [name, ref("Job")])),
        step: ref("StepNews"),
        progress: ref("ProgressNews"),
      },
    },
  },
});
const jobNews = ["job.created", "job.status", "job.completed", "job.failed", "job.cancelled"];
const newestJobs = {
  type: "object",
  required: ["data"],
  properties: { data: { type: "array", items: ref("Job"), description: "The newest." } },
};

export const jobs = {
  "/v1/jobs": {
    get: {
      operationId: "listJobs",
      summary: "List jobs, newest first",
      tags: ["jobs"],
      parameters: [
        query("status", { enum: jobStatuses }, "Only jobs in this state."),
        query("model", { type: "string" }, "Only jobs of this model."),
        query("createdAfter", { type: "string", format: "date-time" }, "Only jobs created then or later."),
        query("createdBefore", { type: "string", format: "date-time" }, "Only jobs created before."),
        query(
          "q",
          { type: "string", minLength: 1, maxLength: 200 },
          "Only jobs with this text in their prompt. A page looks at a few thousand jobs: it may be short, or empty, while `hasMore` is true; `lastId` goes on.",
        ),
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }, "How many."),
        query("after", { type: "string", format: "uuid" }, "Go on after this job: the `lastId` of the page before."),
        query("before", { type: "string", format: "uuid" }, "Go back to newer ones: the `firstId` of the page after."),
      ],
      responses: {
        "200": json("JobList", "A page of jobs."),
        ...refusals("invalid_request", "unauthorized", "internal"),
      },
    },
  },
  "/v1/jobs/{id}": {
    get: ofJob("getJob", "Look at a job", { "200": json("Job", "The job. A failed one has an `error`.") }),
    delete: {
      ...ofJob("deleteJob", "Delete an ended job and its files", {
        "204": { description: "It is gone." },
        ...refusals("conflict"),
      }),
      description:
        "The addresses of its files lead nowhere any more, and their bytes are removed within two hours: all that it was given and made, but for what another job uses, and for uploads, which can be named again for their hours.",
    },
  },
  "/v1/jobs/{id}/events": {
    get: ofJob("watchJob", "Watch a job: a snapshot first, then each change, until it has ended", {
      "200": eventStream(ref("Job")),
      "204": { description: "The job has ended, and `Last-Event-ID` is of its end: there is nothing to come." },
    }),
  },
  "/v1/events": {
    get: {
      operationId: "watchJobs",
      summary: "Watch all own jobs",
      tags: ["jobs"],
      responses: { "200": eventStream(newestJobs), ...refusals("unauthorized", "internal") },
    },
  },
  "/v1/jobs/{id}/cancel": {
    post: ofJob("cancelJob", "Cancel a job and what it holds at services; repeating it changes nothing", {
      "200": json("Job", "The job, cancelling or ended."),
    }),
  },
  "/v1/jobs/{id}/retry": {
    post: {
      ...ofJob("retryJob", "Continue a failed or cancelled job; what is finished is used again", {
        "202": json("Job", "The job, queued."),
        ...quoted,
        ...refusals("invalid_request", "conflict", "budget_exceeded", "rate_limited", "too_many_jobs"),
      }),
      parameters: [jobId, dryRun],
    },
  },
  "/v1/jobs/{id}/steps/{name}/resolve": {
    post: {
      ...ofJob("resolveStep", "Settle a step of which it is not known whether the service took it", {
        "200": json("Job", "The job. `check_again` tells in the step's `message` what was found."),
        ...refusals("invalid_request", "invalid_json", "conflict", "payload_too_large", "unsupported_media_type"),
      }),
      parameters: [jobId, stepName],
      requestBody: { required: true, content: { "application/json": { schema: ref("Resolve") } } },
    },
  },
};
