import type { Plane } from "./planes";

/** The place in the plane of the first pixel's middle, and the distance of two pixels. */
export type Along = { from: number; step: number };

/** Draws an area of a plane between its pixels (bilinear), so that a slow zoom does not shake. */
export function drawPlane(
  plane: Plane,
  to: Uint8Array,
  { width, height }: { width: number; height: number },
  across: Along,
  down: Along,
) {
  const { stride, data } = plane;
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  const perRow = stride / 4;
  const mixed = new Uint32Array(perRow);
  const row = new Uint8Array(mixed.buffer);
  const drawn = new Uint32Array(Math.ceil(width / 4));
  const shown = new Uint8Array(drawn.buffer, 0, width);
  // In 65,536ths of a pixel. The last pixel that is read is inside, however the steps are rounded.
  const step = Math.trunc(across.step * 65_536);
  const start = Math.min(Math.max(0, Math.trunc(across.from * 65_536)), (plane.width - 1) * 65_536 - width * step);
  for (let y = 0; y < height; y++) {
    const at = Math.min(Math.max(0, down.from + y * down.step), plane.height - 1.001);
    const upper = Math.trunc(at) * perRow;
    const below = Math.trunc((at % 1) * 256);
    const above = 256 - below;
    // Four pixels at once: two of them in each half of a word.
    for (let i = 0; i < perRow; i++) {
      const a = words[upper + i] ?? 0;
      const b = words[upper + perRow + i] ?? 0;
      const even = (Math.imul(a & 0xff00ff, above) + Math.imul(b & 0xff00ff, below) + 0x800080) | 0;
      const odd = (Math.imul((a >>> 8) & 0xff00ff, above) + Math.imul((b >>> 8) & 0xff00ff, below) + 0x800080) | 0;
      mixed[i] = ((even >>> 8) & 0xff00ff) | (odd & 0xff00ff00);
    }
    let place = start;
    for (let i = 0; i < drawn.length; i++) {
      let word = between(row, place) >>> 8;
      place = (place + step) | 0;
      word |= between(row, place) & 0xff00;
      place = (place + step) | 0;
      word |= (between(row, place) & 0xff00) << 8;
      place = (place + step) | 0;
      word |= (between(row, place) & 0xff00) << 16;
      place = (place + step) | 0;
      drawn[i] = word;
    }
    to.set(shown, y * width);
  }
}

/** What is at a place in a row, times 256. */
function between(row: Uint8Array, place: number): number {
  const i = place >>> 16;
  const share = (place >>> 8) & 255;
  return (Math.imul(row[i] ?? 0, 256 - share) + Math.imul(row[i + 1] ?? 0, share) + 128) | 0;
}
