import { FrameSink } from "../frame-pipe";
import { leveled, type Mask } from "./masks";

type Size = { width: number; height: number };

const tile = 16;
const [light, dark] = [204, 153];

/** Writes a small video of the person over a checkerboard. */
export class PreviewFile {
  readonly #sink: FrameSink;
  readonly #size: Size;

  constructor(path: string, size: Size, fps: number, signal: AbortSignal) {
    this.#size = size;
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
    this.#sink = new FrameSink([...input, ...encoder, ...file, `file:${path}`], signal);
  }

  /** `picture` is changed. */
  async write(picture: Buffer, { side, data }: Mask): Promise<void> {
    const { width, height } = this.#size;
    for (let y = 0; y < height; y++) {
      const row = Math.floor(((y + 0.5) * side) / height) * side;
      for (let x = 0; x < width; x++) {
        const alpha = leveled(data[row + Math.floor(((x + 0.5) * side) / width)] ?? 0);
        if (alpha === 1) continue;
        const board = ((x / tile) ^ (y / tile)) & 1 ? light : dark;
        const at = 3 * (y * width + x);
        for (let i = at; i < at + 3; i++) picture[i] = board + alpha * ((picture[i] ?? 0) - board);
      }
    }
    await this.#sink.write(picture);
  }

  end = () => this.#sink.end();
  stop = () => this.#sink.stop();
}
