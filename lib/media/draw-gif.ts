import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { LocalContext } from "../local-work";
import { ffmpeg } from "./ffmpeg";
import { inputArguments } from "./guard";
import type { Sniffed } from "./sniff";

const megabyte = 1024 * 1024;
export const mostGifMegabytes = 32;

type Piece = {
  video: string;
  sniffed: Sniffed;
  /** Seconds. */
  start: number;
  seconds: number;
  fps: number;
  width: number;
  colours: number;
  /** Megabytes. */
  most: number;
};

/** Draws a piece of a video as a GIF that repeats forever; returns its path, or null if it is larger than allowed. */
export async function drawGif(
  { video, sniffed, start, seconds, width, fps, colours, most }: Piece,
  { dir, signal, progress }: Pick<LocalContext, "dir" | "signal" | "progress">,
): Promise<string | null> {
  const [palette, result] = [join(dir, "palette.png"), join(dir, "result.gif")];
  const piece = inputArguments(video, sniffed, ["-ss", String(start), "-t", String(seconds)]);
  const square = "scale='trunc(iw*sar)':ih,setsar=1";
  const frames = `fps=${fps},${square},scale='min(${width},iw)':-1:flags=lanczos`;

  // Not `stats_mode=diff`: it counts the colours before a change and may have none of those after it.
  const choose = `${frames},palettegen=max_colors=${colours}`;
  const first = [...piece, "-vf", choose, "-frames:v", "1", "-y", `file:${palette}`];
  const mostBytes = Math.floor(most * megabyte);
  const limits = {
    timeoutMs: 900_000,
    maxFileBytes: 2 * mostGifMegabytes * megabyte,
    maxMemoryBytes: 1024 ** 3,
    signal,
  };
  await ffmpeg(first, { ...limits, onTime: () => progress(0.1, "Choosing the colours.") });

  const png = { type: "image", contentType: "image/png", extension: "png" } as const;
  const dither = "paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle";
  const graph = ["-filter_complex", `[0:v:0]${frames}[v];[v][1:v]${dither}`, "-loop", "0", "-fs", String(mostBytes)];
  const output = ["-map_metadata", "-1", "-fflags", "+bitexact", "-f", "gif", "-y", `file:${result}`];
  const onTime = (done: number) => progress(0.4 + 0.6 * Math.min(1, done / seconds), "Drawing the frames.");
  await ffmpeg([...piece, ...inputArguments(palette, png), ...graph, ...output], { ...limits, onTime });
  // ffmpeg stops writing at the limit.
  return (await stat(result)).size < mostBytes ? result : null;
}
