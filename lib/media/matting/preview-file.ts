import { type FrameWriter, writeFrames } from "../frames";
import type { Box } from "./find-person";
import type { Levels, Mask } from "./masks";

/** `crop`: the part of the frame that the masks are of. */
type Shape = { size: { width: number; height: number }; crop: Box; levels: Levels };

const tile = 16;
const [light, dark] = [204, 153];

/** Writes a small video of the person over a checkerboard. */
export class PreviewFile {
  readonly #file: FrameWriter;
  readonly #shape: Shape;
  /** For each column and row of the picture its place in the mask, or -1. */
  #places: { side: number; columns: Int32Array; rows: Int32Array } | undefined;

  constructor(path: string, shape: Shape, fps: number, signal: AbortSignal) {
    this.#shape = shape;
    const { size } = shape;
    const raw = [
      "-f",
      "rawvideo",
      "-pix_fmt",
      "rgb24",
      "-s",
      `${size.width}x${size.height}`,
      "-framerate",
      String(fps),
    ];
    const input = ["-protocol_whitelist", "pipe", ...raw, "-i", "pipe:0"];
    const encoder = ["-c:v", "libx264", "-preset", "superfast", "-crf", "23", "-threads", "1", "-pix_fmt", "yuv420p"];
    const file = ["-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", "-y"];
    this.#file = writeFrames([...input, ...encoder, ...file, `file:${path}`], { signal });
  }

  /** `picture` is changed. */
  async write(picture: Buffer, { side, data }: Mask): Promise<void> {
    const { width, height } = this.#shape.size;
    const { columns, rows } = this.#placesIn(side);
    const { from, to } = this.#shape.levels;
    for (let y = 0, i = 0; y < height; y++) {
      const row = rows[y] ?? -1;
      for (let x = 0; x < width; x++, i += 3) {
        const column = columns[x] ?? -1;
        const value = row < 0 || column < 0 ? 0 : (data[row + column] ?? 0);
        if (value >= to) continue;
        const alpha = value <= from ? 0 : (value - from) / (to - from);
        const board = ((x / tile) ^ (y / tile)) & 1 ? light : dark;
        picture[i] = board + alpha * ((picture[i] ?? 0) - board);
        picture[i + 1] = board + alpha * ((picture[i + 1] ?? 0) - board);
        picture[i + 2] = board + alpha * ((picture[i + 2] ?? 0) - board);
      }
    }
    await this.#file.write(picture);
  }

  #placesIn(side: number) {
    if (this.#places?.side === side) return this.#places;
    const { size, crop } = this.#shape;
    const along = (count: number, from: number, part: number, step: number) =>
      Int32Array.from({ length: count }, (_, i) => {
        const place = Math.floor(((i + 0.5) / count - from) * (side / part));
        return place >= 0 && place < side ? place * step : -1;
      });
    const columns = along(size.width, crop.x, crop.width, 1);
    const rows = along(size.height, crop.y, crop.height, side);
    this.#places = { side, columns, rows };
    return this.#places;
  }

  end = () => this.#file.end();
  stop = () => this.#file.close();
}
