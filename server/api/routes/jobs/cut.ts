import { create as contentDisposition } from "content-disposition";
import { cutJob, quoteCut } from "@/inngest/jobs/cut";
import type { ErrorCode } from "@/lib/errors";
import { cutRequest } from "@/lib/schemas/cut";
import { cutAnswerSchema } from "@/lib/schemas/cut-answer";
import { exportRequest, exportSchema } from "@/lib/schemas/export";
import { isTerminal, jobSchema } from "@/lib/schemas/job";
import { fileUrl } from "@/lib/storage/file-url";
import { editList } from "../../../media/edit-list";
import { nameOfJob } from "../../../media/name-of-job";
import { continueQuery, quoted, startErrors, submitOrQuote } from "../../dry-run";
import { exportOf } from "../../job-export";
import { ownJob } from "../../own-job";
import { defineRoute } from "../../route";
import { presentCut } from "../../serializers/cut";
import { presentJob } from "../../serializers/job";

/** The cut of a film, and its downloads. */

const errors = [...startErrors, "invalid_media", "unreachable_url"] as const satisfies ErrorCode[];

export const getCut = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}/cut",
  access: "key",
  operationId: "getCut",
  tag: "jobs",
  summary: "Get the cut of a film",
  zh: "获取影片的剪辑",
  description:
    "For jobs that join a film of several clips, as `next-scene` and `topic-film`; 404 for others. The `cut` of a film that was never cut makes the same film.",
  responses: { 200: [cutAnswerSchema, "The cut of the chosen take, and what a cut can use."] },
  errors: ["conflict"],
  resource: ownJob,
  handler: async ({ resource }) => [200, await presentCut(resource)],
});

export const cutFilm = defineRoute({
  method: "POST",
  path: "/v1/jobs/{id}/cut",
  access: "key",
  limit: submitOrQuote,
  operationId: "cutFilm",
  tag: "jobs",
  summary: "Join a film once more, as you cut it",
  zh: "按你的剪辑重新合成影片",
  description:
    "Makes a take of the step that joins the film, by local work at no cost. The film is as long as its title and its shots: joins do not change its length. " +
    "Clips are named by step, so the cut follows their later takes: a re-taken clip makes the film out of date, and `POST /v1/jobs/{id}/continue` joins it again with the cut. A clip that has become too short is cut as far as it goes, and `warnings` of the job say so (`cut_adjusted`). " +
    "To go back, choose an earlier take. The cut that is chosen already changes nothing.",
  query: continueQuery,
  body: cutRequest,
  examples: [
    {
      shots: [
        { clip: "clip.1", to: 2, join: { kind: "dissolve", seconds: 0.5 } },
        { clip: "clip.2", from: 0.5 },
      ],
      title: { text: "The lake at dawn" },
    },
  ],
  responses: { 200: quoted, 202: [jobSchema, "The job, queued."] },
  errors,
  resource: ownJob,
  handler: async ({ query, resource, body, key }) =>
    query.dry_run ? [200, await quoteCut(resource, body)] : [202, await presentJob(await cutJob(resource, body, key))],
});

export const getEditList = defineRoute({
  method: "GET",
  path: "/v1/jobs/{id}/cut/otio",
  access: "key",
  operationId: "getEditList",
  tag: "jobs",
  summary: "Get the edit list of a film, as OpenTimelineIO",
  zh: "获取影片的剪辑表（OpenTimelineIO）",
  responses: {
    200: {
      description: "The timeline, with signed URLs of its files. The archive of the job has one with file names.",
      content: { "application/json": { schema: { type: "object", additionalProperties: true } } },
    },
  },
  errors: ["conflict"],
  resource: ownJob,
  handler: async ({ resource: job }) => {
    const list = await editList(job, (asset) => fileUrl(asset).url);
    const headers = {
      "content-type": "application/json",
      "content-disposition": contentDisposition(`${nameOfJob(job)}.otio`),
      "cache-control": "private, no-store",
    };
    return new Response(`${JSON.stringify(list, null, 2)}\n`, { headers });
  },
});

/** A repeated request makes nothing twice. */
export const exportFilm = defineRoute({
  method: "POST",
  path: "/v1/jobs/{id}/exports",
  access: "key",
  limit: "create",
  operationId: "exportFilm",
  tag: "jobs",
  summary: "Get a film in another form",
  zh: "以其他形式获取影片",
  description:
    "Shapes, GIF, MP3 and still are made by a job of local work at no cost. The same film and options are made once: ask again until the `status` is `completed`. A failed job can be retried.",
  body: exportRequest,
  examples: [{ what: "9:16" }],
  responses: {
    200: [exportSchema, "The file is there, or could not be made."],
    202: [exportSchema, "A job makes the file. Ask again, or follow the job."],
  },
  errors,
  resource: ownJob,
  handler: async ({ resource, body, key }) => {
    const made = await exportOf(resource, body, key);
    return [isTerminal(made.status) ? 200 : 202, made];
  },
});
