import { z } from "zod";
import { cutRequest } from "./cut";
import { outputSchema } from "./job";

/** The answer of `GET /v1/jobs/{id}/cut`. */

const signed = z.string().meta({ description: "A signed URL, valid for some hours." });
const seconds = z.number();

export const cutAnswerSchema = z.object({
  object: z.literal("cut"),
  job: z.string(),
  cut: cutRequest.meta({ description: "The cut of the chosen take; of a film that was never cut, the same film." }),
  sources: z
    .array(
      z.object({
        clip: z.string().meta({ description: "As in `shots`." }),
        title: z.string(),
        seconds,
        width: z.number().int().nullable(),
        height: z.number().int().nullable(),
        fps: z.number().nullable(),
        hasSound: z.boolean().meta({ description: "Whether it has a sound track." }),
        video: signed,
        poster: signed.nullable(),
      }),
    )
    .meta({ description: "The clips of the job that a shot can use, and the uploads that the cut uses." }),
  narrations: z.array(
    z.object({ narration: z.string(), title: z.string(), seconds, text: z.string().nullable(), audio: signed }),
  ),
  files: z.array(outputSchema).meta({ description: "The cut's own music and voice-over." }),
  film: z.object({
    step: z.string().meta({ description: "The `key` of the step that joins the film." }),
    take: z.number().int().meta({ description: "The number of its chosen take." }),
    outOfDate: z
      .boolean()
      .meta({ description: "Whether a clip has changed since: continue the job to join it again." }),
    seconds: z.number().nullable(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    fps: z.number().nullable(),
  }),
  takes: z.array(
    z.object({
      number: z.number().int(),
      chosen: z.boolean(),
      byCut: z.boolean().meta({ description: "Whether a cut made this take." }),
      cut: cutRequest.nullable().meta({ description: "The cut that made it; null where none did." }),
    }),
  ),
});
export type CutAnswer = z.output<typeof cutAnswerSchema>;
