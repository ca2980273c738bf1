import { rm } from "node:fs/promises";
import { inputArguments, quietly } from "./guard";
import type { headOf } from "./image";
import { MediaError } from "./media-error";
import { mostAnimatedPixels } from "./picture-orders";
import { order } from "./pictures";
import { runTool } from "./run";
import type { Sniffed } from "./sniff";
import { defaultTools } from "./tools";

/** The encoder's options for clips; the same input gives the same bytes. */
export const asClip = [
  ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-pix_fmt", "yuv420p", "-threads", "2"],
  ...["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart", "-f", "mp4"],
];
const even = "crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0";
const limits = { timeoutMs: 300_000, maxFileBytes: 2 * 1024 ** 3 };

/** Whether a GIF or an animated PNG has more than one frame. Throws MediaError. */
export async function isAnimated(path: string, sniffed: Sniffed): Promise<boolean> {
  const { output } = await ffmpeg(path, sniffed, ["-frames:v", "2", "-f", "framecrc", "pipe:1"]);
  return [...output.toString("latin1").matchAll(/^0,/gm)].length > 1;
}

/** Writes the only frame of a GIF. */
export async function stillToPng(path: string, to: string, sniffed: Sniffed): Promise<void> {
  await ffmpeg(path, sniffed, ["-frames:v", "1", "-c:v", "png", "-f", "image2pipe", `file:${to}`, "-y"]);
}

/** Writes an animation as an MP4. `head`: for the formats that ffmpeg does not read. */
export async function animationToClip(
  path: string,
  to: string,
  sniffed: Sniffed,
  head: Awaited<ReturnType<typeof headOf>> | null,
): Promise<void> {
  if (!head) {
    await ffmpeg(path, sniffed, ["-vf", even, ...asClip, "-y", `file:${to}`]);
    return;
  }
  const { width, height, pages, delays } = head;
  if (width * height * pages > mostAnimatedPixels) {
    const most = `${mostAnimatedPixels / 1e6} million pixels in all its frames`;
    throw new MediaError("too_many_pixels", `The animation has more than ${most}: send it as MP4`);
  }
  const frames = `${to}.v`;
  try {
    await order({ do: "frames", source: path, to: frames }, Number.POSITIVE_INFINITY);
    const times = timing(delays, pages);
    const raw = ["-protocol_whitelist", "file", "-f", "rawvideo", "-pixel_format", "rgb24"];
    const size = ["-video_size", `${width}x${height}`, "-framerate", times.rate, "-skip_initial_bytes", "64"];
    const filter = ["-vf", [...times.filters, even].join(","), "-frames:v", String(times.frames)];
    const input = [...raw, ...size, "-i", `file:${frames}`];
    const args = [...quietly, "-nostdin", ...input, ...filter, ...asClip, "-y", `file:${to}`];
    await runTool(defaultTools().ffmpeg, args, limits);
  } finally {
    await rm(frames, { force: true });
  }
}

/**
 * Frames of equal length give a video of that rate. Otherwise each frame is repeated at the rate of the shortest one
 * (50 a second at most), as often as comes closest to its time.
 */
function timing(delays: readonly number[], pages: number) {
  // Browsers show frames shorter than a fiftieth of a second for a tenth.
  const all = Array.from({ length: pages }, (_, i) => ((delays[i] ?? 0) < 11 ? 100 : (delays[i] ?? 100)));
  const shortest = Math.max(20, Math.min(...all));
  if (all.every((delay) => delay === shortest)) {
    return { rate: `1000/${shortest}`, filters: [], frames: pages };
  }
  const starts: number[] = [];
  let end = 0;
  for (const delay of all) {
    starts.push(end);
    end += delay;
  }
  const steps = starts.map((start, i) => Math.round(start / shortest) - Math.round((starts[i - 1] ?? 0) / shortest));
  // One term for each run of equal steps: the time of frame N is the sum of all steps up to it.
  const runs: { from: number; many: number; step: number }[] = [];
  for (const [i, step] of steps.entries()) {
    const last = runs.at(-1);
    if (last && last.step === step) last.many += 1;
    else runs.push({ from: i, many: 1, step });
  }
  const frames = Math.max(1, Math.round(end / shortest));
  const terms = runs
    .filter(({ step }) => step > 0)
    .map(({ from, many, step }) => `${step}*clip(N-${from - 1},0,${many})`);
  const isSimple = terms.length > 0 && terms.length <= 200;
  const mean = `${Math.max(1, Math.round((1000 * pages * 1000) / end))}/1000`;
  if (!isSimple) return { rate: mean, filters: [], frames: pages };
  const rate = `1000/${shortest}`;
  const pts = `setpts='(${terms.join("+")})/(FRAME_RATE*TB)'`;
  return { rate, filters: [pts, "tpad=stop=-1:stop_mode=clone", `fps=${rate}`], frames };
}

async function ffmpeg(path: string, sniffed: Sniffed, args: string[]) {
  const input = [...quietly, "-nostdin", ...inputArguments(path, sniffed)];
  return runTool(defaultTools().ffmpeg, [...input, ...args], limits).catch((cause: unknown) => {
    if (!(cause instanceof MediaError) || cause.code !== "tool_failed") throw cause;
    throw new MediaError("not_decodable", "The image is damaged or incomplete", { cause });
  });
}
