import type { Quad } from "./camera";
import { type Picture, raw } from "./picture";

/** The projective map from the unit square to `quad` (Heckbert 1989), as [a b c d e f g h]. */
function homography([p0, p1, p2, p3]: Quad): [number, number, number, number, number, number, number, number] {
  const dx1 = p1.x - p3.x;
  const dx2 = p2.x - p3.x;
  const dy1 = p1.y - p3.y;
  const dy2 = p2.y - p3.y;
  const sx = p0.x - p1.x + p3.x - p2.x;
  const sy = p0.y - p1.y + p3.y - p2.y;
  const den = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / den;
  const h = (dx1 * sy - sx * dy1) / den;
  return [
    p1.x - p0.x + g * p1.x,
    p2.x - p0.x + h * p2.x,
    p0.x,
    p1.y - p0.y + g * p1.y,
    p2.y - p0.y + h * p2.y,
    p0.y,
    g,
    h,
  ];
}

/** Mirrors a coordinate into 0..1. */
function mirrored(t: number): number {
  const m = Math.abs(t) % 2;
  return m > 1 ? 2 - m : m;
}

function sample(from: Picture, x: number, y: number, into: Float64Array): void {
  const fx = Math.min(Math.max(x * from.width - 0.5, 0), from.width - 1.001);
  const fy = Math.min(Math.max(y * from.height - 0.5, 0), from.height - 1.001);
  const left = Math.floor(fx);
  const top = Math.floor(fy);
  const tx = fx - left;
  const ty = fy - top;
  const at = (top * from.width + left) * 3;
  const below = at + from.width * 3;
  for (let c = 0; c < 3; c++) {
    const up = (from.data[at + c] ?? 0) * (1 - tx) + (from.data[at + 3 + c] ?? 0) * tx;
    const down = (from.data[below + c] ?? 0) * (1 - tx) + (from.data[below + 3 + c] ?? 0) * tx;
    into[c] = up * (1 - ty) + down * ty;
  }
}

async function resized(picture: Picture, width: number, height: number): Promise<Picture> {
  const w = Math.max(2, Math.round(width));
  const h = Math.max(2, Math.round(height));
  return { data: await raw(picture).resize(w, h, { fit: "fill" }).raw().toBuffer(), width: w, height: h };
}

/** Past its edge the picture is mirrored, and fully blurred at this distance. */
const SOFT_BY = 0.14;

/** The part `quad` of a picture as a camera sees it. */
export async function warp(picture: Picture, quad: Quad, frame: { width: number; height: number }): Promise<Picture> {
  const [p0, p1, p2, p3] = quad;
  const across = (Math.hypot(p1.x - p0.x, p1.y - p0.y) + Math.hypot(p3.x - p2.x, p3.y - p2.y)) / 2;
  const down = (Math.hypot(p2.x - p0.x, p2.y - p0.y) + Math.hypot(p3.x - p1.x, p3.y - p1.y)) / 2;
  // sharp scales to the size of the frame first, so that sampling needs no filter.
  const near = await resized(picture, Math.min(4_000, frame.width / across), Math.min(4_000, frame.height / down));
  const far = await resized(picture, near.width / 24, near.height / 24);
  const [a, b, c, d, e, f, g, h] = homography(quad);
  const out = Buffer.allocUnsafe(frame.width * frame.height * 3);
  const sharpAt = new Float64Array(3);
  const softAt = new Float64Array(3);
  for (let row = 0, at = 0; row < frame.height; row++) {
    const v = (row + 0.5) / frame.height;
    for (let column = 0; column < frame.width; column++, at += 3) {
      const u = (column + 0.5) / frame.width;
      const w = g * u + h * v + 1;
      const x = (a * u + b * v + c) / w;
      const y = (d * u + e * v + f) / w;
      const beyond = Math.max(0, -x, x - 1, -y, y - 1);
      const soft = Math.min(1, beyond / SOFT_BY);
      const mx = mirrored(x);
      const my = mirrored(y);
      if (soft < 1) sample(near, mx, my, sharpAt);
      if (soft > 0) sample(far, mx, my, softAt);
      for (let i = 0; i < 3; i++) {
        out[at + i] = soft === 0 ? (sharpAt[i] ?? 0) : (sharpAt[i] ?? 0) * (1 - soft) + (softAt[i] ?? 0) * soft;
      }
    }
  }
  return { data: out, ...frame };
}
