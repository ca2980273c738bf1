import { loadModel } from "./models";

/** A square mask, 0 to 1 in `side` x `side` values, stretched over a frame of any shape. */
export type Mask = { side: number; data: Float32Array };

/** A square picture, stretched from a frame of any shape: 3 bytes a pixel. */
export type Square = { side: number; data: Uint8Array };

/** Below `from` a mask is 0, above `to` 1. Applied at full size, this sharpens the edges. */
export type Levels = { from: number; to: number };

/** Measured: the model of people marks edges too faintly. */
export const levels = { selfie: { from: 0.05, to: 0.5 }, u2netp: { from: 0.3, to: 0.9 } } as const;

export const leveled = (value: number, { from, to }: Levels) => Math.min(1, Math.max(0, (value - from) / (to - from)));

/** The mask of people, by a small model that knows only people. */
export async function personMask({ side, data }: Square): Promise<Mask> {
  const model = await loadModel("selfie");
  if (side !== model.side) throw new Error(`The picture has ${side} pixels in place of ${model.side}.`);
  const count = side * side;
  const planes = new Float32Array(3 * count);
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    planes[i] = (data[at] ?? 0) / 255;
    planes[count + i] = (data[at + 1] ?? 0) / 255;
    planes[2 * count + i] = (data[at + 2] ?? 0) / 255;
  }
  const [mask] = await model.run(planes, 1);
  return { side, data: mask?.data ?? new Float32Array(count) };
}

/**
 * The mask of the subject, whatever it is, by a model that is exact and slow. Its values are not stretched: none is high
 * where there is no subject.
 */
export async function subjectMask({ side, data }: Square): Promise<Mask> {
  const model = await loadModel("u2netp", side);
  const count = side * side;
  const planes = new Float32Array(3 * count);
  let brightest = 1;
  for (let i = 0; i < data.length; i++) brightest = Math.max(brightest, data[i] ?? 0);
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    planes[i] = ((data[at] ?? 0) / brightest - 0.485) / 0.229;
    planes[count + i] = ((data[at + 1] ?? 0) / brightest - 0.456) / 0.224;
    planes[2 * count + i] = ((data[at + 2] ?? 0) / brightest - 0.406) / 0.225;
  }
  const [mask] = await model.run(planes, 1);
  return { side, data: mask?.data ?? new Float32Array(count) };
}

/** A mask at another size. */
export function resized({ side, data }: Mask, to: number): Mask {
  if (side === to) return { side, data };
  const out = new Float32Array(to * to);
  const scale = side / to;
  for (let y = 0; y < to; y++) {
    const fy = Math.min(side - 1, Math.max(0, (y + 0.5) * scale - 0.5));
    const [y0, y1] = [Math.floor(fy), Math.min(side - 1, Math.floor(fy) + 1)];
    for (let x = 0; x < to; x++) {
      const fx = Math.min(side - 1, Math.max(0, (x + 0.5) * scale - 0.5));
      const [x0, x1] = [Math.floor(fx), Math.min(side - 1, Math.floor(fx) + 1)];
      const top = lerp(data[y0 * side + x0] ?? 0, data[y0 * side + x1] ?? 0, fx - x0);
      const low = lerp(data[y1 * side + x0] ?? 0, data[y1 * side + x1] ?? 0, fx - x0);
      out[y * to + x] = lerp(top, low, fy - y0);
    }
  }
  return { side: to, data: out };
}

const lerp = (a: number, b: number, share: number) => a + (b - a) * share;

/** The share of its square that a mask covers. */
export function coverage({ data }: Mask, of: Levels): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += leveled(data[i] ?? 0, of);
  return sum / data.length;
}

/** The share of what the model marks at all that it is sure of. */
export function certainty({ data }: Mask): number {
  let [marked, sure] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (value > 0.2) marked += 1;
    if (value > 0.8) sure += 1;
  }
  return marked === 0 ? 0 : sure / marked;
}

/** The box around all values above one half, in fractions of the frame; null without any. */
export function boxOf({ side, data }: Mask): { x: number; y: number; width: number; height: number } | null {
  let [left, top, right, bottom] = [side, side, -1, -1];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if ((data[y * side + x] ?? 0) < 0.5) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return null;
  return { x: left / side, y: top / side, width: (right + 1 - left) / side, height: (bottom + 1 - top) / side };
}
