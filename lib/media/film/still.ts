import { join } from "node:path";
import type { LocalContext } from "../../local-work";
import type { ClipFacts } from "../clip-facts";
import type { Cue } from "../subtitle-files";
import { thumbnail } from "../thumbnail";
import { frameAt, isBlack, judge, keyFrames } from "./key-frames";
import { keyframeEvery, type Look, slowedBy } from "./picture";
import { encodedFrames, encodedFrom, fadeSeconds, materialFrames, type Piece } from "./timeline";

type Shown = { pieces: readonly Piece[]; look: Look; cues: readonly Cue[]; clips: readonly ClipFacts[] };

/** Checks that the film shows something wherever it should, and saves its best frame. */
export async function stillOf(film: ClipFacts, shown: Shown, { dir, signal }: LocalContext): Promise<string> {
  const { pieces, look, cues } = shown;
  const times = pieces.flatMap((piece) => {
    const every = keyframeEvery(look.fps);
    const many = Math.ceil(encodedFrames(piece) / every);
    return Array.from({ length: many }, (_, i) => ({ frame: encodedFrom(piece) + i * every, piece }));
  });
  const pictures = await keyFrames(film, signal);
  if (pictures.length !== times.length) throw new Error("The film could not be read to its end. Compose it again.");
  const isIn = (seconds: number, { from, to }: Cue) => seconds >= from && seconds < to;
  const judged = times.map(({ frame, piece }, i) => {
    const picture = pictures[i];
    if (!picture) throw new Error("The film could not be read to its end. Compose it again.");
    const seconds = frame / look.fps;
    const isDissolve = frame >= piece.to - (piece.sharedAfter - piece.tail);
    const isFaded = look.fades && (seconds < fadeSeconds || seconds > look.frames / look.fps - fadeSeconds);
    const { score, ...light } = judge(picture);
    const hides = isDissolve || isFaded || piece.shot === null;
    return {
      seconds,
      hides,
      isFaded,
      piece,
      ...light,
      score: score - (cues.some((cue) => isIn(seconds, cue)) ? 0.3 : 0),
    };
  });
  await refuseBlack(
    judged.filter((one) => !one.isFaded && isBlack({ ...one })),
    shown,
    signal,
  );
  const [best] = judged.filter(({ hides }) => !hides).sort((a, b) => b.score - a.score);
  const longest = pieces.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
  const middle = longest ? (longest.from + longest.to) / 2 / look.fps : 0;
  const path = join(dir, "thumbnail.jpg");
  await thumbnail(film.path, path, { width: 1280, at: best?.seconds ?? middle, signal });
  return path;
}

/** Black is a fault unless the clip is black there: some filters of ffmpeg make a black film and report success. */
async function refuseBlack(
  found: readonly { seconds: number; piece: Piece }[],
  { clips, look: { fps } }: Shown,
  signal: AbortSignal,
): Promise<void> {
  for (const { seconds, piece } of found) {
    const clip = clips[piece.shot ?? -1];
    if (!clip) continue;
    const slower = slowedBy(clip, materialFrames(piece) / fps);
    const at = Math.min((seconds - (piece.from - piece.head) / fps) / slower, clip.duration - 1 / clip.fps);
    const source = await frameAt(clip, Math.max(0, at), signal);
    if (!source || isBlack(judge(source))) continue;
    const shot = (piece.shot ?? 0) + 1;
    throw new Error(`The film is black at ${seconds.toFixed(1)} s, and shot ${shot} is not. Compose it again.`);
  }
}
