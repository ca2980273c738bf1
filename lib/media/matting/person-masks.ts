import { type Mask, personMask, resized, type Square, subjectMask } from "./masks";

/** Of the square: how far what a person holds may reach out. */
const reach = 0.1;
/** The model of people alone is right where it is this sure. */
const sure = 0.7;

/** The mask of the small model, without what it marks faintly far from a person. */
export async function quickPersonMask(square: Square): Promise<Mask> {
  const { side, data } = await personMask(square);
  const near = around(data, side);
  return { side, data: data.map((value, i) => value * (near[i] ?? 0)) };
}

/**
 * The mask of the exact model, which also marks other subjects in the background: only near what the model of people
 * marks, and with whatever that one is sure of, such as a second person.
 */
export async function exactPersonMask(square: Square): Promise<Mask> {
  const [subject, small] = [await subjectMask(square), await personMask(smaller(square, 256))];
  const { side, data } = subject;
  const person = resized(small, side).data;
  const near = around(person, side);
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const certain = Math.max(0, ((person[i] ?? 0) - sure) / (1 - sure));
    out[i] = Math.max(certain, (data[i] ?? 0) * (near[i] ?? 0));
  }
  return { side, data: out };
}

/** 1 in and around a mask, with a soft edge. */
function around(mask: Float32Array, side: number): Float32Array {
  const radius = Math.round(reach * side);
  const grown = blurred(
    mask.map((value) => (value > 0.5 ? 1 : 0)),
    side,
    radius,
  );
  return blurred(
    grown.map((value) => (value > 1e-6 ? 1 : 0)),
    side,
    Math.round(radius / 4),
  );
}

/** The mean over a square of so many pixels around each. */
function blurred(values: Float32Array, side: number, radius: number): Float32Array {
  return mean(mean(values, side, radius, 1, side), side, radius, side, 1);
}

function mean(values: Float32Array, side: number, radius: number, along: number, across: number): Float32Array {
  const out = new Float32Array(values.length);
  const all = 2 * radius + 1;
  for (let line = 0; line < side; line++) {
    const start = line * across;
    const at = (i: number) => values[start + Math.max(0, Math.min(side - 1, i)) * along] ?? 0;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += at(i);
    for (let i = 0; i < side; i++) {
      out[start + i * along] = sum / all;
      sum += at(i + radius + 1) - at(i - radius);
    }
  }
  return out;
}

function smaller({ side, data }: Square, to: number): Square {
  const out = new Uint8Array(3 * to * to);
  const places = Array.from({ length: to }, (_, i) => {
    const at = Math.max(0, ((i + 0.5) * side) / to - 0.5);
    const low = Math.floor(at);
    return [low, Math.min(side - 1, low + 1), at - low] as const;
  });
  for (const [y, [y0, y1, ty]] of places.entries()) {
    for (const [x, [x0, x1, tx]] of places.entries()) {
      const at = [3 * (y0 * side + x0), 3 * (y0 * side + x1), 3 * (y1 * side + x0), 3 * (y1 * side + x1)] as const;
      for (let c = 0; c < 3; c++) {
        const top = (data[at[0] + c] ?? 0) * (1 - tx) + (data[at[1] + c] ?? 0) * tx;
        const low = (data[at[2] + c] ?? 0) * (1 - tx) + (data[at[3] + c] ?? 0) * tx;
        out[3 * (y * to + x) + c] = top * (1 - ty) + low * ty;
      }
    }
  }
  return { side: to, data: out };
}
