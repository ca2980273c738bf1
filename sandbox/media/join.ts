import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Bench } from "../service";
import { encoding } from "./clip";
import { ffmpeg, GUARD } from "./ffmpeg";
import { type Clip, probeClip } from "./probe";

export interface Size {
  width: number;
  height: number;
}

const LIMIT = 900;

/** One after the other, as they are: no picture is decoded. */
async function copied(files: string[], bench: Bench): Promise<string> {
  const list = path.join(bench.folder, "list.txt");
  // Bare names of files in our own folder, which is also where they are looked for.
  await writeFile(list, files.map((file) => `file '${path.basename(file)}'\n`).join(""));
  const joined = path.join(bench.folder, "joined.mp4");
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
  await ffmpeg(bench.tools, [...opened, "-i", list, ...written, "-f", "mp4", `file:${joined}`], {
    limit: 120,
    cwd: bench.folder,
    signal: bench.signal,
  });
  return joined;
}

/** Every clip brought to one size, rate and sound, then encoded once. */
async function encoded(files: string[], clips: Clip[], size: Size, bench: Bench): Promise<string> {
  const fps = Math.min(60, Math.max(...clips.map((clip) => clip.fps)));
  const speaks = clips.some((clip) => clip.hasAudio);
  const fit = `scale=${size.width}:${size.height}:force_original_aspect_ratio=decrease:flags=lanczos,pad=${size.width}:${size.height}:(ow-iw)/2:(oh-ih)/2`;
  const graph = clips.flatMap((clip, i) => {
    const picture = `[${i}:v:0]${fit},setsar=1,fps=${fps},format=yuv420p[v${i}]`;
    if (!speaks) return [picture];
    const format = "aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=mono";
    const sound = clip.hasAudio
      ? `[${i}:a:0]${format},apad,atrim=duration=${clip.duration}[a${i}]`
      : `anullsrc=r=48000:cl=mono,${format},atrim=duration=${clip.duration}[a${i}]`;
    return [picture, sound];
  });
  const pads = clips.map((_, i) => `[v${i}]${speaks ? `[a${i}]` : ""}`).join("");
  graph.push(`${pads}concat=n=${clips.length}:v=1:a=${speaks ? 1 : 0}[v]${speaks ? "[a]" : ""}`);
  const joined = path.join(bench.folder, "joined.mp4");
  const inputs = files.flatMap((file) => [...GUARD, "-i", `file:${file}`]);
  const sound = speaks ? ["-map", "[a]", ...encoding.audio] : [];
  await ffmpeg(
    bench.tools,
    [
      ...[...inputs, "-filter_complex", graph.join(";"), "-map", "[v]", ...encoding.video, ...sound],
      ...["-map_metadata", "-1", "-t", String(LIMIT), "-movflags", "+faststart", "-f", "mp4", `file:${joined}`],
    ],
    { limit: LIMIT, signal: bench.signal },
  );
  return joined;
}

/** Joins films in order. `size` tells, from the first film's, what the result shall be; null leaves it as it is. */
export async function join(files: string[], size: (first: Size) => Size | null, bench: Bench): Promise<string> {
  const clips: Clip[] = [];
  for (const file of files) clips.push(await probeClip(bench.tools, file, bench.signal));
  const [first] = clips;
  if (!first) throw new Error("there is nothing to join");
  const wanted = size(first);
  const alike = clips.every((clip) => clip.fingerprint === first.fingerprint);
  const same = !wanted || (wanted.width === first.width && wanted.height === first.height);
  if (alike && same) {
    const joined = await copied(files, bench).catch(() => null);
    if (joined) {
      // Some files lie about themselves: what came out is measured before it is handed on.
      const { duration } = await probeClip(bench.tools, joined, bench.signal);
      const expected = clips.reduce((sum, clip) => sum + clip.duration, 0);
      if (Math.abs(duration - expected) < 0.15 * clips.length) return joined;
    }
  }
  return encoded(files, clips, wanted ?? { width: first.width, height: first.height }, bench);
}
