import { type StoryLanguage, shortened } from "./language";
import type { FilmStyle, Shot } from "./schemas";
import { cameraMovementOf, shotTypeOf } from "./terms";

/** The prompts of a shot, made from the storyboard without another model. Pods take 2,000 characters at most. */

const longest = { description: 900, note: 180 };
const note = (text: string) => shortened(text, longest.note);
const description = (shot: Shot) => shortened(shot.description, longest.description);

/** Ends a sentence, if there is one. */
const ended = (text: string, stop: string) => (/[.!?。！？…]$/.test(text) ? text : `${text}${stop}`);

/** A sentence with a label; nothing without its text. */
const labelled = (label: string, text: string, stop: string) => (text ? [ended(`${label}${text}`, stop)] : []);

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/**
 * The prompt of a shot's first picture. It has no words of movement: of a pan or tilt it asks for the end, of a zoom for the
 * view before it, of tracking and dolly for the most telling moment.
 */
export function stillPrompt(shot: Shot, style: FilmStyle, language: StoryLanguage): string {
  const [type, camera] = [shotTypeOf(shot.shot_type), cameraMovementOf(shot.camera_movement)];
  const palette = shot.color_palette.length > 0 ? shot.color_palette : style.color_palette;
  const { composition_notes: composition, lighting } = shot;
  if (language === "zh")
    return [
      ended(type.zh.phrase, "："),
      ended(description(shot), "。"),
      ...(camera.zh.still ? [camera.zh.still] : []),
      ...labelled("构图：", note(composition), "。"),
      ...labelled("光线：", note(lighting), "。"),
      ...labelled("视觉风格：", note(style.visual_style), "。"),
      ...labelled("氛围：", note(style.mood), "。"),
      ...labelled("色彩：", palette.join("、"), "。"),
    ].join("");
  return [
    `${capitalised(type.phrase)}.`,
    ended(description(shot), "."),
    ...(camera.still ? [camera.still] : []),
    ...labelled("Composition: ", note(composition), "."),
    ...labelled("Light: ", note(lighting), "."),
    ...labelled("Visual style: ", note(style.visual_style), "."),
    ...labelled("Mood: ", note(style.mood), "."),
    ...labelled("Colours: ", palette.join(", "), "."),
  ].join(" ");
}

/** The prompt of a shot's clip: what the camera does, then what happens. */
export function motionPrompt(shot: Shot, style: FilmStyle, language: StoryLanguage): string {
  const camera = cameraMovementOf(shot.camera_movement);
  return language === "zh"
    ? [camera.zh.phrase, ended(description(shot), "。"), ...labelled("氛围：", note(style.mood), "。")].join("")
    : [camera.phrase, ended(description(shot), "."), ...labelled("Mood: ", note(style.mood), ".")].join(" ");
}
