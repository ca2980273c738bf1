import { join } from "node:path";
import type { LocalContext } from "../../local-work";
import type { ClipFacts } from "../clip-facts";
import type { Cue } from "../subtitle-files";
import { thumbnail } from "../thumbnail";
import { frameAt, isBlack, judge, keyFrames } from "./key-frames";
import { keyframeEvery, type Look, partOfClip } from "./picture";
import { encodedFrames, encodedFrom, fadeSeconds, type Piece } from "./timeline";

/** `written`: the texts that are drawn into the picture. */
type Shown = { pieces: readonly Piece[]; look: Look; written: readonly Cue[]; clips: readonly ClipFacts[] };

/** Checks that the film shows something wherever it should, and saves its best frame. */
export async function stillOf(film: ClipFacts, shown: Shown, { dir, signal }: LocalContext): Promise<string> {
  const { pieces, look, written } = shown;
  const times = pieces.flatMap((piece) => {
    const every = keyframeEvery(look.fps);
    const many = Math.ceil(encodedFrames(piece) / every);
    return Array.from({ length: many }, (_, i) => ({ frame: encodedFrom(piece) + i * every, piece }));
  });
  const pictures = await keyFrames(film, signal);
  if (pictures.length !== times.length) throw new Error("The film cannot be read to its end. Compose it again.");
  const judged = pictures.flatMap((picture, i) => {
    const { frame, piece } = times[i] ?? {};
    if (frame === undefined || !piece) return [];
    const seconds = frame / look.fps;
    const isMixed = frame >= piece.to - (piece.sharedAfter - piece.tail);
    const isAtEnd = look.fades && (seconds < fadeSeconds || seconds > look.frames / look.fps - fadeSeconds);
    const isFaded = isAtEnd || (isMixed && piece.into === "fadeblack");
    const hasText = written.some(({ from, to }) => seconds >= from && seconds < to);
    const { score, ...light } = judge(picture);
    const isShot = !isFaded && !isMixed && piece.shot !== null;
    return [{ ...light, seconds, piece, isFaded, isShot, score: score - (hasText ? 1 : 0) }];
  });
  const black = judged.filter((one) => !one.isFaded && isBlack(one));
  await refuseBlack(black, shown, signal);
  const [best] = judged.filter(({ isShot }) => isShot).sort((a, b) => b.score - a.score);
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
    const { from, slower } = partOfClip({ piece, clip }, fps);
    const at = Math.min(from + (seconds - (piece.from - piece.head) / fps) / slower, clip.duration - 1 / clip.fps);
    const source = await frameAt(clip, Math.max(0, at), signal);
    if (!source || isBlack(judge(source))) continue;
    const shot = (piece.shot ?? 0) + 1;
    throw new Error(`The film is black at ${seconds.toFixed(1)} s, and shot ${shot} is not. Compose it again.`);
  }
}
