import { z } from "zod";
import { script, storyboard } from "../story/schemas";

/** A script or storyboard of a job, as the API returns it. */

const documentOf = <K extends string, D extends z.ZodType>(kind: K, document: D) =>
  z.object({
    object: z.literal(kind),
    job: z.string(),
    step: z.string().meta({ description: "The step's `key`." }),
    byHand: z.boolean().meta({ description: "Whether a person wrote it." }),
    provider: z.string().nullable().meta({ description: "Who wrote it, as `openai:gpt-5.1`; null of a person." }),
    document,
  });

export const scriptDocumentSchema = documentOf("script", script);
export const storyboardDocumentSchema = documentOf("storyboard", storyboard);
export type ScriptDocument = z.output<typeof scriptDocumentSchema>;
export type StoryboardDocument = z.output<typeof storyboardDocumentSchema>;
