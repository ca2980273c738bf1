import { type Style, styles } from "../styles";
import type { StoryLanguage } from "./language";
import type { FilmStyle } from "./schemas";

/** A style of the list as the style of a film. */
export function styleAs({ id, tags, look, mood, palette, zh }: Style, language: StoryLanguage): FilmStyle {
  const words = language === "zh" ? zh : { look, mood };
  return {
    ...{ style: id as FilmStyle["style"], style_tags: [...tags], visual_style: words.look, mood: words.mood },
    ...{ color_palette: [...palette], reasoning: "" },
  };
}

/** The style whose names and tags a text mentions first; else the first of the list. */
export function nearestStyle(text: string): Style {
  const said = text.toLowerCase();
  const places = styles.map((style: Style) => {
    const names = [style.id, style.title.toLowerCase(), style.zh.title, ...style.tags];
    const found = names.map((name) => said.indexOf(name)).filter((at) => at >= 0);
    return { style, at: Math.min(Number.POSITIVE_INFINITY, ...found) };
  });
  const [nearest] = places.sort((a, b) => a.at - b.at);
  return nearest && Number.isFinite(nearest.at) ? nearest.style : styles[0];
}
