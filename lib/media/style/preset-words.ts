import type { StylePreset } from "./terms";

type Words = { title: string; look: string; mood: string };

/** The words of the presets for people; those of `cinematic` are those of the style with this name. */
export const presetWords: Record<Exclude<StylePreset, "cinematic">, Words & { zh: Words }> = {
  minimal: {
    title: "Minimal",
    look: "white walls, soft and even light",
    mood: "calm",
    zh: { title: "简约", look: "白墙，柔和均匀的光线", mood: "平静" },
  },
  luxury: {
    title: "Luxury",
    look: "dark wood, gold, deep shadows",
    mood: "sophisticated",
    zh: { title: "奢华", look: "深色木质，金色，浓重的阴影", mood: "精致" },
  },
};
