import { z } from "zod";
import { oneLine } from "./one-line";

export const shareRequest = z.strictObject({
  title: oneLine().min(1, "Write a title, or leave it out.").max(120, "At most 120 characters.").nullish().meta({
    description: "What visitors read above the film. Default: the title of the workflow, never the prompt.",
  }),
  board: z.boolean().default(false).meta({
    description: "Whether visitors see the shots and their words, which may be the prompts.",
  }),
  download: z.boolean().default(true).meta({ description: "Whether the page offers the file for download." }),
});

export const shareSchema = z.object({
  object: z.literal("share"),
  url: z.string().meta({ description: "The public page. Whoever has this address can see it, without a key." }),
  embedUrl: z.string().meta({ description: "The player alone, for frames in other sites." }),
  title: z.string().nullable(),
  board: z.boolean(),
  download: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type ShareBody = z.input<typeof shareRequest>;
export type ShareObject = z.infer<typeof shareSchema>;
