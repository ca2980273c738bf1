import { z } from "zod";
import { jobStatuses } from "./job";
import { pageOf } from "./list";

/** The query parameter of a job, a batch and streams: whole jobs, or only what a list shows of them. */
export const fields = z.enum(["summary"]).optional().meta({
  description: "`summary`: each job without its steps, files and prompts, as a list shows it. Without it, whole jobs.",
});

/** The same of a list, which is light unless its caller says otherwise. */
const listFields = z.enum(["summary", "all"]).default("summary").meta({
  description:
    "`summary`: each job without its steps, files and prompts. `all`: whole jobs, as `GET /v1/jobs/{id}` gives them.",
});

const time = z.iso
  .datetime({ offset: true, error: "must be a time such as 2026-01-31T12:00:00Z" })
  .transform((text) => new Date(text));
const yes = z.enum(["true"], "must be true, or left out").transform(() => true);

/** The query of a list of jobs. */
export const jobListQuery = z
  .strictObject({
    status: z.enum(jobStatuses).optional().meta({ description: "Only jobs with this status." }),
    model: z.string().max(100).optional().meta({ description: "Only jobs of this model." }),
    batchId: z.uuid().optional().meta({ description: "Only jobs of this batch." }),
    createdAfter: time.optional().meta({ description: "Only jobs created at or after this time." }),
    createdBefore: time.optional().meta({ description: "Only jobs created before this time." }),
    starred: yes.optional().meta({ description: "Only starred jobs." }),
    needsYou: yes.optional().meta({
      description:
        "Only jobs that wait for a person: for a review, for a decision about an unconfirmed step, or failed with an error that a retry may mend. Pages can be short, as with `q`.",
    }),
    project: z.string().min(1).max(80).optional().meta({ description: "Only jobs of this project." }),
    owner: z.string().min(1).max(100).optional().meta({
      description: "Only jobs of the key with this id. Only an admin may name another key.",
    }),
    q: z.string().trim().min(1).max(200).optional().meta({
      description:
        "Only jobs whose title or prompt contains this text. Each page searches a few thousand jobs, so it can be short or empty while `hasMore` is true; continue with `lastId`.",
    }),
    ...pageOf(z.uuid(), { cursor: "Cursor for older jobs: the `lastId` of the previous page." }),
    before: z.uuid().optional().meta({ description: "Cursor for newer jobs: the `firstId` of the current page." }),
    fields: listFields,
  })
  .refine(({ after, before }) => !after || !before, { path: ["before"], error: "Give either after or before" });
/** As a caller writes it. */
export type JobFilter = Omit<z.input<typeof jobListQuery>, "fields">;
