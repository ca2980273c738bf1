import { z } from "zod";
import { mediaTypes, outputSchema, priorities } from "./job";
import { listOf, pageOf } from "./list";
import { oneLine } from "./one-line";

/** Requests and answers about keeping jobs and files in order. */

const line = (most: number) =>
  oneLine()
    .min(1, "Must not be empty.")
    .max(most, `At most ${most} characters.`)
    .regex(/^[^\p{Cc}]*$/u, "Must be one line, without control characters.");

const project = line(80);

export const changeJobRequest = z
  .strictObject({
    title: line(120).nullish().meta({
      description:
        "The job's title; its archive and downloads are named by it. null: the prompt is its title again, as at first.",
    }),
    starred: z.boolean().optional(),
    project: project.nullish().meta({ description: "The name of the project that the job belongs to. null: none." }),
    priority: z.enum(priorities).optional().meta({
      description:
        "Of a job that has not ended. A queued job moves to its new place in the queue. Of a started job, only the steps that have not begun change their place: what a service already works on or has in its own queue stays there.",
    }),
  })
  .refine((change) => Object.keys(change).length > 0, "Give at least one of title, starred, project and priority.");
export type ChangeJob = z.output<typeof changeJobRequest>;
export type ChangeJobBody = z.input<typeof changeJobRequest>;

export const bulkActions = ["star", "unstar", "delete", "restore", "move", "cancel"] as const;
export type BulkAction = (typeof bulkActions)[number];
const mostAtOnce = 200;

export const bulkRequest = z
  .strictObject({
    ids: z
      .array(z.uuid())
      .min(1, "Give at least one id.")
      .max(mostAtOnce, `At most ${mostAtOnce} ids.`)
      .refine((ids) => new Set(ids).size === ids.length, "Give each id once."),
    action: z.enum(bulkActions),
    project: project
      .nullish()
      .meta({ description: "For `move`: the project's name; null takes the jobs out of theirs." }),
  })
  .refine(({ action, project }) => (action === "move") === (project !== undefined), {
    path: ["project"],
    error: "Give `project` for the action `move`, and only for it.",
  });
export type Bulk = z.output<typeof bulkRequest>;

export const bulkAnswerSchema = z.object({
  object: z.literal("bulk"),
  results: z
    .array(
      z.object({
        id: z.string(),
        ok: z.boolean(),
        error: z.object({ code: z.string(), message: z.string() }).nullable(),
      }),
    )
    .meta({ description: "One per id, in the order of the request." }),
});
export type BulkAnswer = z.infer<typeof bulkAnswerSchema>;

export const projectSchema = z.object({
  id: z.string().meta({ description: "Its name." }),
  object: z.literal("project"),
  name: z.string(),
  jobs: z.number().int().meta({ description: "How many jobs it has." }),
});
export const projectListSchema = listOf(projectSchema);
export type Project = z.infer<typeof projectSchema>;

export const renameProjectRequest = z.strictObject({
  from: z.string().min(1).max(80).meta({ description: "The project's name." }),
  to: project.meta({ description: "Its new name. A project that has this name already takes in its jobs." }),
});

/** A file of the library: what the key uploaded or its jobs made or fetched. */
export const libraryItemSchema = outputSchema.omit({ step: true, field: true }).extend({
  object: z.literal("file"),
  name: z.string().nullable().meta({ description: "The name of the uploaded file, or the one that a person gave." }),
  starred: z.boolean().meta({ description: "A starred file is kept until its star is taken away." }),
  isUpload: z.boolean(),
  jobId: z.string().nullable().meta({ description: "The newest ended job that made or used it." }),
  title: z.string().nullable().meta({ description: "The title or the prompt of that job." }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable().meta({ description: "When it is removed; null while it is starred." }),
});
export type LibraryItem = z.infer<typeof libraryItemSchema>;

export const libraryListSchema = listOf(libraryItemSchema);
export type LibraryList = z.infer<typeof libraryListSchema>;

export const libraryQuery = z.strictObject({
  kind: z.enum(mediaTypes).optional().meta({ description: "Only files of this type." }),
  starred: z.enum(["true"], "Must be true, or left out.").optional().meta({ description: "Only starred files." }),
  q: z.string().trim().min(1).max(200).optional().meta({
    description:
      "Only files with this text in their name, or in the title or the prompt of an ended job that made or used them. Pages can be short while `hasMore` is true; continue with `lastId`.",
  }),
  ...pageOf(z.uuid(), { usual: 40 }),
});

export const changeFileRequest = z
  .strictObject({
    name: line(120).nullish().meta({
      description:
        'The file\'s name. A starred picture with a name can be used in a prompt: `@red-umbrella` for "Red umbrella".',
    }),
    starred: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "Give at least one of name and starred.");
