import type { ClipFacts } from "../clip-facts";
import { inputArguments } from "../guard";
import { exactly, paced, square, ticks, toned } from "./filters";
import { encodedFrames, encodedFrom, fadeSeconds, materialFrames, type Piece } from "./timeline";

/** The ffmpeg command that encodes one piece of a film, with the transition into the next piece at its end. */

export type Look = {
  width: number;
  height: number;
  fps: number;
  /** Frames of the whole film. */
  frames: number;
  /** Fades from and to black at the ends. */
  fades: boolean;
  /** Whether this ffmpeg can tone-map. */
  tones: boolean;
  /** Draws all texts of the film, and which pieces need it. */
  texts: { filter: string; isNeeded(from: number, to: number): boolean } | null;
};

export type Pictured = { piece: Piece; clip: ClipFacts };

/** A clip may be slowed so much before its last frame is held. */
const mostSlowed = 1.15;

/** How many times longer a clip is made to last for so many seconds. */
export const slowedBy = ({ duration, fps }: ClipFacts, seconds: number): number =>
  seconds - duration < 1 / fps ? 1 : Math.min(mostSlowed, seconds / duration);

/** Seconds in the clip at which the material of its piece begins, and how many times longer it is shown. */
export function partOfClip({ piece, clip }: Pictured, fps: number): { from: number; slower: number } {
  const { start, head } = piece;
  if (start !== null) return { from: (start - head) / fps, slower: 1 };
  return { from: 0, slower: slowedBy(clip, materialFrames(piece) / fps) };
}

export function encodePiece(one: Pictured, next: Pictured | undefined, look: Look, to: string): string[] {
  const { piece } = one;
  const { fps } = look;
  const frames = encodedFrames(piece);
  const from = encodedFrom(piece);
  const graph = [`${pictureOf(one, 0, piece.sharedBefore, materialFrames(piece), look)}[own]`];
  let last = "own";
  if (next && piece.sharedAfter > 0) {
    graph.push(`${pictureOf(next, 1, 0, piece.sharedAfter, look)}[next]`);
    graph.push(`${transition(piece, frames, fps)},${exactly(fps, frames)}[mixed]`);
    last = "mixed";
  }
  graph.push(
    `[${last}]${[...fades(from, frames, look), ...textsAt(from, frames, look), exactly(fps, frames)].join(",")}[film]`,
  );
  const inputs = [one, ...(next && piece.sharedAfter > 0 ? [next] : [])].flatMap(({ clip }) =>
    inputArguments(clip.path, clip.sniffed, ["-threads", "1"]),
  );
  return [
    ...inputs,
    ...["-filter_complex_threads", "1", "-filter_complex", graph.join(";"), "-map", "[film]"],
    ...["-frames:v", String(frames), ...encoder(fps), "-f", "mp4", "-y", `file:${to}`],
  ];
}

/** From `[own]`, whose last frames are shared, into `[next]`, which has only those. */
function transition({ sharedAfter, tail, into }: Piece, frames: number, fps: number): string {
  if (into !== "fadeblack") {
    const offset = (frames - sharedAfter) / fps;
    return `[own][next]xfade=transition=${into}:duration=${sharedAfter / fps}:offset=${offset}`;
  }
  const half = sharedAfter - tail; // `xfade` has a fade through black that never is black
  return [
    `[own]trim=end_frame=${frames - tail},fade=t=out:s=${frames - sharedAfter}:n=${half}[out]`,
    `[next]trim=start_frame=${half},setpts=PTS-STARTPTS,fade=t=in:s=0:n=${tail}[in]`,
    "[out][in]concat=n=2:v=1:a=0",
  ].join(";");
}

/** Pieces are joined without encoding, so all have the same settings. A keyframe every two seconds. */
const encoder = (fps: number) => [
  ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-threads", "1"],
  ...["-g", String(keyframeEvery(fps)), "-sc_threshold", "0", "-video_track_timescale", String(fps * ticks)],
  ...["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"],
  ...["-map_metadata", "-1", "-map_chapters", "-1"],
];
export const keyframeEvery = (fps: number) => 2 * fps;

/** The frames `from` to before `to` of a piece's picture. */
function pictureOf(one: Pictured, input: number, from: number, to: number, look: Look): string {
  const { piece, clip } = one;
  const { fps } = look;
  const tone = clip.hdr && look.tones ? `${toned(clip.hdr)},` : "";
  const upright = `${square},${tone}${fitted(clip, look, input)}`;
  const end = exactly(fps, to - from);
  const label = `[${input}:${clip.picture}]`;
  if (piece.shot === null) {
    const held = `loop=loop=${to}:size=1:start=0,setpts=N/(${fps}*TB)`;
    const first = piece.start ?? 0;
    const frame = first > 0 ? `${paced(fps, first + 1)},trim=start_frame=${first}` : "trim=end_frame=1";
    return `${label}${frame},${upright},${cardLook(look)},${held},${end}`;
  }
  const { slower } = partOfClip(one, fps);
  const begin = from + (piece.start === null ? 0 : piece.start - piece.head);
  const moving = paced(fps, begin + to - from, slower);
  const begun = `trim=start_frame=${Math.max(0, begin)},setpts=PTS-STARTPTS`;
  // A transition may show what is before the clip: its first frame is held.
  const held = begin < 0 ? `,loop=loop=${-begin}:size=1:start=0,setpts=N/(${fps}*TB)` : "";
  return `${label}${moving},${begun}${held},${upright},${end}`;
}

/** The first frame of the first shot, out of focus and darker, behind the title. */
const cardLook = ({ width }: Look) => `gblur=sigma=${Math.round(width / 32)},eq=brightness=-0.22:saturation=0.8`;

/** Fills the frame: behind a clip of another shape is a larger, blurred copy. */
function fitted(clip: ClipFacts, size: Size, input: number): string {
  const differs = Math.abs((clip.width / clip.height) * (size.height / size.width) - 1);
  return differs < 0.1 ? cropped(clip, size) : overBlurred(clip, size, input);
}

type Size = { width: number; height: number };
const whole = "format=yuv420p,setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv,setsar=1";
const inBt709 = (clip: ClipFacts) => `in_color_matrix=${matrixOf(clip)}:out_color_matrix=bt709:out_range=tv`;

/** Fills the frame and cuts off what is outside; `at`: the point that stays in the frame, as parts of the clip. */
export function cropped(clip: ClipFacts, { width, height }: Size, at = { x: 0.5, y: 0.5 }): string {
  const size = `${width}:${height}`;
  const from = (length: "w" | "h", part: number) => `'clip(i${length}*${part}-o${length}/2,0,i${length}-o${length})'`;
  const fill = `scale=${size}:force_original_aspect_ratio=increase:flags=bicubic:${inBt709(clip)}`;
  return `${fill},crop=${size}:${from("w", at.x)}:${from("h", at.y)},${whole}`;
}

/** The whole clip in front of a larger, blurred copy. `input` makes the labels unique. */
export function overBlurred(clip: ClipFacts, { width, height }: Size, input: number): string {
  const size = `${width}:${height}`;
  // `gblur` makes colours of its own in a picture that is smaller than its reach.
  const shrunk = Math.min(8, Math.max(1, Math.min(width, height) / 90));
  const even = (pixels: number) => Math.max(2, Math.round(pixels / shrunk / 2) * 2);
  const small = `${even(width)}:${even(height)}`;
  return [
    `format=yuv420p,split[p${input}][q${input}]`,
    `[q${input}]scale=${small}:force_original_aspect_ratio=increase:${inBt709(clip)},crop=${small},gblur=sigma=8,scale=${size},eq=brightness=-0.12[b${input}]`,
    `[p${input}]scale=${size}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic:${inBt709(clip)}[f${input}]`,
    `[b${input}][f${input}]overlay=(W-w)/2:(H-h)/2,${whole}`,
  ].join(";");
}

/** The whole clip between bars of black. */
export const contained = (clip: ClipFacts, { width, height }: Size): string =>
  `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic:${inBt709(clip)},pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,${whole}`;

/** Players take files that name no matrix for BT.709 where they are large, and for BT.601 where they are small. */
export function matrixOf({ matrix, hdr, height, width }: ClipFacts): string {
  if (hdr) return "bt709";
  if (matrix) return "auto";
  return Math.min(width, height) >= 720 ? "bt709" : "bt601";
}

function fades(from: number, frames: number, { fps, frames: all, fades }: Look): string[] {
  if (!fades) return [];
  const seconds = Math.min(fadeSeconds, frames / fps / 2);
  const start = from === 0 ? [`fade=t=in:st=0:d=${seconds}`] : [];
  const isLast = from + frames === all;
  return [...start, ...(isLast ? [`fade=t=out:st=${frames / fps - seconds}:d=${seconds}`] : [])];
}

/** The texts' times are those of the film. */
function textsAt(from: number, frames: number, { fps, texts }: Look): string[] {
  if (!texts?.isNeeded(from / fps, (from + frames) / fps)) return [];
  const shift = from * ticks;
  return [`setpts=PTS+${shift}`, texts.filter, `setpts=PTS-${shift}`];
}
