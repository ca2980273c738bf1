import { pixelMemory } from "../simd/pixels";
import type { Mask, Square } from "./masks";

/** How blocks of a picture moved from one frame to another, found by comparing the pictures. */

/** Brightness, and the same in half the size, in half of that and so on. */
export type Luma = { side: number; data: Uint8Array }[];

const sizes = 4;
/** Pixels between two blocks: in the full size they overlap, to follow the person's outline. */
const stride = { full: 4, smaller: 8 };
/** Pixels searched around a guess: in the smallest size, and in the others. */
const reach = { smallest: 4, other: 1 };

export function lumaOf({ side, data }: Square): Luma {
  const full = new Uint8Array(side * side);
  for (let i = 0, at = 0; i < full.length; i++, at += 3) {
    full[i] = (2 * (data[at] ?? 0) + 5 * (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) >> 3;
  }
  let last: Luma[number] = { side, data: full };
  const all: Luma = [last];
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
type Motion = { side: number; blocks: number; step: number; dx: Float32Array; dy: Float32Array; cost: Float32Array };

/** For each block of `to`, the place in `from` that looks most like it; exact only in the marked cells. */
function motionBetween(from: Luma, to: Luma, marked: Uint8Array): Motion {
  const { side = 0 } = from[0] ?? {};
  const { rooms, kernels } = roomFor(side);
  const [source, target, cells, coarse, found] = rooms;
  cells.bytes.set(marked);
  for (let level = from.length - 1, coarser = 0; level >= 0; level--) {
    const [one, other] = [from[level], to[level]];
    if (!one || !other) break;
    source.bytes.set(one.data);
    target.bytes.set(other.data);
    const isFull = level === 0;
    const step = isFull ? stride.full : stride.smaller;
    const blocks = Math.ceil(one.side / step);
    const plane = 4 * blocks ** 2;
    // Blocks that are not searched have not moved.
    found.bytes.fill(0, 0, 3 * plane);
    kernels.searchBlocks(
      ...([source.address, target.address, one.side, step] as const),
      ...([coarser ? coarse.address : 0, coarser, isFull ? 2 : 1, coarser ? reach.other : reach.smallest] as const),
      ...([isFull ? cells.address : 0, cell] as const),
      ...([found.address, found.address + plane, found.address + 2 * plane] as const),
    );
    if (isFull) {
      const field = (n: number) => new Float32Array(found.bytes.slice(n * plane, (n + 1) * plane).buffer);
      return { side, blocks, step, dx: field(0), dy: field(1), cost: field(2) };
    }
    coarse.bytes.set(found.bytes.subarray(0, 2 * plane));
    coarser = blocks;
  }
  throw new Error("There are no pictures to compare.");
}

let room: { side: number; memory: ReturnType<typeof memoryFor> } | undefined;

/** One memory for all searches in pictures of a size. */
function roomFor(side: number) {
  if (room?.side !== side) room = { side, memory: memoryFor(side) };
  return room.memory;
}

function memoryFor(side: number) {
  const fields = 4 * Math.ceil(side / stride.full) ** 2;
  return pixelMemory([side ** 2, side ** 2, Math.ceil(side / cell) ** 2, 2 * fields, 3 * fields]);
}

/** Pixels of a cell, in which a mask either has an edge nearby or not. */
const cell = 8;
/** How many cells an edge may move. */
const nearby = 3;

/** The cells near the edges of a mask: elsewhere motion changes nothing. */
function edgesOf({ side, data }: Mask): Uint8Array {
  const cells = Math.ceil(side / cell);
  const [low, high] = [new Float32Array(cells ** 2).fill(1), new Float32Array(cells ** 2)];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = Math.floor(y / cell) * cells + Math.floor(x / cell);
      const value = data[y * side + x] ?? 0;
      if (value < (low[at] ?? 0)) low[at] = value;
      if (value > (high[at] ?? 0)) high[at] = value;
    }
  }
  const marked = new Uint8Array(cells ** 2);
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      let [least, most] = [1, 0];
      for (let j = Math.max(0, y - nearby); j <= Math.min(cells - 1, y + nearby); j++) {
        for (let i = Math.max(0, x - nearby); i <= Math.min(cells - 1, x + nearby); i++) {
          least = Math.min(least, low[j * cells + i] ?? 0);
          most = Math.max(most, high[j * cells + i] ?? 0);
        }
      }
      marked[y * cells + x] = least < 0.9 && most > 0.1 ? 1 : 0;
    }
  }
  return marked;
}

export type Known = { luma: Luma; mask: Mask };

/** A mask moved along to another frame; `cost`: how badly the pictures match there. */
export function movedTo(to: Luma, { luma, mask }: Known): { data: Float32Array; cost: Float32Array } {
  const { side, data } = mask;
  const marked = edgesOf(mask);
  const cells = Math.ceil(side / cell);
  const motion = motionBetween(luma, to, marked);
  const { blocks, step } = motion;
  const out = data.slice();
  const cost = new Float32Array(side * side);
  const rows = [new Float32Array(blocks), new Float32Array(blocks), new Float32Array(blocks)] as const;
  const fields = [motion.dx, motion.dy, motion.cost] as const;
  const last = side - 1.001;
  for (let y = 0; y < side; y++) {
    const fy = (y + 0.5) / step - 0.5;
    const b0 = Math.max(0, Math.min(blocks - 1, Math.floor(fy))) * blocks;
    const b1 = Math.max(0, Math.min(blocks - 1, Math.floor(fy) + 1)) * blocks;
    const ty = fy - Math.floor(fy);
    for (let f = 0; f < 3; f++) {
      const [row, field] = [rows[f], fields[f]];
      if (!row || !field) continue;
      for (let i = 0; i < blocks; i++) row[i] = (field[b0 + i] ?? 0) * (1 - ty) + (field[b1 + i] ?? 0) * ty;
    }
    for (let x = 0; x < side; x++) {
      if (marked[Math.floor(y / cell) * cells + Math.floor(x / cell)] === 0) continue;
      const fx = (x + 0.5) / step - 0.5;
      const low = Math.floor(fx);
      const a0 = low < 0 ? 0 : low;
      const a1 = low + 1 >= blocks ? blocks - 1 : low + 1;
      const tx = fx - low;
      const px = Math.max(0, Math.min(last, x + (rows[0][a0] ?? 0) * (1 - tx) + (rows[0][a1] ?? 0) * tx));
      const py = Math.max(0, Math.min(last, y + (rows[1][a0] ?? 0) * (1 - tx) + (rows[1][a1] ?? 0) * tx));
      const ix = px | 0;
      const iy = py | 0;
      const ux = px - ix;
      const uy = py - iy;
      const k = iy * side + ix;
      const top = (data[k] ?? 0) * (1 - ux) + (data[k + 1] ?? 0) * ux;
      const under = (data[k + side] ?? 0) * (1 - ux) + (data[k + side + 1] ?? 0) * ux;
      out[y * side + x] = top * (1 - uy) + under * uy;
      cost[y * side + x] = (rows[2][a0] ?? 0) * (1 - tx) + (rows[2][a1] ?? 0) * tx;
    }
  }
  return { data: out, cost };
}
