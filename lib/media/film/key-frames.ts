import type { ClipFacts } from "../clip-facts";
import { ffmpegOutput } from "../ffmpeg";
import { inputArguments } from "../guard";
import { square } from "./filters";

/** Small pictures of a film's keyframes, which are cheap to decode: to find black and to choose a thumbnail. */

export type Small = { width: number; height: number; rgb: Uint8Array };
export type Judged = { mean: number; brightest: number; score: number };

const width = 320;

/** All keyframes of a film, in order. */
export const keyFrames = (film: ClipFacts, signal: AbortSignal): Promise<Small[]> =>
  decoded(film, ["-skip_frame", "nokey"], [], signal);

/** The frame at a time. */
export const frameAt = async (clip: ClipFacts, seconds: number, signal: AbortSignal): Promise<Small | undefined> =>
  (await decoded(clip, ["-ss", String(seconds)], ["-frames:v", "1"], signal))[0];

async function decoded({ path, sniffed, ...clip }: ClipFacts, before: string[], after: string[], signal: AbortSignal) {
  const height = Math.max(2, Math.round((width * clip.height) / clip.width / 2) * 2);
  const raw = ["-vf", `${square},scale=${width}:${height}:flags=area,format=rgb24`, "-f", "rawvideo", "pipe:1"];
  const args = [
    ...inputArguments(path, sniffed, before),
    "-map",
    "0:V:0",
    "-fps_mode",
    "passthrough",
    ...after,
    ...raw,
  ];
  const bytes = await ffmpegOutput(args, { signal, maxOutputBytes: 1024 ** 3 });
  const each = width * height * 3;
  return Array.from({ length: Math.floor(bytes.length / each) }, (_, i): Small => {
    return { width, height, rgb: bytes.subarray(i * each, (i + 1) * each) };
  });
}

/** Whether a viewer sees nothing. */
export const isBlack = ({ mean, brightest }: Pick<Judged, "mean" | "brightest">): boolean =>
  mean < 12 && brightest < 40;

/**
 * How good a frame is as a thumbnail: sharp, colourful, with contrast, neither dark nor bright. `brightest`: brighter than
 * 99 % of the pixels.
 */
export function judge({ width, height, rgb }: Small): Judged {
  const count = width * height;
  const grey = new Float32Array(count);
  const histogram = new Uint32Array(256);
  let [sum, squares, colour] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [r = 0, g = 0, b = 0] = [rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]];
    const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    grey[i] = y;
    histogram[Math.round(y)] = (histogram[Math.round(y)] ?? 0) + 1;
    sum += y;
    squares += y * y;
    colour += Math.max(r, g, b) - Math.min(r, g, b);
  }
  const mean = sum / count;
  const contrast = Math.sqrt(Math.max(0, squares / count - mean * mean));
  const edges = laplacian(grey, width, height);
  const score = Math.log1p(edges) + contrast / 32 + colour / count / 64 - Math.abs(mean - 118) / 48;
  return { mean, brightest: quantile(histogram, count * 0.99), score };
}

function quantile(histogram: Uint32Array, count: number): number {
  let seen = 0;
  for (const [level, many] of histogram.entries()) {
    seen += many;
    if (seen >= count) return level;
  }
  return 255;
}

/** The mean absolute Laplacian: how sharp a picture is. */
function laplacian(grey: Float32Array, width: number, height: number): number {
  let sum = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around = (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0) + (grey[at - width] ?? 0) + (grey[at + width] ?? 0);
      sum += Math.abs(4 * (grey[at] ?? 0) - around);
    }
  }
  return sum / ((width - 2) * (height - 2));
}
