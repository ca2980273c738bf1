import type { Job } from "@/lib/schemas/job";
import type { FilmStyle } from "@/lib/story/schemas";
import { findStyle, type Style } from "@/lib/styles";
import { writtenStep } from "./story-steps";

/** A style of the list, as the style of a film. */
export function styleFrom(style: Style, isChinese: boolean): FilmStyle {
  const { look, mood } = isChinese ? style.zh : style;
  return {
    ...{ style: style.id as FilmStyle["style"], style_tags: [...style.tags], visual_style: look, mood },
    ...{ color_palette: [...style.palette], reasoning: "" },
  };
}

/** The style that the caller named. */
export function namedStyle({ options }: Job): Style | null {
  const { style } = options;
  return typeof style === "string" ? (findStyle(style) ?? null) : null;
}

/** The style that a model or a person wrote; what is missing in it is that of the list. Null if it names none. */
export function writtenStyle(job: Job): FilmStyle | null {
  const text = writtenStep(job, "style")?.text ?? "";
  const said = jsonIn(text);
  const known = typeof said.style === "string" ? findStyle(said.style.trim().toLowerCase()) : undefined;
  if (!known) return null;
  const usual = styleFrom(known, /\p{Script=Han}/u.test(text));
  const words = (value: unknown, otherwise: string) => (typeof value === "string" && value ? value : otherwise);
  const colours = [said.color_palette].flat().flatMap((one) => String(one).match(/#[0-9a-f]{6}\b/gi) ?? []);
  return {
    ...usual,
    visual_style: words(said.visual_style, usual.visual_style),
    mood: words(said.mood, usual.mood),
    color_palette: colours.length === 4 ? colours : usual.color_palette,
    reasoning: words(said.reasoning, ""),
  };
}

/** The outermost object of a text. */
function jsonIn(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  } catch {
    return {};
  }
}
