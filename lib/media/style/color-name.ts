import { chromaOf, labOf } from "./color";

/** A colour in words, which picture models understand better than its number. */

type Words = { en: string; zh: string };

/** By hue in degrees of L*a*b*, up to each limit. */
const hues: readonly [limit: number, words: Words][] = [
  [14, { en: "pink", zh: "粉色" }],
  [48, { en: "red", zh: "红色" }],
  [72, { en: "orange", zh: "橙色" }],
  [105, { en: "yellow", zh: "黄色" }],
  [165, { en: "green", zh: "绿色" }],
  [220, { en: "teal", zh: "青色" }],
  [300, { en: "blue", zh: "蓝色" }],
  [335, { en: "purple", zh: "紫色" }],
  [361, { en: "pink", zh: "粉色" }],
];
const greyBelow = 7;

export function colorName(hex: string, language: keyof Words): string {
  const color = labOf(hex);
  const [lightness, a, b] = color;
  if (chromaOf(color) < greyBelow) return greyName(lightness)[language];
  const hue = ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
  const name = hues.find(([limit]) => hue < limit)?.[1] ?? { en: "pink", zh: "粉色" };
  const brown = hue >= 48 && hue < 105 && lightness < 45 ? { en: "brown", zh: "棕色" } : name;
  const tone = toneOf(lightness);
  return tone ? (language === "zh" ? `${tone.zh}${brown.zh}` : `${tone.en} ${brown.en}`) : brown[language];
}

function greyName(lightness: number): Words {
  if (lightness < 10) return { en: "black", zh: "黑色" };
  if (lightness > 95) return { en: "white", zh: "白色" };
  if (lightness > 80) return { en: "light grey", zh: "浅灰色" };
  return lightness < 35 ? { en: "dark grey", zh: "深灰色" } : { en: "grey", zh: "灰色" };
}

function toneOf(lightness: number): Words | null {
  if (lightness < 30) return { en: "dark", zh: "深" };
  return lightness > 78 ? { en: "light", zh: "浅" } : null;
}
