import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { WorkContext } from "../service";
import { encoding } from "./clip";
import { ffmpeg, GUARD, run } from "./ffmpeg";
import { type Clip, probeClip } from "./probe";

export interface Size {
  width: number;
  height: number;
}

const LIMIT = 900;

/** Joins clips without decoding any picture. */
async function copied(files: string[], workContext: WorkContext): Promise<string> {
  const list = path.join(workContext.folder, "list.txt");
  // Names relative to our own folder, where ffmpeg looks for them.
  await writeFile(list, files.map((file) => `file '${path.basename(file)}'\n`).join(""));
  const joined = path.join(workContext.folder, "joined.mp4");
  const opened = [
    "-f",
    "concat",
    "-safe",
    "1",
    "-protocol_whitelist",
    "file",
    "-format_whitelist",
    "mov,matroska,concat",
  ];
  const written = ["-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-map_metadata", "-1", "-movflags", "+faststart"];
  await ffmpeg(workContext.tools, [...opened, "-i", list, ...written, "-f", "mp4", `file:${joined}`], {
    limit: 120,
    cwd: workContext.folder,
    signal: workContext.signal,
  });
  return joined;
}

const even = (value: number): number => Math.max(2, Math.round(value / 2) * 2);

/**
 * Makes all clips upright, with square pixels and the same size, rate and sound, keeps their lengths, and encodes once.
 */
async function encoded(files: string[], clips: Clip[], size: Size, workContext: WorkContext): Promise<string> {
  const fps = Math.min(60, Math.max(...clips.map((clip) => clip.fps)));
  const speaks = clips.some((clip) => clip.hasAudio);
  const [width, height] = [even(size.width), even(size.height)];
  const square = "scale='max(2,trunc(iw*sar/2)*2)':ih,setsar=1";
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos`;
  const pad = `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1`;
  const tones = clips.some((clip) => clip.hdr) && (await canTone(workContext));
  const graph = clips.flatMap((clip, i) => {
    const before = clips.slice(0, i).reduce((sum, one) => sum + one.duration, 0);
    // Rounds the end of each clip in the film, so that rounding errors do not add up.
    const frames = Math.max(1, Math.round((before + clip.duration) * fps) - Math.round(before * fps));
    const tone = clip.hdr && tones ? `${toned(clip.hdr)},` : "";
    const picture = `[${i}:${clip.video}]${paced(fps, frames)},${square},${tone}${fit},${pad},format=yuv420p[v${i}]`;
    if (!speaks) return [picture];
    const format = "aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=mono";
    const long = `atrim=duration=${frames / fps},asetpts=N/SR/TB[a${i}]`;
    const sound = clip.hasAudio
      ? `[${i}:${clip.audio}]asetpts=PTS-${clip.start}/TB,aresample=48000:async=1:first_pts=0,${format},apad,${long}`
      : `anullsrc=r=48000:cl=mono,${format},${long}`;
    return [picture, sound];
  });
  const pads = clips.map((_, i) => `[v${i}]${speaks ? `[a${i}]` : ""}`).join("");
  // Without a final `fps` the joined timestamps are not exactly at the frame rate.
  graph.push(`${pads}concat=n=${clips.length}:v=1:a=${speaks ? 1 : 0}[joined]${speaks ? "[a]" : ""}`);
  graph.push(`[joined]fps=${fps}[v]`);
  const joined = path.join(workContext.folder, "joined.mp4");
  const inputs = files.flatMap((file) => [...GUARD, "-i", `file:${file}`]);
  const sound = speaks ? ["-map", "[a]", ...encoding.audio] : [];
  await ffmpeg(
    workContext.tools,
    [
      ...[...inputs, "-filter_complex", graph.join(";"), "-map", "[v]", ...encoding.video, ...sound],
      ...["-map_metadata", "-1", "-t", String(LIMIT), "-movflags", "+faststart", "-f", "mp4", `file:${joined}`],
    ],
    { limit: LIMIT, signal: workContext.signal },
  );
  return joined;
}

/**
 * Resamples a clip to exactly `frames` frames at the film's rate, starting at 0; repeats the last frame if one is
 * missing.
 */
const paced = (fps: number, frames: number) =>
  `setpts=PTS-STARTPTS,fps=${fps}:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame=${frames},setpts=N/(${fps}*TB)`;

/** Tone-maps high dynamic range to standard range. */
function toned(transfer: string): string {
  const from = `tin=${transfer}:pin=bt2020:min=bt2020nc:rin=tv`;
  const linear = `zscale=${from}:t=linear:npl=203,format=gbrpf32le,zscale=p=bt709`;
  return `${linear},tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv`;
}

async function canTone({ tools, signal }: WorkContext): Promise<boolean> {
  const filters = await run(tools.ffmpeg, ["-hide_banner", "-filters"], { limit: 20, signal });
  return / zscale /.test(filters) && / tonemap /.test(filters);
}

/** Joins films in order. `size` computes the result's size from the first film's; null keeps it. */
export async function join(
  files: string[],
  size: (first: Size) => Size | null,
  workContext: WorkContext,
): Promise<string> {
  const clips: Clip[] = [];
  for (const file of files) clips.push(await probeClip(workContext.tools, file, workContext.signal));
  const [first] = clips;
  if (!first) throw new Error("there is nothing to join");
  const wanted = size(first);
  const alike = first.fingerprint !== null && clips.every((clip) => clip.fingerprint === first.fingerprint);
  const same = !wanted || (wanted.width === first.width && wanted.height === first.height);
  if (alike && same) {
    const joined = await copied(files, workContext).catch(() => null);
    if (joined) {
      // Some files have wrong metadata: the result's length is measured before it is returned.
      const { duration } = await probeClip(workContext.tools, joined, workContext.signal);
      const expected = clips.reduce((sum, clip) => sum + clip.duration, 0);
      if (Math.abs(duration - expected) < 1 / first.fps) return joined;
    }
  }
  return encoded(files, clips, wanted ?? { width: first.width, height: first.height }, workContext);
}
