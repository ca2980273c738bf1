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
    const column = Int32Array.from({ length: width }, (_, x) =>
      Math.floor(((x + 0.5) / width - crop.x) * (side / crop.width)),
    );
    for (let y = 0; y < height; y++) {
      const row = Math.floor(((y + 0.5) / height - crop.y) * (side / crop.height));
      for (let x = 0; x < width; x++) {
        const place = column[x] ?? 0;
        const isInside = row >= 0 && row < side && place >= 0 && place < side;
        const alpha = isInside ? leveled(data[row * side + place] ?? 0, levels) : 0;
        if (alpha === 1) continue;
        const board = ((x / tile) ^ (y / tile)) & 1 ? light : dark;
        const at = 3 * (y * width + x);
        for (let i = at; i < at + 3; i++) picture[i] = board + alpha * ((picture[i] ?? 0) - board);
      }
    }
    await this.#file.write(picture);
  }

  end = () => this.#file.end();
  stop = () => this.#file.close();
}
