import { type ProductType, showcaseScenes } from "./scenes";

type Set = { type: ProductType; colors: readonly string[]; language: "en" | "zh" };

/** The prompt for an empty set, into which a product is placed later. */
export function backgroundPrompt({ type, colors, language }: Set): string {
  const scene = showcaseScenes[type];
  const hues = [...scene.palette, ...colors.slice(0, 2)];
  if (language === "zh") {
    const { place, light } = scene.zh;
    return [
      `空的产品摄影场景，竖幅。${place}。${light}。`,
      `配色：${hues.join("、")}。`,
      "台面占画面下方三分之一，边缘水平，从略高的角度看；台面中央空着，产品稍后放在那里。",
      "画面上方三分之一干净平静，留给标题。背景虚化，真实摄影质感。",
    ].join("\n");
  }
  return [
    `An empty set for product photography, vertical: ${scene.place}; ${scene.light}.`,
    `Colours: ${hues.join(", ")}.`,
    "The surface fills the lower third, with a level edge, seen from slightly above. Its middle is empty: the product will stand there later.",
    "The upper third is plain and calm, for a title. Soft focus behind, a real photograph.",
  ].join("\n");
}

const absent = {
  en: "product, bottle, box, person, hands, text, letters, logo, watermark",
  zh: "产品，瓶子，盒子，人物，手，文字，标志，水印",
};

export const negativeBackgroundPrompt = (language: "en" | "zh"): string => absent[language];
