import { chromaOf, hexOf, type Lab, toLab } from "./color";
import { meanOf, paletteOf } from "./palette";
import type { Lighting, Look, Mood, Texture } from "./terms";

/** Measures the look of a picture from its pixels. Heuristics, so the numbers are returned beside the words. */

export type Pixels = { data: Uint8Array; width: number; height: number };

/** Quantiles of lightness that a grade works with. */
export const quantiles = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98];

/** Lightness is 0 to 100; `chroma` and `vividness`: mean and 85th percentile of colourfulness; `grain`: median detail. */
export type Numbers = {
  lightness: number;
  contrast: number;
  spread: number;
  dark: number;
  bright: number;
  chroma: number;
  vividness: number;
  detail: number;
  grain: number;
  a: number;
  b: number;
  quantiles: number[];
};

/** `color`: RGB at about 96 pixels. `grey`: one byte a pixel at about 512, for the texture. */
export function measure(color: Pixels, grey: Pixels): { look: Look; numbers: Numbers; shares: number[] } {
  const pixels = labPixels(color);
  const mean = meanOf(pixels);
  const lights = pixels.map(([lightness]) => lightness).sort((a, b) => a - b);
  const chromas = pixels.map(chromaOf).sort((a, b) => a - b);
  const share = (test: (lightness: number) => boolean) => lights.filter(test).length / Math.max(1, lights.length);
  const variance =
    pixels.reduce((sum, [lightness]) => sum + (lightness - mean[0]) ** 2, 0) / Math.max(1, pixels.length);
  const numbers: Numbers = {
    lightness: mean[0],
    contrast: Math.sqrt(variance),
    spread: at(lights, 0.95) - at(lights, 0.05),
    dark: share((lightness) => lightness < 20),
    bright: share((lightness) => lightness > 88),
    chroma: chromas.reduce((sum, one) => sum + one, 0) / Math.max(1, chromas.length),
    vividness: at(chromas, 0.85),
    ...detailOf(grey),
    ...{ a: mean[1], b: mean[2] },
    quantiles: quantiles.map((share) => at(lights, share)),
  };
  const palette = paletteOf(pixels);
  const colors = palette.map((one) => hexOf(one.color));
  return {
    look: { colors, lighting: lightingOf(numbers), mood: moodOf(numbers), texture: textureOf(numbers) },
    numbers,
    shares: palette.map((one) => one.share),
  };
}

function labPixels({ data }: Pixels): Lab[] {
  const pixels: Lab[] = [];
  for (let i = 0; i + 2 < data.length; i += 3) {
    pixels.push(toLab([(data[i] ?? 0) / 255, (data[i + 1] ?? 0) / 255, (data[i + 2] ?? 0) / 255]));
  }
  return pixels;
}

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

export function lightingOf({ spread, lightness, dark, contrast }: Numbers): Lighting {
  if ((spread > 62 && lightness < 52 && dark > 0.12) || lightness < 34) return "dramatic";
  return spread < 48 || (lightness > 68 && contrast < 24) ? "soft" : "natural";
}

export function moodOf({ vividness, lightness }: Numbers): Mood {
  if (vividness > 45 && lightness > 36) return "energetic";
  return lightness < 46 ? "sophisticated" : "calm";
}

/** Film grain is even: its median is near its mean, while the detail of things lies at their edges. */
export function textureOf({ detail, grain }: Numbers): Texture {
  if (grain >= 6 && detail < grain * 2.2) return "film";
  if (detail > 14) return "detailed";
  return detail > 5 ? "natural" : "smooth";
}

/** Mean and median of the Laplacian. */
function detailOf({ data, width, height }: Pixels): { detail: number; grain: number } {
  const values: number[] = [];
  const light = (index: number) => data[index] ?? 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      values.push(Math.abs(4 * light(i) - light(i - 1) - light(i + 1) - light(i - width) - light(i + width)));
    }
  }
  const detail = values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
  return {
    detail,
    grain: at(
      values.sort((a, b) => a - b),
      0.5,
    ),
  };
}
