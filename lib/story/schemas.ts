import { z } from "zod";
import { type StyleId, styles } from "../styles";
import { longest, mostColours, mostScenes, mostShots, sceneSeconds, shotSeconds } from "./limits";
import { type CameraMovement, cameraMovements, type ShotType, shotTypes } from "./terms";

/** What the language models of a film answer, and what a person may write in its place. */

const idsOf = <T extends string>(terms: readonly { id: T }[]) => terms.map(({ id }) => id) as [T, ...T[]];

const words = (most: number) => z.string().trim().max(most, `At most ${most} characters.`);
const needed = (most: number) => words(most).min(1, "Write something here.");
const colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, "A colour as #rrggbb.")
  .toLowerCase();

/** How a film looks. */
export const filmStyle = z.strictObject({
  style: z.enum(idsOf<StyleId>(styles)),
  style_tags: z.array(words(100)).max(12),
  visual_style: needed(longest.text),
  mood: needed(longest.title),
  color_palette: z.array(colour).length(4, "Four colours."),
  reasoning: words(longest.text),
});
export type FilmStyle = z.output<typeof filmStyle>;

/** The style of a film, and who chose it. */
export const chosenStyle = filmStyle.extend({
  source: z.enum(["user_specified", "detected", "fallback"]).meta({
    description:
      "`user_specified`: the caller named it or a person wrote it. `detected`: a model chose it. `fallback`: the nearest to an answer that cannot be used.",
  }),
});
export type ChosenStyle = z.output<typeof chosenStyle>;

/** The style as a person writes it, who may send back the `source` that the API returned; it is not used. */
export const editedStyle = chosenStyle.partial({ source: true });

export const scriptScene = z.strictObject({
  title: needed(longest.title).meta({ title: "Title" }),
  description: needed(longest.text).meta({ title: "Description", description: "What is seen." }),
  dialogue: words(longest.text).meta({ title: "Dialogue", description: "What is said. May be empty." }),
  duration: z.number().min(sceneSeconds.min).max(sceneSeconds.max).meta({ title: "Length", description: "Seconds." }),
  visual_notes: words(longest.text),
  audio_notes: words(longest.text),
});

export const script = z.strictObject({
  title: needed(longest.title).meta({ title: "Title" }),
  synopsis: needed(longest.text).meta({ title: "Synopsis" }),
  content: needed(longest.content).meta({ title: "Content", description: "The whole script as one text." }),
  structure: z.strictObject({
    opening: words(longest.text),
    scenes: z.array(scriptScene).min(1, "Write at least one scene.").max(mostScenes, `At most ${mostScenes} scenes.`),
    closing: words(longest.text),
    narrator: words(longest.text).meta({ description: "How the narrator speaks." }),
  }),
});
export type Script = z.output<typeof script>;

export const shot = z.strictObject({
  scene_number: z.int().min(1).max(mostScenes).meta({ title: "Scene", description: "The scene's number, from 1." }),
  title: words(longest.title).meta({ title: "Title" }),
  description: needed(longest.text).meta({
    title: "Description",
    description: "What is seen, with all that matters: each shot is painted without the others.",
  }),
  dialogue: words(longest.text).meta({ title: "Dialogue", description: "What is said. May be empty." }),
  camera_movement: z.enum(idsOf<CameraMovement>(cameraMovements)),
  shot_type: z.enum(idsOf<ShotType>(shotTypes)),
  duration: z.number().min(shotSeconds.min).max(shotSeconds.max).meta({ title: "Length", description: "Seconds." }),
  composition_notes: words(longest.text),
  lighting: words(longest.text),
  color_palette: z.array(colour).max(mostColours, `At most ${mostColours} colours.`),
});
export type Shot = z.output<typeof shot>;

export const storyboard = z.strictObject({
  shots: z.array(shot).min(1, "Write at least one shot.").max(mostShots, `At most ${mostShots} shots.`),
});
export type Storyboard = z.output<typeof storyboard>;
