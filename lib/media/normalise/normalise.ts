import { join } from "node:path";
import type { LocalContext } from "../../local-work";
import { type ClipFacts, clipFacts } from "../clip-facts";
import { ffmpeg } from "../ffmpeg";
import { canTone, exactly, paced, square, ticks, toned } from "../film/filters";
import { contained, cropped, overBlurred } from "../film/picture";
import { inputArguments } from "../guard";

/** Brings a video to one size, rate, pixel shape, colour and sound, so that later work can rely on them. */

export type NormaliseOrder = {
  video: string;
  width: number;
  height: number;
  fps: number;
  upright?: { width: number; height: number };
  fit: "cover" | "contain" | "blur";
  focus?: { x: number; y: number };
  /** Seconds. */
  longest: number;
};

const soundRate = 48_000;
/** Seconds by which a copied sound may begin or end elsewhere than its picture: less than a frame of AAC. */
const slack = 0.022;

export async function normalise({ upright, ...given }: NormaliseOrder, context: LocalContext) {
  context.progress(0.02, "Reading the video.");
  const clip = await clipFacts(given.video, context.signal);
  const order = upright && clip.height > clip.width ? { ...given, ...upright } : given;
  if (clip.duration > order.longest) {
    throw new Error(`The video is ${inWords(clip.duration)} long. Send at most ${inWords(order.longest)}.`);
  }
  const frames = Math.max(1, Math.round(clip.duration * order.fps));
  const copied = { picture: isPictureRight(clip, order), sound: isSoundRight(clip) };
  const tones = clip.hdr !== null && (await canTone(context.signal));
  const path = join(context.dir, "normal.mp4");
  const seconds = copied.picture ? clip.duration : frames / order.fps;
  const args = [
    ...inputArguments(clip.path, clip.sniffed),
    ...graphOf(clip, order, { frames, tones, copied }),
    ...["-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart", "-f", "mp4", "-y", `file:${path}`],
  ];
  const says = copied.picture ? "Copying the picture." : "Encoding the video.";
  const onTime = (done: number) => context.progress(0.05 + 0.95 * Math.min(1, done / seconds), says);
  await ffmpeg(args, { signal: context.signal, maxMemoryBytes: 4 * 1024 ** 3, timeoutMs: 3_500_000, onTime });
  return {
    video: path,
    source: {
      ...{ seconds: clip.duration, width: Math.round(clip.width), height: Math.round(clip.height) },
      ...{ fps: clip.fps, codec: clip.codec, rotation: clip.rotation },
      ...{ hasSound: clip.sound !== null, hdr: clip.hdr !== null },
    },
    ...{ width: order.width, height: order.height, seconds },
    copied: copied.picture && copied.sound,
    ...(clip.hdr !== null &&
      !tones && {
        note: "This ffmpeg cannot convert high dynamic range (it lacks zscale), so the colours look pale. Install one that can.",
      }),
  };
}

function inWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} seconds`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds - minutes * 60);
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}${rest > 0 ? ` ${rest} seconds` : ""}`;
}

type Copied = { picture: boolean; sound: boolean };

const isPictureRight = (clip: ClipFacts, { width, height, fps }: NormaliseOrder) =>
  clip.sniffed.extension === "mp4" &&
  clip.sameAs !== null &&
  clip.width === width &&
  clip.height === height &&
  clip.isSteady &&
  Math.abs(clip.fps - fps) < 0.001 &&
  (clip.matrix === null || clip.matrix === "bt709");

function isSoundRight({ soundTrack: sound, duration }: ClipFacts): boolean {
  if (!sound) return true;
  const isKind = sound.codec === "aac" && sound.rate === soundRate && sound.channels === 2;
  return isKind && Math.abs(sound.start) < slack && Math.abs(sound.seconds - duration) < slack;
}

function graphOf(
  clip: ClipFacts,
  order: NormaliseOrder,
  { frames, tones, copied }: { frames: number; tones: boolean; copied: Copied },
): string[] {
  const filters: string[] = [];
  const output: string[] = [];
  if (copied.picture) output.push("-map", `0:${clip.picture}`, "-c:v", "copy");
  else {
    const { fps } = order;
    const tone = clip.hdr && tones ? `,${toned(clip.hdr)}` : "";
    filters.push(
      `[0:${clip.picture}]${paced(fps, frames)},${square}${tone},${fitted(clip, order)},${exactly(fps, frames)}[v]`,
    );
    output.push("-map", "[v]", "-frames:v", String(frames), ...encoder(fps));
  }
  if (clip.sound !== null && copied.sound) output.push("-map", `0:${clip.sound}`, "-c:a", "copy");
  else if (clip.sound !== null) {
    const samples = Math.round((copied.picture ? clip.duration : frames / order.fps) * soundRate);
    const format = `aformat=sample_fmts=fltp:sample_rates=${soundRate}:channel_layouts=stereo`;
    // The picture starts at 0, and its sound keeps its distance from it: earlier sound is cut, a gap is filled.
    const inStep = `asetpts=PTS-${clip.start}/TB,aresample=${soundRate}:async=1:first_pts=0`;
    filters.push(`[0:${clip.sound}]${inStep},${format},apad,atrim=end_sample=${samples},asetpts=N/SR/TB[a]`);
    output.push("-map", "[a]", "-c:a", "aac", "-b:a", "192k");
  }
  return [...(filters.length > 0 ? ["-filter_complex", filters.join(";")] : []), ...output];
}

function fitted(clip: ClipFacts, { fit, focus, ...size }: NormaliseOrder): string {
  if (fit === "cover") return cropped(clip, size, focus);
  return fit === "contain" ? contained(clip, size) : overBlurred(clip, size, 0);
}

const encoder = (fps: number) => [
  ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"],
  ...["-g", String(2 * fps), "-video_track_timescale", String(fps * ticks)],
  ...["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"],
];
