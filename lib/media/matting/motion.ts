import type { Mask, Square } from "./masks";

/** How blocks of a picture moved from one frame to another, found by comparing the pictures. */

/** Brightness in half the size, and in half of that and so on. */
export type Luma = { side: number; data: Uint8Array }[];

const sizes = 3;
const block = 8;
/** Pixels searched around a guess: in the smallest size, and in the others. */
const reach = { smallest: 4, other: 1 };

export function lumaOf({ side, data }: Square): Luma {
  const full = new Uint8Array(side * side);
  for (let i = 0, at = 0; i < full.length; i++, at += 3) {
    full[i] = (2 * (data[at] ?? 0) + 5 * (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) >> 3;
  }
  let last = halved({ side, data: full });
  const all = [last];
  while (all.length < sizes) {
    last = halved(last);
    all.push(last);
  }
  return all;
}

function halved({ side, data }: { side: number; data: Uint8Array }): { side: number; data: Uint8Array } {
  const half = side >> 1;
  const out = new Uint8Array(half * half);
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const at = 2 * y * side + 2 * x;
      const sum = (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + side] ?? 0) + (data[at + side + 1] ?? 0);
      out[y * half + x] = (sum + 2) >> 2;
    }
  }
  return { side: half, data: out };
}

/** Mean difference in brightness of two frames, 0 to 255. */
export function difference(a: Luma, b: Luma): number {
  const [one, other] = [a.at(-1)?.data, b.at(-1)?.data];
  if (!one || !other) return 0;
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs((one[i] ?? 0) - (other[i] ?? 0));
  return sum / one.length;
}

/** For each block: where its pixels were, in pixels of `side`, and how much they differ from there. */
export type Motion = { side: number; blocks: number; dx: Float32Array; dy: Float32Array; cost: Float32Array };

/** For each block of `to`, the place in `from` that looks most like it. */
export function motionBetween(from: Luma, to: Luma): Motion {
  let last: Motion | undefined;
  for (let level = from.length - 1; level >= 0; level--) {
    const [source, target] = [from[level], to[level]];
    if (!source || !target) break;
    last = searched(source.data, target.data, source.side, last, level === 0);
  }
  if (!last) throw new Error("There are no pictures to compare.");
  return last;
}

function searched(from: Uint8Array, to: Uint8Array, side: number, coarse: Motion | undefined, isLast: boolean): Motion {
  const blocks = Math.ceil(side / block);
  const motion = { side, blocks, dx: new Float32Array(blocks ** 2), dy: new Float32Array(blocks ** 2) };
  const cost = new Float32Array(blocks ** 2);
  const around = coarse ? reach.other : reach.smallest;
  for (let by = 0; by < blocks; by++) {
    for (let bx = 0; bx < blocks; bx++) {
      const [x0, y0] = [Math.min(bx * block, side - block), Math.min(by * block, side - block)];
      let [best, mx, my] = [1e9, 0, 0];
      const tryAt = (dx: number, dy: number) => {
        const found = mismatch(from, to, side, x0, y0, dx, dy, best);
        if (found < best) [best, mx, my] = [found, dx, dy];
      };
      for (const [gx, gy] of guesses(coarse, bx, by)) {
        if (gx === mx && gy === my && best < 1e9) continue;
        tryAt(gx, gy);
      }
      const [cx, cy] = [mx, my];
      for (let dy = -around; dy <= around; dy++) {
        for (let dx = -around; dx <= around; dx++) if (dx !== 0 || dy !== 0) tryAt(cx + dx, cy + dy);
      }
      const at = by * blocks + bx;
      motion.dx[at] = mx;
      motion.dy[at] = my;
      cost[at] = best / block ** 2;
      if (!isLast) continue;
      const beside = (dx: number, dy: number) => mismatch(from, to, side, x0, y0, mx + dx, my + dy, 1e9);
      motion.dx[at] = mx + lowest(beside(-1, 0), best, beside(1, 0));
      motion.dy[at] = my + lowest(beside(0, -1), best, beside(0, 1));
    }
  }
  return { ...motion, cost };
}

const neighbours = [
  [0, 0],
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** No motion, and twice the motion of the block and its neighbours in the smaller picture. */
function guesses(coarse: Motion | undefined, bx: number, by: number): [number, number][] {
  const all: [number, number][] = [[0, 0]];
  if (!coarse) return all;
  for (const [dx, dy] of neighbours) {
    const [x, y] = [(bx >> 1) + dx, (by >> 1) + dy];
    if (x < 0 || y < 0 || x >= coarse.blocks || y >= coarse.blocks) continue;
    const at = y * coarse.blocks + x;
    all.push([2 * (coarse.dx[at] ?? 0), 2 * (coarse.dy[at] ?? 0)]);
  }
  return all;
}

/** The sum of differences; long motions cost a little, so that flat areas stay where they are. */
function mismatch(
  from: Uint8Array,
  to: Uint8Array,
  side: number,
  x0: number,
  y0: number,
  dx: number,
  dy: number,
  most: number,
): number {
  const [sx, sy] = [x0 + dx, y0 + dy];
  if (sx < 0 || sy < 0 || sx + block > side || sy + block > side) return 1e9;
  let sum = 2 * (Math.abs(dx) + Math.abs(dy));
  for (let y = 0; y < block; y++) {
    let i = (y0 + y) * side + x0;
    let j = (sy + y) * side + sx;
    for (let x = 0; x < block; x++) sum += Math.abs((to[i++] ?? 0) - (from[j++] ?? 0));
    if (sum >= most) return sum;
  }
  return sum;
}

/** Where between two neighbours the mismatch is lowest, as a part of a pixel. */
function lowest(before: number, here: number, after: number): number {
  if (before >= 1e9 || after >= 1e9) return 0;
  const bend = before + after - 2 * here;
  return bend <= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)));
}

/** Moves a mask along; `cost`: how badly the pictures match there. Motion is blended between the centres of blocks. */
export function moved({ side, data }: Mask, motion: Motion): { mask: Mask; cost: Float32Array } {
  const out = new Float32Array(side * side);
  const cost = new Float32Array(side * side);
  const scale = motion.side / side;
  const { blocks } = motion;
  const place = Array.from({ length: side }, (_, i) => {
    const at = ((i + 0.5) * scale) / block - 0.5;
    const low = Math.floor(at);
    const share = Math.max(0, Math.min(1, at - low));
    return [Math.max(0, Math.min(blocks - 1, low)), Math.max(0, Math.min(blocks - 1, low + 1)), share] as const;
  });
  const last = side - 1.001;
  for (let y = 0; y < side; y++) {
    const [b0, b1, ty] = place[y] ?? [0, 0, 0];
    for (let x = 0; x < side; x++) {
      const [a0, a1, tx] = place[x] ?? [0, 0, 0];
      const [i00, i01, i10, i11] = [b0 * blocks + a0, b0 * blocks + a1, b1 * blocks + a0, b1 * blocks + a1];
      const [w00, w01, w10, w11] = [(1 - tx) * (1 - ty), tx * (1 - ty), (1 - tx) * ty, tx * ty];
      const mix = (of: Float32Array) =>
        (of[i00] ?? 0) * w00 + (of[i01] ?? 0) * w01 + (of[i10] ?? 0) * w10 + (of[i11] ?? 0) * w11;
      const px = Math.max(0, Math.min(last, x + mix(motion.dx) / scale));
      const py = Math.max(0, Math.min(last, y + mix(motion.dy) / scale));
      const [ix, iy] = [px | 0, py | 0];
      const [ux, uy] = [px - ix, py - iy];
      const k = iy * side + ix;
      const top = (data[k] ?? 0) * (1 - ux) + (data[k + 1] ?? 0) * ux;
      const low = (data[k + side] ?? 0) * (1 - ux) + (data[k + side + 1] ?? 0) * ux;
      out[y * side + x] = top * (1 - uy) + low * uy;
      cost[y * side + x] = mix(motion.cost);
    }
  }
  return { mask: { side, data: out }, cost };
}
