import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalContext } from "../../local-work";
import { type ClipFacts, clipFacts } from "../clip-facts";
import { ffmpeg } from "../ffmpeg";
import { inputArguments } from "../guard";
import { type Cue, srtOf, vttOf } from "../subtitle-files";
import { canTone, ticks } from "./filters";
import { encodePiece, type Look, type Pictured } from "./picture";
import { mixSound, type Recording, type SoundPlan } from "./sound";
import { stillOf } from "./still";
import { textFilter } from "./texts";
import { encodedFrames, type Piece } from "./timeline";

/** Makes a film from its plan, in files of one folder. */

const mostSeconds = 1800;

export type FilmPlan = {
  /** From the film's first frame to its last, without gaps. */
  pieces: readonly Piece[];
  /** By shot. */
  clips: readonly ClipFacts[];
  width: number;
  height: number;
  fps: number;
  /** Fades from and to black at the ends. */
  fades: boolean;
  title?: string;
  /** Null for a film without sound. */
  sound: SoundPlan | null;
  /** The subtitles; `voice`: the narration on the film's times. */
  cuesOf(voice: Recording | null): Promise<Cue[]>;
  /** Whether the subtitles are drawn into the picture. */
  burns: boolean;
};

export async function makeFilm(plan: FilmPlan, context: LocalContext) {
  const { pieces, clips, fps } = plan;
  const { dir, signal, progress } = context;
  const frames = pieces.at(-1)?.to ?? 0;
  if (frames / fps > mostSeconds) {
    throw new Error(`The film would be longer than ${mostSeconds / 60} minutes: send fewer or shorter shots.`);
  }
  progress(0.08, plan.sound ? "Mixing the sound." : "Preparing the picture.");
  const mixing = mixed(plan, context);
  // Only burned subtitles need the sound before the picture.
  const encoding = async () => {
    const burned = plan.burns ? (await mixing).cues : [];
    const look = await lookOf(plan, burned, context);
    return { look, burned, parts: await encodePieces(clips, pieces, look, context) };
  };
  const [{ sound, cues }, { look, burned, parts }] = await Promise.all([mixing, encoding()]);
  progress(0.92, "Joining the shots.");
  const path = await joinParts(parts, sound, fps, context);
  progress(0.95, "Looking at the film.");
  const film = await clipFacts(path, signal);
  if (film.frames !== frames) {
    throw new Error(`The film has ${film.frames} frames in place of ${frames}. Compose it again.`);
  }
  const still = await stillOf(film, { pieces, look, written: burned, clips }, context);
  return { path, still, pieces, cues: await savedCues(cues, dir) };
}

/** The film's sound, and its subtitles at the times of the voice. */
async function mixed(plan: FilmPlan, context: LocalContext): Promise<{ sound: Recording | null; cues: Cue[] }> {
  const { voice, film } = plan.sound ? await mixSound(plan.sound, context) : { voice: null, film: null };
  return { sound: film, cues: await plan.cuesOf(voice) };
}

async function lookOf(
  { pieces, clips, width, height, fps, fades, title }: FilmPlan,
  burned: readonly Cue[],
  { dir, signal }: LocalContext,
): Promise<Look> {
  const card = pieces.find(({ shot }) => shot === null);
  const titles = title && card ? [{ from: 0.2, to: card.to / fps - 0.2, text: title }] : [];
  const shown = [...titles, ...burned];
  const filter = shown.length > 0 ? await textFilter(burned, titles, { width, height, dir, signal }) : null;
  const isNeeded = (from: number, to: number) => shown.some((cue) => cue.from < to && cue.to > from);
  return {
    ...{ width, height, fps, frames: pieces.at(-1)?.to ?? 0, fades },
    tones: clips.some(({ hdr }) => hdr) && (await canTone(signal)),
    texts: filter === null ? null : { filter, isNeeded },
  };
}

/** Two at a time, each with one thread: faster than one after the other with several. */
const lanes = 2;

async function encodePieces(
  clips: readonly ClipFacts[],
  pieces: readonly Piece[],
  look: Look,
  { dir, signal, progress }: LocalContext,
): Promise<string[]> {
  const pictured = pieces.map((piece): Pictured => {
    const clip = clips[piece.shot ?? 0];
    if (!clip) throw new Error("There is nothing to compose.");
    return { piece, clip };
  });
  const done = pieces.map(() => 0);
  const encoded = (i: number, most: number) => (seconds: number) => {
    done[i] = Math.max(done[i] ?? 0, Math.min(seconds * look.fps, most));
    const share = done.reduce((sum, one) => sum + one, 0) / look.frames;
    progress(0.15 + 0.77 * Math.min(1, share), `Encoding the film: ${Math.floor(100 * share)} %.`);
  };
  const waiting = [...pictured.entries()];
  const paths = pieces.map((_, i) => join(dir, `part-${i}.mp4`));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [i, one] = next;
      const args = encodePiece(one, pictured[i + 1], look, paths[i] ?? "");
      await ffmpeg(args, { signal, dir, maxMemoryBytes: 4 * 1024 ** 3, onTime: encoded(i, encodedFrames(one.piece)) });
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return paths;
}

async function joinParts(
  parts: readonly string[],
  sound: Recording | null,
  fps: number,
  { dir, signal }: LocalContext,
): Promise<string> {
  const [list, film] = [join(dir, "parts.txt"), join(dir, "film.mp4")];
  await writeFile(list, parts.map((_, i) => `file part-${i}.mp4\n`).join(""));
  const formats = ["-protocol_whitelist", "file", "-format_whitelist", "mov,concat", "-f", "concat", "-safe", "0"];
  const input = [...formats, "-i", `file:${list}`, ...(sound ? inputArguments(sound.path, sound.sniffed) : [])];
  // The joined times are rounded to microseconds: puts each frame back on its own tick.
  const exact = `setts=pts=round(PTS/${ticks})*${ticks}:dts=round(DTS/${ticks})*${ticks}`;
  const clock = ["-bsf:v", exact, "-video_track_timescale", String(fps * ticks)];
  const tracks = ["-map", "0:V:0", ...(sound ? ["-map", "1:a:0"] : []), "-c", "copy", ...clock];
  const file = ["-map_metadata", "-1", "-fflags", "+bitexact", "-movflags", "+faststart", "-f", "mp4"];
  await ffmpeg([...input, ...tracks, ...file, "-y", `file:${film}`], { signal });
  return film;
}

export async function savedCues(cues: readonly Cue[], dir: string) {
  if (cues.length === 0) return null;
  const [vtt, srt] = [join(dir, "film.vtt"), join(dir, "film.srt")];
  await writeFile(vtt, vttOf(cues));
  await writeFile(srt, srtOf(cues));
  return { vtt, srt };
}
