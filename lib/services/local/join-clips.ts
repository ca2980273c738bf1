import { join as inFolder } from "node:path";
import { defineLocal } from "@/lib/define-local";
import type { LocalContext } from "@/lib/local-work";
import { inputArguments } from "@/lib/media";
import { type ClipFacts, clipFacts } from "@/lib/media/clip-facts";
import { ffmpeg } from "@/lib/media/ffmpeg";
import { areAlike, joinedAsTheyAre } from "@/lib/media/film/copy";
import { canTone, paced, square, steady, toned } from "@/lib/media/film/filters";
import { type Size, sizeOf } from "@/lib/media/film/size";
import { join } from "@/lib/roles/join";
import { days } from "../pods/pod";

const mostSeconds = 3600;
const dissolveSeconds = 0.5;

/** Joins clips in order: without encoding where all are alike, otherwise with one encode. */
export const joinClips = defineLocal({
  id: "join-clips",
  title: "Join on this machine",
  description: "Joins videos in the given order into one film, on this machine.",
  zh: { title: "本机合成", description: "在本机按给定顺序把多段视频拼接成一部影片。" },
  input: join.input,
  output: join.output,
  example: join.example,
  needs: { cpus: 1, memoryMb: 2048 },
  async run({ videos, width, height, transition = "cut" }, context) {
    const clips: ClipFacts[] = [];
    for (const [i, video] of videos.entries()) {
      context.progress((0.1 * i) / videos.length, "Reading the clips.");
      clips.push(await clipFacts(video, context.signal));
    }
    const [first] = clips;
    if (!first) throw new Error("There is nothing to join.");
    const seconds = clips.reduce((sum, { duration }) => sum + duration, 0);
    if (seconds > mostSeconds) throw new Error(`The film would be longer than ${mostSeconds / 60} minutes.`);
    const size = sizeOf(first, { width, height });
    const isCut = transition === "cut" || clips.length === 1;
    const copied = isCut && areAlike(clips, size) ? await joinedAsTheyAre(clips, context) : null;
    return { video: copied ?? (await encode(clips, size, transition, context)) };
  },
  cacheFor: 30 * days,
  timeout: 1800,
  typicalSeconds: 5,
});

/** Makes all clips upright, with square pixels and one size, rate and sound, keeps their lengths, and encodes once. */
async function encode(clips: ClipFacts[], size: Size, transition: string, context: LocalContext): Promise<string> {
  const fps = Math.min(60, Math.max(...clips.map((clip) => clip.fps)));
  const speaks = clips.some(({ sound }) => sound !== null);
  const tones = clips.some(({ hdr }) => hdr) && (await canTone(context.signal));
  let before = 0;
  const frames = clips.map(({ duration }) => {
    const from = Math.round(before * fps);
    before += duration;
    return Math.max(1, Math.round(before * fps) - from); // rounding errors do not add up
  });
  const graph = clips.flatMap((clip, i) => {
    const tone = clip.hdr && tones ? `${toned(clip.hdr)},` : "";
    const count = frames[i] ?? 1;
    const picture = `[${i}:${clip.picture}]${paced(fps, count)},${square},${tone}${fitted(size)},${steady(fps)}[v${i}]`;
    return speaks ? [picture, soundOf(clip, i, count / fps)] : [picture];
  });
  const overlaps = clips.slice(1).map((_, i) => {
    const shorter = Math.min(frames[i] ?? 1, frames[i + 1] ?? 1);
    return transition === "dissolve" ? Math.min(Math.round(dissolveSeconds * fps), Math.floor(shorter / 2)) : 0;
  });
  graph.push(...joints(frames, overlaps, fps, speaks));
  const film = inFolder(context.dir, "encoded.mp4");
  const total = (frames.reduce((sum, one) => sum + one, 0) - overlaps.reduce((sum, one) => sum + one, 0)) / fps;
  const inputs = clips.flatMap(({ path, sniffed }) => inputArguments(path, sniffed, ["-threads", "1"]));
  const picture = ["-map", "[v]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"];
  const sound = speaks ? ["-map", "[a]", "-c:a", "aac", "-b:a", "192k"] : [];
  const file = ["-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4", "-y", `file:${film}`];
  const args = [...inputs, "-filter_complex", graph.join(";"), ...picture, ...sound, ...file];
  const onTime = (done: number) =>
    context.progress(0.1 + 0.9 * Math.min(1, done / total), "Joining and encoding the clips.");
  await ffmpeg(args, { signal: context.signal, onTime });
  return film;
}

function fitted({ width, height }: Size): string {
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos`;
  return `${fit},pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1`;
}

function soundOf({ sound, start }: ClipFacts, i: number, seconds: number): string {
  const format = "aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo";
  const long = `atrim=duration=${seconds},asetpts=N/SR/TB[a${i}]`;
  return sound === null
    ? `anullsrc=r=48000:cl=stereo,${format},${long}`
    : `[${i}:${sound}]asetpts=PTS-${start}/TB,aresample=48000:async=1:first_pts=0,${format},apad,${long}`;
}

/** The filters from `[v0][a0]…` to `[v]` and `[a]`, one pair after the other. `overlaps`: frames that two clips share. */
function joints(frames: number[], overlaps: number[], fps: number, speaks: boolean): string[] {
  const filters: string[] = [];
  let length = frames[0] ?? 0;
  let [picture, sound] = ["v0", "a0"];
  for (const [i, shared] of overlaps.entries()) {
    const next = i + 1;
    const seconds = shared / fps;
    const video = shared
      ? `xfade=transition=fade:duration=${seconds}:offset=${(length - shared) / fps}`
      : "concat=n=2:v=1:a=0";
    filters.push(`[${picture}][v${next}]${video},${steady(fps)}[vj${next}]`);
    const audio = shared ? `acrossfade=d=${seconds}:c1=tri:c2=tri` : "concat=n=2:v=0:a=1";
    if (speaks) filters.push(`[${sound}][a${next}]${audio}[aj${next}]`);
    length += (frames[next] ?? 0) - shared;
    [picture, sound] = [`vj${next}`, `aj${next}`];
  }
  return [...filters, `[${picture}]fps=${fps}[v]`, ...(speaks ? [`[${sound}]anull[a]`] : [])];
}
