import { mixed, rgbOf } from "./ink";
import type { Area, Pixels } from "./measure";

/** What is laid over a set: a soft even colour behind the texts, and light behind the product. */

type Veil = { veil: string; alpha: number };
/** `fade`: the distance over which it ends, to the right of the area and below it. */
const fade = 0.16;

const eased = (distance: number) => {
  const left = Math.max(0, Math.min(1, 1 - distance / fade));
  return left * left * (3 - 2 * left);
};

/** Fades out at the inner sides of the area. */
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

type Glow = { x: number; y: number; color: string; strength: number };

/** A round light behind the product, as wide as the picture, that ends softly. */
export function glowing({ data, width, height }: Pixels, { x, y, color, strength }: Glow): Pixels {
  if (strength <= 0) return { data, width, height };
  const colour = rgbOf(color);
  const result = Uint8Array.from(data);
  const radius = width * 0.5;
  const [cx, cy] = [x * width, y * height];
  for (let row = Math.max(0, Math.floor(cy - radius)); row < Math.min(height, cy + radius); row++)
    for (let column = Math.max(0, Math.floor(cx - radius)); column < Math.min(width, cx + radius); column++) {
      const near = 1 - Math.hypot(column - cx, row - cy) / radius;
      if (near <= 0) continue;
      const share = strength * near * near * (3 - 2 * near);
      const i = (row * width + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const own = data[i + channel] ?? 0;
        result[i + channel] = own + (255 - own) * share * ((colour[channel] ?? 0) / 255);
      }
    }
  return { data: result, width, height };
}
