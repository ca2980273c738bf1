import { readFileSync } from "node:fs";
import { join } from "node:path";
import { colorName } from "@/lib/media/style/color-name";
import type { Lighting, Look, Mood, Texture } from "@/lib/media/style/terms";
import type { StoryLanguage } from "@/lib/story/language";

/** The prompts of the backgrounds, made from a style profile without another model. */

const promptFile = (language: StoryLanguage) =>
  readFileSync(
    join(process.cwd(), "inngest/workflows/talking-head-prompts", `background.${language}.txt`),
    "utf8",
  ).trimEnd();
const texts = { en: promptFile("en"), zh: promptFile("zh") };

/** Three different places for each mood, so that there is a choice. */
const places: Record<StoryLanguage, Record<Mood, readonly [string, string, string]>> = {
  en: {
    calm: [
      "A bright room with a plain wall and one tall plant",
      "A seamless studio backdrop with a soft gradient of light",
      "A quiet living room with linen curtains and morning light",
    ],
    energetic: [
      "A modern open studio with large windows and coloured panels",
      "A seamless studio backdrop lit by two coloured lights",
      "A roof terrace above a city, far in the distance",
    ],
    sophisticated: [
      "A dark studio with a textured wall and one warm lamp",
      "A library with wooden shelves, far behind and dim",
      "A hotel lounge at night with small lights in the distance",
    ],
  },
  zh: {
    calm: ["明亮的房间，素色墙面，一株高大的绿植", "无缝的摄影棚背景，柔和的光线渐变", "安静的客厅，亚麻窗帘和晨光"],
    energetic: [
      "现代开放式工作室，大窗和彩色面板",
      "无缝的摄影棚背景，由两束彩光照亮",
      "城市上方的屋顶露台，远处是城市轮廓",
    ],
    sophisticated: [
      "昏暗的摄影棚，有质感的墙面和一盏暖灯",
      "木质书架的书房，位于远处，光线幽暗",
      "夜晚的酒店休息厅，远处有点点灯光",
    ],
  },
};
const lights: Record<StoryLanguage, Record<Lighting, string>> = {
  en: {
    soft: "soft and even, from large windows",
    dramatic: "dramatic, with deep shadows and one strong source from the side",
    natural: "natural daylight from the side",
  },
  zh: { soft: "柔和均匀，来自大面积的窗户", dramatic: "戏剧性，阴影深，一侧有强光", natural: "来自侧面的自然日光" },
};
const moods: Record<StoryLanguage, Record<Mood, string>> = {
  en: { calm: "calm", energetic: "energetic", sophisticated: "sophisticated" },
  zh: { calm: "平静", energetic: "有活力", sophisticated: "精致" },
};
const textures: Record<StoryLanguage, Record<Texture, string>> = {
  en: {
    ...{ smooth: "smooth and clean", natural: "natural", detailed: "rich in fine detail" },
    ...{ film: "fine film grain", silk: "silky, with a soft sheen" },
  },
  zh: { smooth: "光滑干净", natural: "自然", detailed: "细节丰富", film: "细腻的胶片颗粒", silk: "丝绸般的柔和光泽" },
};

export const backgroundCount = 3;

/** The prompt of background `n`, counted from 1. */
export function backgroundPrompt(look: Look, n: number, language: StoryLanguage): string {
  const names = look.colors.slice(0, 4).map((color) => `${colorName(color, language)} ${color}`);
  const choice = places[language][look.mood];
  const words: Record<string, string> = {
    place: choice[(n - 1) % choice.length] ?? choice[0],
    light: lights[language][look.lighting],
    mood: moods[language][look.mood],
    texture: textures[language][look.texture],
    colors: names.join(language === "zh" ? "、" : ", "),
  };
  return texts[language].replace(/\{(\w+)\}/g, (_, word: string) => words[word] ?? "");
}
