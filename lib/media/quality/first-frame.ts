import { ffmpegOutput } from "../ffmpeg";
import { inputArguments } from "../guard";
import type { Sniffed } from "../sniff";

/** `likeness`: correlation of the brightness of two small pictures, -1 to 1. `colours`: overlap of their colours, 0 to 1. */
export type FirstFrame = { likeness: number; colours: number };

type File = { path: string; sniffed: Sniffed; width: number; height: number };
const side = 48;

/** Compares a video's first frame with a picture; of different shapes only the common middle. */
export async function compareFirstFrame(video: File, picture: File, signal: AbortSignal): Promise<FirstFrame> {
  const shape = Math.sqrt((video.width / video.height) * (picture.width / picture.height));
  const [frame, given] = [await pixels(video, shape, signal), await pixels(picture, shape, signal)];
  return { likeness: correlation(frame, given), colours: overlap(frame, given) };
}

/** 48 × 48 pixels of RGB from the part of the first frame with the given shape. */
async function pixels({ path, sniffed, width, height }: File, shape: number, signal: AbortSignal): Promise<Uint8Array> {
  const isWider = width / height > shape;
  const [w, h] = isWider ? [Math.round(height * shape), height] : [width, Math.round(width / shape)];
  const square = "scale='max(2,trunc(iw*sar/2)*2)':ih,setsar=1";
  const size = `scale=${width}:${height},crop='min(iw,${w})':'min(ih,${h})',scale=${side}:${side}:flags=area,format=rgb24`;
  const args = [...inputArguments(path, sniffed), "-map", "0:V:0", "-frames:v", "1", "-vf", `${square},${size}`];
  return ffmpegOutput([...args, "-f", "rawvideo", "pipe:1"], { signal });
}

const greyOf = (rgb: Uint8Array): number[] =>
  Array.from(
    { length: rgb.length / 3 },
    (_, i) => (rgb[3 * i] ?? 0) * 0.3 + (rgb[3 * i + 1] ?? 0) * 0.59 + (rgb[3 * i + 2] ?? 0) * 0.11,
  );

function correlation(one: Uint8Array, other: Uint8Array): number {
  const [a, b] = [centred(greyOf(one)), centred(greyOf(other))];
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  const spread = Math.sqrt(dot(a, a) * dot(b, b));
  // Two pictures without any detail are alike in it.
  return spread < 1 ? 1 : dot(a, b) / spread;
}

function centred(values: number[]): number[] {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  return values.map((one) => one - mean);
}

/** The share of pixels with the same of 64 colours. */
function overlap(one: Uint8Array, other: Uint8Array): number {
  const [a, b] = [histogram(one), histogram(other)];
  return a.reduce((sum, many, colour) => sum + Math.min(many, b[colour] ?? 0), 0) / (side * side);
}

function histogram(rgb: Uint8Array): number[] {
  const counts = Array.from({ length: 64 }, () => 0);
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const colour = ((rgb[i] ?? 0) >> 6) * 16 + ((rgb[i + 1] ?? 0) >> 6) * 4 + ((rgb[i + 2] ?? 0) >> 6);
    counts[colour] = (counts[colour] ?? 0) + 1;
  }
  return counts;
}
