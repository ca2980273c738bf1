import { type FrameWriter, writeFrames } from "../frames";
import { pixelsOf } from "./crop";
import type { Box } from "./find-person";
import type { FrameTimes } from "./frame-times";
import type { Levels, Mask } from "./masks";

/** `crop`: the part of the frame that the masks are of. */
type Shape = { size: { width: number; height: number }; crop: Box; levels: Levels };

/** Writes masks into a grey video, at the times of the frames that they belong to. */
export class MaskFile {
  readonly #file: FrameWriter;
  readonly #times: FrameTimes;
  #frames = 0;
  #side = 0;

  constructor(path: string, shape: Shape, times: FrameTimes, signal: AbortSignal) {
    this.#times = times;
    const { size, crop, levels } = shape;
    const part = pixelsOf(crop, size);
    const [from, to] = [Math.round(255 * levels.from), Math.round(255 * levels.to)];
    // Enlarged first, so that the edges are as sharp as the large picture. Black and white of video are 16 and 235.
    const curve = `lut=y='16+219*clip((val-${from})/${to - from},0,1)'`;
    const enlarged = `scale=${part.width}:${part.height}:flags=bicubic:in_range=tv:out_range=tv`;
    const placed = `pad=${size.width}:${size.height}:${part.x}:${part.y}:black`;
    const filters = `${enlarged},${curve},format=yuv420p,${placed},setsar=1`;
    const input = ["-protocol_whitelist", "pipe", "-format_whitelist", "ivf", "-f", "ivf", "-i", "pipe:0"];
    const clock = ["-fps_mode", "passthrough", "-enc_time_base", `1:${times.perSecond}`];
    const scale = ["-video_track_timescale", String(times.perSecond)];
    const colour = ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"];
    const encoder = ["-c:v", "libx264", "-preset", "superfast", "-crf", "16", "-threads", "2", ...colour];
    const file = ["-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", "-y"];
    this.#file = writeFrames([...input, "-vf", filters, ...clock, ...encoder, ...scale, ...file, `file:${path}`], {
      signal,
    });
  }

  async write({ side, data }: Mask): Promise<void> {
    if (this.#frames === 0) await this.#begin(side);
    const frame = Buffer.allocUnsafe(12 + data.length);
    frame.writeUInt32LE(data.length, 0);
    frame.writeBigUInt64LE(BigInt(this.#times.at(this.#frames)), 4);
    for (let i = 0; i < data.length; i++) frame[12 + i] = Math.max(0, Math.min(255, Math.round(255 * (data[i] ?? 0))));
    this.#frames += 1;
    await this.#file.write(frame);
  }

  /** The header of IVF, the smallest container in which each raw frame has its time. */
  async #begin(side: number): Promise<void> {
    this.#side = side;
    const header = Buffer.alloc(32);
    header.write("DKIF", 0);
    header.writeUInt16LE(32, 6);
    header.write("Y800", 8);
    header.writeUInt16LE(this.#side, 12);
    header.writeUInt16LE(this.#side, 14);
    header.writeUInt32LE(this.#times.perSecond, 16);
    header.writeUInt32LE(1, 20);
    await this.#file.write(header);
  }

  end = () => this.#file.end();
  stop = () => this.#file.close();
}
