import { z } from "zod";

/** The cut of a finished film: its shots in order, how they join, its sound and its texts. Times are in seconds. */

export const joinKinds = ["cut", "dissolve", "fade", "wipe"] as const;

const url = z
  .string()
  .min(1)
  .max(4000)
  .meta({
    description: "`asset:<id>` of an upload, or a URL.",
    examples: ["asset:0198c9f2-7a51-7c3e-9b42-6f1d2e8a4c10"],
  });
const time = (longest: number) => z.number().min(0).max(longest);
const part = z.number().min(0).max(1);
const side = z.int().min(64).max(3840).multipleOf(2);

const join = z
  .strictObject({
    kind: z.enum(joinKinds).default("cut"),
    seconds: z.number().min(0.1).max(5).default(0.6),
  })
  .meta({
    description:
      "How the shot joins the next one: `cut`, `dissolve`, `fade` (through black) or `wipe`. The join takes half of its seconds from each of the two shots, so it does not change the film's length. `seconds` is ignored for a `cut`, and the last shot's join is ignored.",
  });

export const cutShotSchema = z.strictObject({
  clip: z
    .string()
    .min(1)
    .max(200)
    .meta({
      description: "The `key` of the step that made the clip, or `asset:<id>` of an uploaded video.",
      examples: ["clip.2"],
    }),
  from: time(3600).default(0).meta({ description: "Where the shot begins in the clip." }),
  to: time(3600).nullable().default(null).meta({ description: "Where it ends in the clip; null: at the clip's end." }),
  volume: part.default(1).meta({ description: "Of the clip's own sound, 0 to 1." }),
  join: join.default({ kind: "cut", seconds: 0.6 }),
  narration: z
    .string()
    .max(200)
    .nullable()
    .optional()
    .meta({
      description:
        "The `key` of the step that made the shot's narration, or null for none. Default: the narration that the film was made with. A shot whose narration is longer holds its last frame until the narration ends.",
      examples: ["narration.2"],
    }),
  text: z.string().trim().max(2000).nullable().optional().meta({
    description:
      "The shot's subtitle, shown while its narration speaks it, or during the shot. Default: as the film was made. Null: none.",
  }),
});

const cue = z
  .strictObject({ from: time(1800), to: time(1800), text: z.string().trim().min(1).max(500) })
  .refine(({ from, to }) => to > from, { path: ["to"], message: "Must be after `from`." });

export const cutRequest = z.strictObject({
  shots: z
    .array(cutShotSchema)
    .min(1, "Give at least one shot.")
    .max(60, "At most 60 shots.")
    .meta({ description: "The shots, in the order of the film." }),
  title: z
    .strictObject({
      text: z.string().trim().min(1).max(120),
      seconds: z.number().min(0.5).max(10).default(2.5),
    })
    .nullable()
    .default(null)
    .meta({ description: "A title card before the first shot." }),
  music: z
    .strictObject({
      url,
      volume: part.default(0.5),
      fadeIn: time(30).default(0.5),
      fadeOut: time(30).default(2),
      duck: z.boolean().default(true).meta({ description: "Whether it becomes quieter while a voice speaks." }),
      from: time(3600).default(0).meta({ description: "Where the music begins in its file." }),
    })
    .nullable()
    .default(null)
    .meta({ description: "Music under the whole film, repeated from its start if it is shorter." }),
  voice: z
    .strictObject({
      url,
      volume: part.default(1),
      at: time(1800).default(0).meta({ description: "When the voice begins in the film." }),
    })
    .nullable()
    .default(null)
    .meta({ description: "A voice-over for the whole film. What is longer than the film is cut off." }),
  subtitles: z
    .array(cue)
    .max(500, "At most 500 subtitles.")
    .default([])
    .meta({ description: "Subtitles at times of the film, beside those of the shots' texts." }),
  burn: z.boolean().default(false).meta({ description: "Whether the subtitles are also drawn into the picture." }),
  fades: z.boolean().default(false).meta({ description: "Whether the film fades from and to black at its ends." }),
  width: side.optional().meta({ description: "Pixels. Default: as the film." }),
  height: side.optional().meta({ description: "Pixels. Default: as the film." }),
});
/** A cut as a caller may write it, and as a job keeps it. */
export type CutRequest = z.input<typeof cutRequest>;
export type Cut = z.output<typeof cutRequest>;
export type CutShot = Cut["shots"][number];
