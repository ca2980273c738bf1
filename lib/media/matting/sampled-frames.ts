import type { ClipFacts } from "../clip-facts";
import { ffmpegOutput } from "../ffmpeg";
import { readFrames } from "../frames";
import { inputArguments } from "../guard";
import type { Square } from "./masks";

/** A frame stretched to a square, and whole in a square with black bars. */
export type Sample = { time: number; stretched: Square; whole: Square };

export const side = 256;
const half = 3 * side * side;

/** Frames spread over a clip: key frames, which cost one decoded frame each; in a clip with few of them any frames. */
export async function* sampledFrames(clip: ClipFacts, count: number, signal: AbortSignal): AsyncGenerator<Sample> {
  if (clip.keyFrames < count) yield* inOnePass(clip, count, signal);
  else
    for (let i = 0; i < count; i++) {
      const time = (clip.duration * (i + 0.5)) / count;
      const before = ["-noaccurate_seek", "-ss", String(time), "-skip_frame", "nokey", "-threads", "1"];
      const args = [...inputArguments(clip.path, clip.sniffed, before), "-filter_complex", graphOf(clip)];
      const raw = ["-frames:v", "1", "-f", "rawvideo", "pipe:1"];
      const bytes = await ffmpegOutput([...args, ...raw], { signal, timeoutMs: 120_000 });
      if (bytes.length >= 2 * half) yield sample(bytes, time);
    }
}

/** Where the clip has many frames for each sample, those that no other frame needs are not decoded. */
async function* inOnePass(clip: ClipFacts, count: number, signal: AbortSignal): AsyncGenerator<Sample> {
  const { path, sniffed, duration, frames } = clip;
  const quick = frames > 12 * count ? ["-skip_frame", "noref", "-skip_loop_filter", "all"] : [];
  const nth = (time: string) => `floor(${time}*${count / duration}+0.01)`;
  const next = `select='isnan(prev_selected_t)+gt(${nth("t")},${nth("prev_selected_t")})',`;
  const graph = graphOf(clip, `setpts=PTS-STARTPTS,${frames > count ? next : ""}`);
  const args = [...inputArguments(path, sniffed, [...quick, "-threads", "2"]), "-filter_complex", graph];
  const reader = readFrames([...args, "-fps_mode", "passthrough"], 2 * half, { signal });
  try {
    for (let i = 0, bytes = await reader.next(); bytes; i++, bytes = await reader.next()) {
      yield sample(bytes, (duration * i) / count);
    }
  } finally {
    reader.close();
  }
}

function graphOf({ picture }: ClipFacts, chosen = ""): string {
  const fit = `scale='trunc(iw*sar)':ih,scale=${side}:${side}:force_original_aspect_ratio=decrease`;
  const bars = `pad=${side}:${side}:(ow-iw)/2:(oh-ih)/2`;
  const stretched = `[a]scale=${side}:${side},setsar=1[s]`;
  return `[0:${picture}]${chosen}split[a][b];${stretched};[b]${fit},setsar=1,${bars}[w];[s][w]vstack,format=rgb24`;
}

const sample = (bytes: Buffer, time: number): Sample => ({
  time,
  stretched: { side, data: bytes.subarray(0, half) },
  whole: { side, data: bytes.subarray(half, 2 * half) },
});
