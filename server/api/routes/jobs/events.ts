import { z } from "zod";
import { jobEvents } from "@/lib/event-names";
import { fields } from "@/lib/schemas/job-query";
import { streamJob, streamJobs } from "../../../events/stream";
import { ref } from "../../openapi/schemas";
import { ownJob } from "../../own-job";
import { defineRoute } from "../../route";

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
        ...Object.fromEntries(jobEvents.map((name) => [name, ref("Job")])),
        "job.deleted": { type: "object", required: ["jobId"], properties: { jobId: { type: "string" } } },
        step: ref("StepNews"),
        progress: ref("ProgressNews"),
      },
    },
  },
});
const newestJobs = {
  type: "object",
  required: ["data"],
  properties: { data: { type: "array", items: ref("Job"), description: "The latest jobs." } },
};

export const watchJob = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}/events",
  access: "key",
  operationId: "watchJob",
  tag: "jobs",
  summary: "Stream a job: a snapshot, then every change until the job ends",
  zh: "任务的事件流：先是快照，然后是每次变化，直到任务结束",
  query: z.object({
    follow: z.enum(["true", "false"]).optional().meta({
      description: "`true` keeps the stream open after the job has ended: a retry or a retake starts the job again.",
    }),
  }),
  responses: {
    200: eventStream(ref("Job")),
    204: "The job has ended and `Last-Event-ID` is its final event: no more events follow.",
  },
  resource: ownJob,
  handler: (visit) => streamJob(visit.resource.id, visit, { follows: visit.query.follow === "true" }),
});

export const watchJobs = defineRoute({
  method: "GET",
  path: "/v1/events",
  access: "key",
  operationId: "watchJobs",
  tag: "jobs",
  summary: "Stream all jobs of this key",
  zh: "此密钥全部任务的事件流",
  description:
    "With `fields=summary`, `snapshot` has summaries, and every change, also `step`, is the summary of its job.",
  query: z.object({ fields }),
  responses: { 200: eventStream(newestJobs) },
  handler: (visit) => streamJobs(visit, { isShort: visit.query.fields === "summary" }),
});
