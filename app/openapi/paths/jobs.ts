import { jobStatuses } from "@/lib/job";
import { jobId, json, ofJob, query, ref, refusals, stepName } from "../part";

const eventStream = {
  description: "Server-sent events.",
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
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }, "How many."),
        query("after", { type: "string", format: "uuid" }, "Go on after this job: the `lastId` of the page before."),
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
    post: ofJob("retryJob", "Continue a failed or cancelled job; what is finished is used again", {
      "202": json("Job", "The job, queued."),
      ...refusals("conflict", "budget_exceeded", "rate_limited", "too_many_jobs"),
    }),
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
