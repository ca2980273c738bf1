import { join } from "node:path";
import type { ClipFacts } from "@/lib/media/clip-facts";
import { writeFrames } from "@/lib/media/frames";
import { inputArguments } from "@/lib/media/guard";

export type Format = "mp4" | "webm" | "gif";

type Film = {
  width: number;
  height: number;
  fps: number;
  frames: number;
  format: Format;
  sound: ClipFacts | null;
  dir: string;
  signal: AbortSignal;
};

const codecs: Record<Format, { picture: string[]; sound: string[]; file: string[]; extension: string }> = {
  mp4: {
    picture: ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20"],
    sound: ["-c:a", "aac", "-b:a", "192k"],
    file: ["-movflags", "+faststart", "-f", "mp4"],
    extension: "mp4",
  },
  webm: {
    picture: [
      "-c:v",
      "libvpx-vp9",
      "-deadline",
      "realtime",
      "-cpu-used",
      "7",
      "-row-mt",
      "1",
      "-crf",
      "31",
      "-b:v",
      "0",
    ],
    sound: ["-c:a", "libopus", "-b:a", "128k"],
    file: ["-f", "webm"],
    extension: "webm",
  },
  // A film first: the colours of a GIF are chosen from all its frames.
  gif: {
    picture: ["-c:v", "libx264", "-preset", "veryfast", "-crf", "10"],
    sound: [],
    file: ["-f", "mp4"],
    extension: "mp4",
  },
};

/** Encodes the frames that `draw` writes, RGBA without transparency, and the sound of a clip; returns the file. */
export async function encodeFilm(film: Film, draw: (write: (frame: Buffer) => Promise<void>) => Promise<void>) {
  const { width, height, fps, frames, format, dir, signal } = film;
  const sound = format === "gif" ? null : film.sound;
  const codec = codecs[format];
  const path = join(dir, `film.${codec.extension}`);
  const raw = ["-f", "rawvideo", "-pix_fmt", "rgba", "-video_size", `${width}x${height}`, "-framerate", `${fps}`];
  const input = [...raw, "-protocol_whitelist", "pipe", "-i", "pipe:0"];
  const colours = "scale=out_color_matrix=bt709:out_range=tv:flags=fast_bilinear,format=yuv420p";
  const tagged = ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"];
  const picture = ["-map", "0:v:0", "-vf", colours, ...codec.picture, "-g", `${2 * fps}`, ...tagged];
  const file = ["-map_metadata", "-1", "-map_chapters", "-1", ...codec.file, "-y", `file:${path}`];
  const writer = writeFrames(
    [
      ...[...input, ...(sound ? inputArguments(sound.path, sound.sniffed) : [])],
      ...[...picture, ...(sound ? soundOf(sound, frames / fps, codec.sound) : []), ...file],
    ],
    { signal },
  );
  try {
    await draw((frame) => writer.write(frame));
    await writer.end();
    return path;
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** As long as the picture, and counted from the clip's first picture as the picture is. */
function soundOf({ sound, start }: ClipFacts, seconds: number, codec: string[]): string[] {
  if (sound === null) return [];
  const format = "aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo";
  const filter = `asetpts=PTS-${start}/TB,aresample=48000:async=1:first_pts=0,${format},apad,atrim=duration=${seconds},asetpts=N/SR/TB`;
  return ["-map", `1:${sound}`, "-af", filter, ...codec];
}
