import { z } from "zod";
import { jobSchema, outputSchema, stepSchema } from "./job";
import { listOf } from "./list";

const file = outputSchema.pick({ id: true, thumbnailUrl: true, urlExpiresAt: true });

/** A job in a list: what a list shows of it, without the prompts and the files of its steps. */
export const jobSummarySchema = jobSchema
  .omit({
    ...{ steps: true, inputs: true, outputs: true, result: true, localUrl: true, urls: true },
    ...{ webhookUrl: true, notify: true, s3Url: true, metadata: true },
  })
  .extend({
    object: z.literal("job_summary"),
    options: z.record(z.string(), z.unknown()).meta({
      description: "The options that are texts, numbers or switches. Texts are cut after 200 characters.",
    }),
    poster: file.nullable().meta({ description: "The picture that represents the job; null while there is none." }),
    duration: z.number().nullable().meta({ description: "Seconds of the film; null without one." }),
    working: z
      .array(stepSchema.pick({ key: true, title: true, service: true, status: true, eta: true }))
      .meta({ description: "The steps that a service is working on." }),
  });
export type JobSummary = z.infer<typeof jobSummarySchema>;

export const jobSummaryListSchema = listOf(jobSummarySchema);
export type JobSummaryList = z.infer<typeof jobSummaryListSchema>;
