import { chromaOf, type Lab, type Rgb, toLab, toRgb } from "./color";
import type { Numbers } from "./measure";

/** A colour grade that brings footage towards the look of a profile, as a table of colours and as three curves. */

type From = Pick<Numbers, "quantiles" | "chroma" | "a" | "b">;

/** Footage of a person in a room, where the footage itself is not known. */
export const usualFootage: From = { quantiles: [6, 16, 32, 52, 70, 83, 95], chroma: 17, a: 4, b: 9 };

/** How far towards the look: all the way makes faces look painted. */
const strength = 0.6;
const tableSize = 33;
/** Of the slope of lightness: flatter areas band, steeper ones show noise. */
const [flattest, steepest] = [0.55, 1.6];
/** White stays nearly white, however dark the look is. */
const leastWhite = 90;
const mostShift = 22;
/** The hue of skin in degrees, its width, and the part of the change that skin takes. */
const skin = { hue: 52, width: 26, part: 0.35 };

export type Grade = (color: Rgb) => Rgb;

export function gradeOf(from: From, to: From): Grade {
  const tones = toneCurve(from.quantiles, to.quantiles);
  const vivid = clamp(1 + (to.chroma / Math.max(8, from.chroma) - 1) * 0.4 * strength, 0.75, 1.3);
  const shift = (own: number, other: number) => clamp((other - own) * strength, -mostShift, mostShift);
  const [da, db] = [shift(from.a, to.a), shift(from.b, to.b)];
  return (color) => {
    const lab = toLab(color);
    const [lightness, a, b] = lab;
    const held = 1 - (1 - skin.part) * skinShare(lab);
    const middle = 0.25 + 0.75 * Math.min(1, Math.max(0, Math.min(lightness, 100 - lightness)) / 18);
    const more = 1 + (vivid - 1) * held;
    return toRgb([toned(tones, lightness), a * more + da * held * middle, b * more + db * held * middle]);
  };
}

/** How much a colour is skin, 0 to 1. */
export function skinShare(color: Lab): number {
  const [lightness, a, b] = color;
  const chroma = chromaOf(color);
  const hue = (Math.atan2(b, a) * 180) / Math.PI;
  const isColourful = clamp((chroma - 8) / 10, 0, 1) * clamp(1 - (chroma - 48) / 15, 0, 1);
  return Math.exp(-(((hue - skin.hue) / skin.width) ** 2)) * isColourful * clamp(lightness / 25, 0, 1);
}

/** Lightness after the grade for each whole lightness from 0 to 100. */
function toneCurve(from: readonly number[], to: readonly number[]): number[] {
  const [xs, ys] = [rising([0, ...from, 100]), [0, ...to, 100]];
  const wanted = (lightness: number) => {
    const next = Math.max(
      1,
      xs.findIndex((x) => x >= lightness),
    );
    const [x0 = 0, x1 = 100, y0 = 0, y1 = 100] = [xs[next - 1], xs[next], ys[next - 1], ys[next]];
    const aim = y0 + ((y1 - y0) * (lightness - x0)) / (x1 - x0);
    return lightness + (aim - lightness) * strength * 0.7;
  };
  const curve = [clamp(wanted(0), 0, 8)];
  for (let lightness = 1; lightness <= 100; lightness++) {
    const before = curve[lightness - 1] ?? 0;
    curve.push(Math.min(100, before + clamp(wanted(lightness) - before, flattest, steepest)));
  }
  const lacking = Math.max(0, leastWhite - (curve[100] ?? 100));
  return curve.map((y, lightness) => y + lacking * (lightness / 100) ** 3);
}

/** Equal quantiles of a flat picture would divide by zero. */
function rising(values: number[]): number[] {
  const found: number[] = [];
  for (const value of values) found.push(Math.max(value, (found.at(-1) ?? -1) + 0.01));
  return found;
}

function toned(curve: readonly number[], lightness: number): number {
  const at = clamp(lightness, 0, 100);
  const low = Math.min(99, Math.floor(at));
  const [one = 0, next = 0] = [curve[low], curve[low + 1]];
  return one + (next - one) * (at - low);
}

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));

/** The table as the text of a `.cube` file, red fastest. */
export function cubeOf(grade: Grade): string {
  const lines = ['TITLE "Nextscene"', `LUT_3D_SIZE ${tableSize}`, "DOMAIN_MIN 0 0 0", "DOMAIN_MAX 1 1 1"];
  const value = (i: number) => i / (tableSize - 1);
  for (let b = 0; b < tableSize; b++)
    for (let g = 0; g < tableSize; g++)
      for (let r = 0; r < tableSize; r++) {
        const graded = grade([value(r), value(g), value(b)]);
        lines.push(graded.map((v) => v.toFixed(5)).join(" "));
      }
  return `${lines.join("\n")}\n`;
}

export type Curve = [x: number, y: number][];
const curvePoints = 9;

/** The grade of greys, as one curve for each channel: much cheaper than the table, and close to it. */
export function curvesOf(grade: Grade): { r: Curve; g: Curve; b: Curve } {
  const points = Array.from({ length: curvePoints }, (_, i) => i / (curvePoints - 1));
  const curve = (channel: 0 | 1 | 2): Curve => points.map((x) => [round(x), round(grade([x, x, x])[channel])]);
  return { r: curve(0), g: curve(1), b: curve(2) };
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;
