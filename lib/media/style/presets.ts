import { chromaOf, type Lab, labOf } from "./color";
import { type Numbers, quantiles } from "./measure";
import type { Look, StylePreset } from "./terms";

/** Looks without a reference. The quantiles are those of lightness in `quantiles`, which the grade aims at. */

type Preset = Look & { lightness: number[] };

const presets: Record<StylePreset, Preset> = {
  minimal: {
    colors: ["#ffffff", "#f5f5f5", "#333333"],
    ...{ lighting: "soft", mood: "calm", texture: "smooth" },
    lightness: [18, 40, 62, 78, 88, 94, 98],
  },
  cinematic: {
    colors: ["#1a1a2e", "#16213e", "#e94560"],
    ...{ lighting: "dramatic", mood: "sophisticated", texture: "film" },
    lightness: [4, 9, 18, 34, 56, 76, 93],
  },
  luxury: {
    colors: ["#14110f", "#3b2a1e", "#c9a227", "#f3e9d2"],
    ...{ lighting: "dramatic", mood: "sophisticated", texture: "silk" },
    lightness: [5, 11, 22, 40, 62, 80, 94],
  },
};

export function presetLook(id: StylePreset): { look: Look; numbers: Numbers; shares: number[] } {
  const { lightness, ...look } = presets[id];
  const labs = look.colors.map(labOf);
  const shares = look.colors.map((_, i) => weights[i] ?? 0);
  const whole = shares.reduce((sum, one) => sum + one, 0);
  const mean = (value: (color: Lab) => number) =>
    labs.reduce((sum, color, i) => sum + value(color) * (shares[i] ?? 0), 0) / whole;
  const middle = lightness[quantiles.indexOf(0.5)] ?? 50;
  const [darkest = 0, brightest = 100] = [lightness[0], lightness.at(-1)];
  return {
    look,
    numbers: {
      lightness: middle,
      contrast: (brightest - darkest) / 4,
      spread: brightest - darkest,
      dark: lightness.filter((one) => one < 20).length / lightness.length,
      bright: lightness.filter((one) => one > 88).length / lightness.length,
      ...{ chroma: mean(chromaOf), vividness: Math.max(...labs.map(chromaOf)) },
      ...(look.texture === "film" ? { detail: 12, grain: 6 } : { detail: 3, grain: 1 }),
      ...{ a: mean(([, a]) => a), b: mean(([, , b]) => b) },
      quantiles: lightness,
    },
    shares: shares.map((one) => one / whole),
  };
}

/** How much of the picture each colour of a preset is. */
const weights = [0.5, 0.3, 0.12, 0.08];
