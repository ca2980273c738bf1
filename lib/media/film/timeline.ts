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
  /** Frames of the transition from the previous piece, and into the next one; 0 for a cut. */
  sharedBefore: number;
  sharedAfter: number;
  /** How it changes into the next piece. */
  into: Transition;
  /** The clip's frame, at the film's rate, that is seen at `from`; null: the whole clip is slowed to fill the piece. */
  start: number | null;
};

/** A dissolve, through black, a wipe. */
export type Transition = "fade" | "fadeblack" | "smoothleft";

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
    const sharing = sharedOf(shared[i - 1] ?? 0, shared[i] ?? 0);
    return { shot, from, to, ...sharing, into: "fade" as const, start: null };
  });
}

/** A transition lies half in each of its two pieces, so it does not change the film's length. */
export const sharedOf = (sharedBefore: number, sharedAfter: number) => ({
  ...{ head: Math.floor(sharedBefore / 2), tail: Math.ceil(sharedAfter / 2), sharedBefore, sharedAfter },
});

/** Frames of a piece's picture, with those that dissolves show. */
export const materialFrames = ({ from, to, head, tail }: Piece) => to - from + head + tail;

/** Frames of the film that are encoded with a piece: all of its picture but the dissolve that leads to it. */
export const encodedFrames = (piece: Piece) => materialFrames(piece) - piece.sharedBefore;

/** The film's frame at which the encoded frames of a piece begin. */
export const encodedFrom = ({ from, head, sharedBefore }: Piece) => from - head + sharedBefore;
