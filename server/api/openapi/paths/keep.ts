import { mediaTypes } from "@/lib/schemas/job";
import { jobId, json, ofJob, query, ref, refusals } from "../operation";

const body = (name: string) => ({ required: true, content: { "application/json": { schema: ref(name) } } });
const ofBody = ["invalid_request", "invalid_json", "payload_too_large", "unsupported_media_type"] as const;

const ofFile = (operationId: string, summary: string, responses: Record<string, unknown>) => ({
  operationId,
  summary,
  tags: ["media"],
  parameters: [jobId],
  responses: { ...responses, ...refusals("unauthorized", "not_found", "internal") },
});

export const keep = {
  "/v1/jobs/{id}/restore": {
    post: {
      ...ofJob("restoreJob", "Bring a deleted job back; safe to repeat", { "200": json("Job", "The job.") }),
      description: "Possible for `KEEP_DELETED_HOURS` after the job was deleted; afterwards it is not found.",
    },
  },
  "/v1/jobs/bulk": {
    post: {
      operationId: "changeJobs",
      summary: "Star, delete, restore, move or cancel up to 200 jobs",
      description: "Each job has its own answer: one that refuses does not stop the others. Safe to repeat.",
      tags: ["jobs"],
      requestBody: body("Bulk"),
      responses: {
        "200": json("BulkAnswer", "What happened to each job."),
        ...refusals(...ofBody, "unauthorized", "internal"),
      },
    },
  },
  "/v1/projects": {
    get: {
      operationId: "listProjects",
      summary: "List the projects of your jobs, by name",
      tags: ["jobs"],
      responses: {
        "200": json("ProjectList", "The projects that have a job, up to 1,000."),
        ...refusals("unauthorized", "internal"),
      },
    },
  },
  "/v1/projects/rename": {
    post: {
      operationId: "renameProject",
      summary: "Rename a project, with all of its jobs",
      tags: ["jobs"],
      requestBody: body("RenameProject"),
      responses: {
        "200": json("Project", "The project under its new name."),
        ...refusals(...ofBody, "unauthorized", "not_found", "internal"),
      },
    },
  },
  "/v1/library": {
    get: {
      operationId: "listLibrary",
      summary: "List your files, newest first",
      description:
        "What the key uploaded, and what its jobs fetched or made, while it is kept. Use a file in a job as `asset:<id>`.",
      tags: ["media"],
      parameters: [
        query("kind", { enum: mediaTypes }, "Only files of this type."),
        query("starred", { enum: ["true"] }, "Only starred files."),
        query(
          "q",
          { type: "string", minLength: 1, maxLength: 200 },
          "Only files with this text in their name, or in the title or the prompt of an ended job that made or used them. Pages can be short while `hasMore` is true; continue with `lastId`.",
        ),
        query("limit", { type: "integer", minimum: 1, maximum: 100, default: 40 }, "Page size."),
        query("after", { type: "string", format: "uuid" }, "Cursor: the `lastId` of the previous page."),
      ],
      responses: {
        "200": json("LibraryList", "A page of files."),
        ...refusals("invalid_request", "unauthorized", "internal"),
      },
    },
  },
  "/v1/library/{id}": {
    get: ofFile("getFile", "Get a file of your library", { "200": json("LibraryItem", "The file.") }),
    patch: {
      ...ofFile("changeFile", "Name or star a file", {
        "200": json("LibraryItem", "The file."),
        ...refusals(...ofBody),
      }),
      description: "A starred file is kept until its star is taken away.",
      requestBody: body("ChangeFile"),
    },
    delete: ofFile("deleteFile", "Delete an upload that no job uses", {
      "204": { description: "The file is deleted." },
      ...refusals("conflict"),
    }),
  },
};
