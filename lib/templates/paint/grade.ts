/** A grade by curves: the points of a style profile, as a table for pictures and as a filter for videos. */

type Points = readonly (readonly [number, number])[];
export type Curves = { r: Points; g: Points; b: Points };
export type Grade = { r: Uint8Array; g: Uint8Array; b: Uint8Array; filter: string };

export function gradeOf({ r, g, b }: Curves): Grade {
  return {
    ...{ r: tableOf(r), g: tableOf(g), b: tableOf(b) },
    filter: `curves=r='${dense(r)}':g='${dense(g)}':b='${dense(b)}'`,
  };
}

/** Straight lines between the points. */
function valueAt(points: Points, x: number): number {
  const sorted = [...points].sort((one, other) => one[0] - other[0]);
  const next = sorted.findIndex(([at]) => at >= x);
  const after = sorted[next] ?? sorted.at(-1);
  const before = next > 0 ? sorted[next - 1] : after;
  if (!after || !before) return x;
  const span = after[0] - before[0];
  return span > 0 ? before[1] + ((x - before[0]) / span) * (after[1] - before[1]) : after[1];
}

const tableOf = (points: Points) =>
  Uint8Array.from({ length: 256 }, (_, i) => Math.round(255 * Math.min(1, Math.max(0, valueAt(points, i / 255)))));

/** Many points, because ffmpeg draws a curve through few of them. */
const dense = (points: Points) =>
  Array.from({ length: 33 }, (_, i) => i / 32)
    .map((x) => `${x.toFixed(5)}/${Math.min(1, Math.max(0, valueAt(points, x))).toFixed(4)}`)
    .join(" ");

/** Changes RGBA pixels in place. */
export function applyGrade(pixels: Uint8ClampedArray, { r, g, b }: Grade): void {
  for (let i = 0; i < pixels.length; i += 4) {
    pixels[i] = r[pixels[i] ?? 0] ?? 0;
    pixels[i + 1] = g[pixels[i + 1] ?? 0] ?? 0;
    pixels[i + 2] = b[pixels[i + 2] ?? 0] ?? 0;
  }
}
