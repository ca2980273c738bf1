import { z } from "zod";
import { chosenStyle, script, storyboard } from "../story/schemas";

/** The style, script or storyboard of a job, as the API returns it. */

const step = z.string().meta({ description: "The step's `key`." });

const documentOf = <K extends string, D extends z.ZodType>(kind: K, document: D) =>
  z.object({
    object: z.literal(kind),
    job: z.string(),
    step,
    byHand: z.boolean().meta({ description: "Whether a person wrote it." }),
    provider: z
      .string()
      .nullable()
      .meta({ description: "Who wrote it, as `openai:gpt-5.1`; null of a person or the caller." }),
    document,
  });

export const styleDocumentSchema = documentOf("style", chosenStyle).extend({
  step: step.nullable().meta({ description: "The step's `key`; null where the caller named the style." }),
});
export const scriptDocumentSchema = documentOf("script", script);
export const storyboardDocumentSchema = documentOf("storyboard", storyboard);
export type StyleDocument = z.output<typeof styleDocumentSchema>;
export type ScriptDocument = z.output<typeof scriptDocumentSchema>;
export type StoryboardDocument = z.output<typeof storyboardDocumentSchema>;
