import { join } from "node:path";
import type { RgbPicture } from "@/lib/local-work";
import type { ClipFacts } from "@/lib/media/clip-facts";
import { writeFrames } from "@/lib/media/frames";
import { inputArguments } from "@/lib/media/guard";
import { type Size, sizeWithin } from "@/lib/media/size-within";
import { fromVideo, type Graph } from "./graph";

export type Format = "mp4" | "webm" | "gif";

/** Pixels of the longer side of what is shown of an unfinished film. */
const longestShown = 320;

type Film = Size & {
  fps: number;
  frames: number;
  format: Format;
  sound: ClipFacts | null;
  dir: string;
  signal: AbortSignal;
};
type Drawn = { graph: Graph; picture: string };

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

/** Encodes the picture of a graph and the sound of a clip, and saves a frame as a still; returns the file. */
export async function encodeFilm(
  { graph, picture }: Drawn,
  { fps, frames, format, dir, signal, ...film }: Film,
  still: { frame: number; path: string },
  onFrame: (done: number, shown?: RgbPicture) => void,
): Promise<string> {
  const sound = format === "gif" ? null : film.sound;
  const codec = codecs[format];
  const path = join(dir, `film.${codec.extension}`);
  const [whole = "", one = "", some = ""] = graph.split(picture, 3);
  const tags = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709";
  const filmed = graph.chain(whole, `trim=end_frame=${frames},${tags}`);
  const shown = graph.chain(one, `select='eq(n,${still.frame})',${fromVideo("rgb24")}`);
  const small = sizeWithin(film, longestShown);
  const colours = "in_color_matrix=bt709:in_range=tv,format=rgb24";
  const seen = graph.chain(some, `select='not(mod(n,${2 * fps}))',scale=${small.width}:${small.height}:${colours}`);
  const previews = ["-map", seen, "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"];
  const heard = sound
    ? soundOf(sound, graph.input(inputArguments(sound.path, sound.sniffed)), frames / fps, codec.sound)
    : [];
  const tagged = ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"];
  const coded = ["-map", filmed, ...codec.picture, "-g", `${2 * fps}`, ...tagged, ...heard];
  const file = ["-map_metadata", "-1", "-map_chapters", "-1", ...codec.file, "-y", `file:${path}`];
  await run(
    graph,
    [...coded, ...file, ...savedAs(shown, still.path), ...previews],
    { fps, first: 0, count: frames, small },
    signal,
    onFrame,
  );
  return path;
}

/** Saves the picture of a graph at one frame of the film. */
export async function encodeStill(
  { graph, picture }: Drawn,
  path: string,
  fps: number,
  frame: number,
  signal: AbortSignal,
) {
  const saved = savedAs(graph.chain(picture, fromVideo("rgb24")), path);
  await run(graph, saved, { fps, first: frame, count: 1 }, signal, () => {});
}

const savedAs = (picture: string, path: string) => [
  ...["-map", picture, "-frames:v", "1", "-c:v", "png", "-f", "image2", "-update", "1", "-y", `file:${path}`],
];

/** Starts ffmpeg, and draws the frames of the graph's streams while it takes those before. */
async function run(
  { inputs, chains, streams }: Graph,
  outputs: readonly string[],
  { fps, first, count, small }: { fps: number; first: number; count: number; small?: Size },
  signal: AbortSignal,
  onFrame: (done: number, shown?: RgbPicture) => void,
): Promise<void> {
  const args = [...inputs, "-filter_complex", chains.join(";"), ...outputs];
  let seen: RgbPicture | undefined;
  const shown = small && {
    frameBytes: 3 * small.width * small.height,
    take: (data: Buffer) => {
      seen = { data, ...small };
    },
  };
  const writer = writeFrames(args, { signal, pipes: streams.length, shown });
  try {
    let written: Promise<unknown> = Promise.resolve();
    for (let done = 0; done < count; done++) {
      signal.throwIfAborted();
      const frames = streams.map((stream) => stream.frame((first + done) / fps));
      await written;
      written = Promise.all(frames.map((frame, pipe) => writer.write(frame, pipe)));
      written.catch(() => {}); // the next wait reports it
      onFrame(done, seen);
      seen = undefined;
    }
    await written;
    await writer.end();
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** As long as the picture, and counted from the clip's first picture as the picture is. */
function soundOf({ sound, start }: ClipFacts, input: number, seconds: number, codec: string[]): string[] {
  if (sound === null) return [];
  const format = "aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo";
  const filter = `asetpts=PTS-${start}/TB,aresample=48000:async=1:first_pts=0,${format},apad,atrim=duration=${seconds},asetpts=N/SR/TB`;
  return ["-map", `${input}:${sound}`, "-af", filter, ...codec];
}
