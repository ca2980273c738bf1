import { mixed, rgbOf } from "./ink";
import type { Area, Pixels } from "./measure";

/** Lays a soft even colour over the area of the texts, which fades out at its inner side. */

type Veil = { veil: string; alpha: number };
/** `fade`: the distance over which it ends, to the right of the area and below it. */
const fade = 0.16;

const eased = (distance: number) => {
  const left = Math.max(0, Math.min(1, 1 - distance / fade));
  return left * left * (3 - 2 * left);
};

export function veiled({ data, width, height }: Pixels, area: Area, { veil, alpha }: Veil): Pixels {
  if (alpha <= 0) return { data, width, height };
  const colour = rgbOf(veil);
  const result = Uint8Array.from(data);
  const columns = Array.from({ length: width }, (_, x) => eased(x / width - area.right));
  for (let y = 0; y < height; y++) {
    const row = alpha * eased(y / height - area.bottom);
    if (row <= 0) break;
    for (let x = 0; x < width; x++) {
      const share = row * (columns[x] ?? 0);
      if (share <= 0) break;
      const i = (y * width + x) * 3;
      const own = mixed([data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0], colour, share);
      for (let channel = 0; channel < 3; channel++) result[i + channel] = own[channel] ?? 0;
    }
  }
  return { data: result, width, height };
}
