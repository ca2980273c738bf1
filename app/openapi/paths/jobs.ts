import { jobStatuses } from "@/lib/job";
import { dryRun, jobId, json, ofJob, query, quoted, ref, refusals, stepName } from "../part";

const eventStream = {
  description:
    "Server-sent events: first a `snapshot`, then each change; with `Last-Event-ID` only what came after it, or a snapshot when that is not known any more. A comment every 15 s.",
  content: { "text/event-stream": { schema: { type: "string" } } },
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
    delete: ofJob("deleteJob", "Delete an ended job", {
      "204": { description: "It is gone." },
      ...refusals("conflict"),
    }),
  },
  "/v1/jobs/{id}/events": {
    get: ofJob("watchJob", "Watch a job: a snapshot first, then each change, until it has ended", {
      "200": eventStream,
      "204": { description: "The job has ended, and `Last-Event-ID` is of its end: there is nothing to come." },
    }),
  },
  "/v1/events": {
    get: {
      operationId: "watchJobs",
      summary: "Watch all own jobs",
      tags: ["jobs"],
      responses: { "200": eventStream, ...refusals("unauthorized", "internal") },
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
