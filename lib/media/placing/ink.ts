import { lumaOf, type Rgb } from "./measure";

/** Readable text on a painted background: the ink to write with, and how much veil to lay under it. */

export function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export const hexOf = (colour: Rgb): string =>
  `#${colour
    .map((value) =>
      Math.round(Math.max(0, Math.min(255, value)))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;

export const mixed = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

/** The relative luminance of WCAG. */
function luminance(colour: Rgb): number {
  const linear = (value: number) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

export function contrast(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The ratio that WCAG asks of text. */
export const readable = 4.5;

export type Ink = { ink: string; veil: string; alpha: number };

/**
 * Of a dark and a pale ink the one that needs the thinner veil of the other colour, so that it is readable on all but the
 * outermost twentieth of the pixels.
 */
export function inkOn(background: readonly Rgb[], { dark, pale }: { dark: string; pale: string }): Ink {
  const sorted = [...background].sort((a, b) => lumaOf(a) - lumaOf(b));
  const grey: Rgb = [128, 128, 128];
  const darkest = sorted[Math.floor(sorted.length * 0.05)] ?? grey;
  const lightest = sorted[Math.floor(sorted.length * 0.95)] ?? grey;
  const alphaFor = (ink: Rgb, veil: Rgb, worst: Rgb) => {
    for (let alpha = 0; alpha < 0.95; alpha += 0.05)
      if (contrast(ink, mixed(worst, veil, alpha)) >= readable) return alpha;
    return 0.95;
  };
  const [darkInk, paleInk] = [rgbOf(dark), rgbOf(pale)];
  const asDark = { ink: dark, veil: pale, alpha: alphaFor(darkInk, paleInk, darkest) };
  const asPale = { ink: pale, veil: dark, alpha: alphaFor(paleInk, darkInk, lightest) };
  return asDark.alpha <= asPale.alpha ? asDark : asPale;
}

/** Black or white, whichever is read better on a colour. */
export const inkFor = (colour: string): string =>
  contrast(rgbOf(colour), rgbOf("#ffffff")) >= 3 ? "#ffffff" : "#141414";

/** The colour, moved towards black or white until it differs from what is behind it. */
export function apartFrom(colour: string, behind: Rgb, least = 1.6): string {
  const own = rgbOf(colour);
  const away: Rgb = luminance(behind) > 0.4 ? [0, 0, 0] : [255, 255, 255];
  for (let share = 0; share < 0.9; share += 0.1) {
    const moved = mixed(own, away, share);
    if (contrast(moved, behind) >= least) return hexOf(moved);
  }
  return hexOf(mixed(own, away, 0.9));
}
