import { dissolveSeconds, narrationDelay, type Piece, sharedOf, type Transition } from "./timeline";

/** Plans a film from trimmed shots, in frames. */

export type JoinKind = "cut" | "dissolve" | "fade" | "wipe";
export type CutTimes = {
  /** Seconds in the clip; `to` is null for its end. */
  from: number;
  to: number | null;
  join: { kind: JoinKind; seconds: number };
};
type Planned = CutTimes & { clipSeconds: number; narrationSeconds: number | null };

const transitions: Record<Exclude<JoinKind, "cut">, Transition> = {
  dissolve: "fade",
  fade: "fadeblack",
  wipe: "smoothleft",
};

/**
 * The pieces of the film, and in `notes` what could not be cut as it was written:
 * a clip gives what it has; a shot with a longer narration holds its last frame; a join takes at most half of each of its
 * two shots.
 */
export function planCut(
  shots: readonly Planned[],
  { fps, titleSeconds }: { fps: number; titleSeconds: number },
): { pieces: Piece[]; notes: string[] } {
  const notes: string[] = [];
  const card = Math.round(titleSeconds * fps);
  const lengths: { shot: number | null; start: number; frames: number; join: CutTimes["join"] }[] = [];
  for (const [shot, one] of shots.entries()) {
    const { start, frames } = trimmed(one, shot, fps, notes);
    const spoken = one.narrationSeconds === null ? 0 : Math.ceil((narrationDelay + one.narrationSeconds) * fps);
    lengths.push({ shot, start, frames: Math.max(frames, spoken), join: one.join });
  }
  if (card > 0) {
    const join = { kind: "dissolve" as const, seconds: dissolveSeconds };
    lengths.unshift({ shot: null, start: lengths[0]?.start ?? 0, frames: card, join });
  }
  const shared = lengths.slice(0, -1).map(({ shot, frames, join }, i) => {
    if (join.kind === "cut") return 0;
    const wanted = Math.round(join.seconds * fps);
    const most = Math.min(frames, lengths[i + 1]?.frames ?? frames);
    if (wanted > most && shot !== null) {
      notes.push(
        `The ${join.kind} after shot ${shot + 1} is shortened to ${seconds(most, fps)}: its shots are too short.`,
      );
    }
    return Math.min(wanted, most) < 2 ? 0 : Math.min(wanted, most);
  });
  let from = 0;
  const pieces = lengths.map(({ shot, start, frames, join }, i): Piece => {
    const to = from + frames;
    const into = join.kind === "cut" ? "fade" : transitions[join.kind];
    const piece = { shot, from, to, start, into, ...sharedOf(shared[i - 1] ?? 0, shared[i] ?? 0) };
    from = to;
    return piece;
  });
  return { pieces, notes };
}

/** The frames of a clip that a shot shows. A clip that is too short gives its last frames. */
function trimmed({ from, to, clipSeconds }: Planned, shot: number, fps: number, notes: string[]) {
  const all = Math.max(1, Math.round(clipSeconds * fps));
  const [first, end] = [Math.round(from * fps), to === null ? all : Math.round(to * fps)];
  // A frame more or less is rounding.
  if (end <= all + 1 && first < all) return { start: first, frames: Math.max(1, Math.min(end, all) - first) };
  const wanted = Math.max(1, end - first);
  const start = first < all ? first : Math.max(0, all - wanted);
  const frames = Math.min(wanted, all - start);
  const part = `from ${seconds(start, fps)} to ${seconds(start + frames, fps)}`;
  notes.push(`The clip of shot ${shot + 1} is only ${seconds(all, fps)} long: the shot is cut ${part}.`);
  return { start, frames };
}

const seconds = (frames: number, fps: number) => `${Math.round((frames / fps) * 100) / 100} s`;
