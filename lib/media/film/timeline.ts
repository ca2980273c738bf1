/** The plan of a film in frames: which picture is seen when, and which frames two pictures share. */

export const titleSeconds = 2.5;
export const dissolveSeconds = 0.6;
export const fadeSeconds = 0.5;
/** A shot's narration begins so long after the shot. */
export const narrationDelay = 0.2;

export type Piece = {
  /** Index of the shot; null for the title card. */
  shot: number | null;
  /** The piece is in the film from the first of these frames to before the second. */
  from: number;
  to: number;
  /** Frames of its picture before `from` and after `to`, which dissolves show. */
  head: number;
  tail: number;
  /** Frames of the dissolve from the previous piece, and into the next one; 0 for a cut. */
  sharedBefore: number;
  sharedAfter: number;
};

type Planned = { seconds: number; scene: number; narrationSeconds: number | null };

/**
 * Places the shots one after the other. A shot is as long as it should be, or as its narration needs. A dissolve lies half
 * in each of its two pieces, so it does not change the film's length.
 */
export function planFilm(
  shots: readonly Planned[],
  { fps, dissolves, title }: { fps: number; dissolves: boolean; title: boolean },
): Piece[] {
  const lengths: { shot: number | null; scene: number | null; from: number; to: number }[] = [];
  let end = 0;
  if (title) lengths.push({ shot: null, scene: null, from: 0, to: Math.round(titleSeconds * fps) });
  end = lengths[0] ? lengths[0].to / fps : 0;
  for (const [shot, { seconds, scene, narrationSeconds }] of shots.entries()) {
    const from = Math.round(end * fps);
    const spoken = narrationSeconds === null ? 0 : Math.ceil((narrationDelay + narrationSeconds) * fps);
    const planned = Math.round((end + seconds) * fps) - from;
    const to = from + Math.max(1, planned, spoken);
    lengths.push({ shot, scene, from, to });
    end = spoken > planned ? to / fps : end + seconds; // rounding errors do not add up
  }
  const shared = lengths.slice(1).map((piece, i) => {
    const previous = lengths[i] ?? piece;
    if (!dissolves || previous.scene === piece.scene) return 0;
    const shorter = Math.min(previous.to - previous.from, piece.to - piece.from);
    const frames = Math.min(Math.round(dissolveSeconds * fps), Math.floor(shorter / 2));
    return frames < 4 ? 0 : frames;
  });
  return lengths.map(({ shot, from, to }, i) => {
    const [sharedBefore, sharedAfter] = [shared[i - 1] ?? 0, shared[i] ?? 0];
    const [head, tail] = [Math.floor(sharedBefore / 2), Math.ceil(sharedAfter / 2)];
    return { shot, from, to, head, tail, sharedBefore, sharedAfter };
  });
}

/** Frames of a piece's picture, with those that dissolves show. */
export const materialFrames = ({ from, to, head, tail }: Piece) => to - from + head + tail;

/** Frames of the film that are encoded with a piece: all of its picture but the dissolve that leads to it. */
export const encodedFrames = (piece: Piece) => materialFrames(piece) - piece.sharedBefore;

/** The film's frame at which the encoded frames of a piece begin. */
export const encodedFrom = ({ from, head, sharedBefore }: Piece) => from - head + sharedBefore;
