import { z } from "zod";
import { jobStatuses, outputSchema } from "./job";

/** The forms in which a job's film can be downloaded. */

export const exportKinds = ["16:9", "9:16", "1:1", "gif", "mp3", "still", "vtt", "srt", "otio", "zip"] as const;
export type ExportKind = (typeof exportKinds)[number];

export const exportRequest = z
  .strictObject({
    what: z.enum(exportKinds).meta({
      description:
        "`16:9`, `9:16`, `1:1`: the film in that shape. `gif`: its first seconds. `mp3`: its sound. `still`: one frame. `vtt`, `srt`: its subtitles. `otio`: its edit list, as OpenTimelineIO. `zip`: all files of the job with the edit list.",
    }),
    fit: z.enum(["blur", "fill"]).optional().meta({
      description:
        "Of a shape: `blur` (default) keeps the whole picture in front of a blurred copy; `fill` fills the frame and cuts the edges.",
    }),
    time: z.number().min(0).max(36_000).optional().meta({
      description: "Of a still: seconds from the start. Of a GIF: where it begins. Default 0.",
    }),
    seconds: z.number().min(0.1).max(30).optional().meta({ description: "Of a GIF: its length. Default 6." }),
  })
  .superRefine(({ what, fit, time, seconds }, { addIssue }) => {
    const isShape = what.includes(":");
    const wrong: [string, boolean, string][] = [
      ["fit", fit !== undefined && !isShape, "Only a shape (16:9, 9:16, 1:1) has a fit."],
      ["time", time !== undefined && what !== "still" && what !== "gif", "Only a still or a GIF has a time."],
      ["seconds", seconds !== undefined && what !== "gif", "Only a GIF has a length."],
    ];
    for (const [field, isWrong, message] of wrong) {
      if (isWrong) addIssue({ code: "custom", path: [field], message });
    }
  });
export type ExportRequest = z.output<typeof exportRequest>;

export const exportSchema = z.object({
  object: z.literal("export"),
  what: z.enum(exportKinds),
  status: z.enum(jobStatuses).meta({ description: "Of the job that makes it; `completed` when it is there." }),
  job: z.string().nullable().meta({
    description: "The job that makes or made it, free local work; null where the file was there.",
  }),
  progress: z.number().meta({ description: "0 to 1" }),
  file: outputSchema.nullable().meta({ description: "The file, once it is there; null of `otio` and `zip`." }),
  url: z.string().nullable().meta({
    description: "Where to download it, once it is there. `otio` and `zip` need the API key.",
  }),
  error: z.string().nullable().meta({ description: "Why it could not be made." }),
});
export type Export = z.output<typeof exportSchema>;
