import { certainty, type Mask, personMask, resized, type Square, subjectMask } from "./masks";

/** Of the square: how far what a person holds may reach out. */
const reach = 0.1;
/** The model of people alone is right where it is this sure. */
const sure = 0.7;

/** How sure the model of people is of what it marks, where there is a person, and where there is none. */
const present = 0.88;
const absent = 0.7;

/** Masks of the frames of one video in turn: in a frame that leaves doubt there is a person if there was one before. */
export function personMasks(matting: "fast" | "fine"): (square: Square) => Promise<Mask> {
  let isThere = true;
  return async (square) => {
    const small = await personMask(square);
    const sureness = certainty(small);
    if (sureness >= present) isThere = true;
    else if (sureness < absent) isThere = false;
    if (!isThere) return { side: small.side, data: new Float32Array(small.data.length) };
    return matting === "fast" ? cleaned(small) : exactMask(square, small);
  };
}

/** The mask of the small model, without what it marks faintly far from a person. */
function cleaned({ side, data }: Mask): Mask {
  const near = around(data, side);
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = (data[i] ?? 0) * (near[i] ?? 0);
  return { side, data: out };
}

/**
 * The mask of the exact model, which also marks other subjects in the background: only near what the model of people
 * marks, and with whatever that one is sure of, such as a second person.
 */
async function exactMask(square: Square, { data: person }: Mask): Promise<Mask> {
  const { side, data } = await subjectMask(square);
  const near = around(person, side);
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const certain = Math.max(0, ((person[i] ?? 0) - sure) / (1 - sure));
    out[i] = Math.max(certain, data[i] ?? 0) * (near[i] ?? 0);
  }
  return { side, data: out };
}

/** Pixels of a cell: a soft reach needs no finer grid. */
const cell = 4;
/** Of what the model of people marks in one piece: it is noise where the model is nowhere this sure, or it is smaller. */
const least = { certainty: 0.8, share: 0.003 };

/** 1 in and around the people of a mask, with a soft edge. */
function around(mask: Float32Array, side: number): Float32Array {
  const cells = Math.ceil(side / cell);
  const highest = new Float32Array(cells * cells);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = Math.floor(y / cell) * cells + Math.floor(x / cell);
      highest[at] = Math.max(highest[at] ?? 0, mask[y * side + x] ?? 0);
    }
  }
  const radius = Math.round((reach * side) / cell);
  const grown = blurred(people(highest, cells), cells, radius).map((value) => (value > 1e-6 ? 1 : 0));
  return resized({ side: cells, data: blurred(grown, cells, Math.round(radius / 4)) }, side).data;
}

/** 1 in the cells of each connected piece that is a person. */
function people(highest: Float32Array, cells: number): Float32Array {
  const out = new Float32Array(highest.length);
  const seen = new Uint8Array(highest.length);
  for (let start = 0; start < highest.length; start++) {
    if (seen[start] || (highest[start] ?? 0) <= 0.5) continue;
    const piece = [start];
    seen[start] = 1;
    let certainty = 0;
    for (let i = 0; i < piece.length; i++) {
      const at = piece[i] ?? 0;
      certainty = Math.max(certainty, highest[at] ?? 0);
      const x = at % cells;
      for (const next of [x > 0 ? at - 1 : -1, x < cells - 1 ? at + 1 : -1, at - cells, at + cells]) {
        if (seen[next] !== 0 || (highest[next] ?? 0) <= 0.5) continue;
        seen[next] = 1;
        piece.push(next);
      }
    }
    if (certainty < least.certainty || piece.length < least.share * highest.length) continue;
    for (const at of piece) out[at] = 1;
  }
  return out;
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
