import { type FrameWriter, writeFrames } from "../frames";
import type { Box } from "./find-person";
import { type Levels, leveled, type Mask } from "./masks";

/** `crop`: the part of the frame that the masks are of. */
type Shape = { size: { width: number; height: number }; crop: Box; levels: Levels };

const tile = 16;
const [light, dark] = [204, 153];

/** Writes a small video of the person over a checkerboard. */
export class PreviewFile {
  readonly #file: FrameWriter;
  readonly #shape: Shape;

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
    const { size, crop, levels } = this.#shape;
    const { width, height } = size;
    const at = (i: number, count: number, from: number, part: number) => {
      const place = Math.floor(((i + 0.5) / count - from) * (side / part));
      return place >= 0 && place < side ? place : -1;
    };
    const columns = Int32Array.from({ length: width }, (_, x) => at(x, width, crop.x, crop.width));
    for (let y = 0; y < height; y++) {
      const row = at(y, height, crop.y, crop.height);
      for (let x = 0; x < width; x++) {
        const column = columns[x] ?? -1;
        const alpha = row < 0 || column < 0 ? 0 : leveled(data[row * side + column] ?? 0, levels);
        if (alpha === 1) continue;
        const board = ((x / tile) ^ (y / tile)) & 1 ? light : dark;
        const i = 3 * (y * width + x);
        picture[i] = board + alpha * ((picture[i] ?? 0) - board);
        picture[i + 1] = board + alpha * ((picture[i + 1] ?? 0) - board);
        picture[i + 2] = board + alpha * ((picture[i + 2] ?? 0) - board);
      }
    }
    await this.#file.write(picture);
  }

  end = () => this.#file.end();
  stop = () => this.#file.close();
}
