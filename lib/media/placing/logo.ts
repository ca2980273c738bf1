/** A logo with transparent ground, made from one that has none. Pixels of four bytes. */

type Rgba = { data: Uint8Array; width: number; height: number };

/** Differences of a channel: within the first it is ground, from the second on it is wholly logo. */
const ground = { same: 14, other: 70 };

const cornersOf = ({ width, height }: Rgba) => [0, width - 1, (height - 1) * width, height * width - 1];
const colourAt = (data: Uint8Array, pixel: number) => [0, 1, 2].map((i) => data[pixel * 4 + i] ?? 0);
const distance = (one: readonly number[], other: readonly number[]) =>
  Math.max(...one.map((value, i) => Math.abs(value - (other[i] ?? 0))));

export const hasClearGround = ({ data }: Rgba): boolean => {
  for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 255) < 250) return true;
  return false;
};

/** Takes a plain ground away; null if the corners differ, so that there is none. */
export function withoutGround(logo: Rgba): Uint8Array | null {
  const corners = cornersOf(logo).map((pixel) => colourAt(logo.data, pixel));
  const [first = [255, 255, 255]] = corners;
  if (corners.some((corner) => distance(corner, first) > ground.same)) return null;
  const result = Uint8Array.from(logo.data);
  let shown = 0;
  for (let i = 0; i < result.length; i += 4) {
    const colour = colourAt(logo.data, i / 4);
    const share = (distance(colour, first) - ground.same) / (ground.other - ground.same);
    const alpha = Math.max(0, Math.min(1, share));
    result[i + 3] = Math.round(alpha * 255);
    if (alpha > 0.5) shown++;
    // The colour of an edge without the ground that shines through it.
    if (alpha > 0 && alpha < 1)
      for (let c = 0; c < 3; c++) {
        const own = ((colour[c] ?? 0) - (1 - alpha) * (first[c] ?? 0)) / alpha;
        result[i + c] = Math.max(0, Math.min(255, Math.round(own)));
      }
  }
  return shown > 0 ? result : null;
}

/** The mean luminance of what is shown, 0 to 1. */
export function shownLuma({ data }: Rgba): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] ?? 0;
    sum += alpha * (0.2126 * (data[i] ?? 0) + 0.7152 * (data[i + 1] ?? 0) + 0.0722 * (data[i + 2] ?? 0));
    weight += alpha;
  }
  return weight === 0 ? 0 : sum / weight / 255;
}
