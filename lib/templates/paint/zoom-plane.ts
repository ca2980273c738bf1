import { pixelMemory, type Room } from "@/lib/media/simd/pixels";

export type Size = { width: number; height: number };
/** Where the first pixel's middle is in the picture, and the distance of two pixels, both in pixels of the picture. */
export type Along = { from: number; step: number };

/** Pixels of a row that are drawn at once, and the bytes of their record. */
const [atOnce, record] = [8, 64];
const part = 65_536;

/**
 * Draws areas of a picture between its pixels (bilinear), so that a slow zoom does not shake. `picture`: planes as
 * `planesOf` makes them, with even sides. A frame is valid until the next but one is drawn.
 */
export function zoomerOf(picture: Buffer, source: Size & { stride: number }, { width, height }: Size) {
  const planes = [1, 2, 2].map((less) => ({
    ...{ less, width: source.width / less, height: source.height / less, from: source.stride / less },
    stride: 16 * Math.ceil((source.width / less + 1) / 16),
  }));
  const bytes = width * height * 1.5;
  const [light, blue, red] = planes.map((plane) => plane.stride * (plane.height + 1));
  const blocks = record * Math.ceil(width / atOnce);
  const { rooms, kernels } = pixelMemory([
    light ?? 0,
    blue ?? 0,
    red ?? 0,
    planes[0]?.stride ?? 0,
    blocks,
    bytes,
    bytes,
  ]);
  const [, , , row, block] = rooms;
  let [shown, other] = [rooms[5], rooms[6]];
  let at = 0;
  for (const [i, plane] of planes.entries()) {
    for (let y = 0; y < plane.height; y++, at += plane.from) {
      rooms[i]?.bytes.set(picture.subarray(at, at + plane.width), y * plane.stride);
    }
  }
  return (across: Along, down: Along): Buffer => {
    [shown, other] = [other, shown];
    let start = shown.address;
    for (const [i, plane] of planes.entries()) {
      const frame = { width: width / plane.less, height: height / plane.less };
      const columns = inPlane(across, plane.less);
      // The last pixel that is read is inside, however the steps are rounded.
      const last = (plane.width - 1) * part - frame.width * columns.step;
      writeBlocks(block, { ...columns, from: Math.max(0, Math.min(columns.from, last)) }, frame.width);
      const rows = inPlane(down, plane.less);
      const lowest = Math.max(0, Math.trunc((plane.height - 1.001) * part));
      const places = [plane.stride, start, frame.width, frame.height, rows.from, rows.step, lowest] as const;
      kernels.zoomPlane(rooms[i]?.address ?? 0, ...places, row.address, block.address);
      start += frame.width * frame.height;
    }
    return Buffer.from(shown.bytes.buffer, shown.bytes.byteOffset, bytes);
  };
}

/** In 65,536ths of a plane's pixel, which is as wide as `less` pixels of the picture. */
function inPlane({ from, step }: Along, less: number): Along {
  const first = (from + ((less - 1) / 2) * step + 0.5) / less - 0.5;
  return { from: Math.trunc(first * part), step: Math.trunc(step * part) };
}

/** The same columns are needed for each row of a frame. */
function writeBlocks({ bytes }: Room, { from, step }: Along, width: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let x = 0, at = 0; x < width; x += atOnce, at += record) {
    const first = (from + x * step) >>> 16;
    view.setInt32(at, first, true);
    for (let i = 0; i < atOnce; i++) {
      const place = from + (x + i) * step;
      const left = (place >>> 16) - first;
      const share = (place >>> 8) & 255;
      view.setUint8(at + 16 + 2 * i, left);
      view.setUint8(at + 17 + 2 * i, left + 1);
      view.setInt16(at + 32 + 4 * i, 256 - share, true);
      view.setInt16(at + 34 + 4 * i, share, true);
    }
  }
}
