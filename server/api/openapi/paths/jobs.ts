import { jobStatuses } from "@/lib/schemas/job";
import * as keep from "../keep-job";
import { dryRun, fields, jobId, json, ofJob, query, quoted, ref, refusals, stepKey } from "../operation";

/**
 * `x-events`: the schema of each event's `data`, by the event's name, because OpenAPI 3.1 cannot describe event
 * streams.
 */
const eventStream = (snapshot: object) => ({
  description:
    "Server-sent events with JSON `data`. The stream starts with a `snapshot`, followed by every change: `job.created`, `job.status`, `job.completed`, `job.failed` and `job.cancelled` contain the job, `step` contains one step. `job.deleted` contains only the `jobId` of a job that was deleted. `progress` reports elapsed time at most once per second and has no `id`. With `Last-Event-ID`, the stream resumes after that event, or starts with a new snapshot if the event is too old. A comment is sent every 15 seconds.",
  content: {
    "text/event-stream": {
      schema: { type: "string" },
      "x-events": {
        snapshot,
        ...Object.fromEntries(jobNews.map((name) => [name, ref("Job")])),
        "job.deleted": { type: "object", required: ["jobId"], properties: { jobId: { type: "string" } } },
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
  properties: { data: { type: "array", items: ref("Job"), description: "The latest jobs." } },
};
const wholeOrSummary = (whole: string, description: string) => ({
  description,
  content: { "application/json": { schema: { anyOf: [ref(whole), ref(whole.replace("Job", "JobSummary"))] } } },
});

export const jobs = {
  "/v1/jobs": {
    get: {
      operationId: "listJobs",
      summary: "List jobs, newest first",
      tags: ["jobs"],
      parameters: [
        query("status", { enum: jobStatuses }, "Only jobs with this status."),
        query("model", { type: "string" }, "Only jobs of this model."),
        query("batchId", { type: "string", format: "uuid" }, "Only jobs of this batch."),
        query("createdAfter", { type: "string", format: "date-time" }, "Only jobs created at or after this time."),
        query("createdBefore", { type: "string", format: "date-time" }, "Only jobs created before this time."),
        query("starred", { enum: ["true"] }, "Only starred jobs."),
        query(
          "needsYou",
          { enum: ["true"] },
          "Only jobs that wait for a person: for a review, for a decision about an unconfirmed step, or failed with an error that a retry may mend. Pages can be short, as with `q`.",
        ),
        query("project", { type: "string", minLength: 1, maxLength: 80 }, "Only jobs of this project."),
        query(
          "owner",
          { type: "string", maxLength: 100 },
          "Only jobs of the key with this id. Only an admin may name another key.",
        ),
        query(
          "q",
          { type: "string", minLength: 1, maxLength: 200 },
          "Only jobs whose title or prompt contains this text. Each page searches a few thousand jobs, so it can be short or empty while `hasMore` is true; continue with `lastId`.",
        ),
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 20 }, "Page size."),
        query("after", { type: "string", format: "uuid" }, "Cursor for older jobs: the `lastId` of the previous page."),
        query(
          "before",
          { type: "string", format: "uuid" },
          "Cursor for newer jobs: the `firstId` of the current page.",
        ),
        fields,
      ],
      responses: {
        "200": wholeOrSummary("JobList", "A page of jobs."),
        ...refusals("invalid_request", "unauthorized", "forbidden", "internal"),
      },
    },
  },
  "/v1/jobs/{id}": {
    get: {
      ...ofJob("getJob", "Get a job", { "200": wholeOrSummary("Job", "The job. If it failed, `error` says why.") }),
      parameters: [jobId, fields],
    },
    patch: keep.changeJob,
    delete: keep.deleteJob,
  },
  "/v1/jobs/{id}/events": {
    get: {
      ...ofJob("watchJob", "Stream a job: a snapshot, then every change until the job ends", {
        "200": eventStream(ref("Job")),
        "204": { description: "The job has ended and `Last-Event-ID` is its final event: no more events follow." },
      }),
      parameters: [
        jobId,
        query(
          "follow",
          { enum: ["true", "false"] },
          "`true` keeps the stream open after the job has ended: a retry or a retake starts the job again.",
        ),
      ],
    },
  },
  "/v1/events": {
    get: {
      operationId: "watchJobs",
      summary: "Stream all jobs of this key",
      description:
        "With `fields=summary`, `snapshot` has summaries, and every change, also `step`, is the summary of its job.",
      tags: ["jobs"],
      parameters: [fields],
      responses: { "200": eventStream(newestJobs), ...refusals("unauthorized", "internal") },
    },
  },
  "/v1/jobs/{id}/cancel": {
    post: ofJob("cancelJob", "Cancel a job and its work at the services; safe to repeat", {
      "200": json("Job", "The job, now cancelling or already ended."),
    }),
  },
  "/v1/jobs/{id}/retry": {
    post: {
      ...ofJob("retryJob", "Retry a failed or cancelled job; finished steps are reused", {
        "202": json("Job", "The job, queued."),
        ...quoted,
        ...refusals("invalid_request", "conflict", "budget_exceeded", "rate_limited", "too_many_jobs"),
      }),
      parameters: [jobId, dryRun],
    },
  },
  "/v1/jobs/{id}/steps/{key}/resolve": {
    post: {
      ...ofJob("resolveStep", "Resolve a step when it is unknown whether the service accepted it", {
        "200": json("Job", "The job. After `check_again`, the step's `message` says what was found."),
        ...refusals("invalid_request", "invalid_json", "conflict", "payload_too_large", "unsupported_media_type"),
      }),
      parameters: [jobId, stepKey],
      requestBody: { required: true, content: { "application/json": { schema: ref("Resolve") } } },
    },
  },
};
