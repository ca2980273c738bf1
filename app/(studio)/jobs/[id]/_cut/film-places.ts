import type { JoinKind, Narration, Source } from "./cut-types";
import type { EditedCut, EditedShot } from "./edited-cut";

/** Where the shots of a cut are in the film: the plan of `lib/media/film/cut-plan.ts`, in seconds. */

/** What a cut is made of, beside itself. */
export type Material = { sources: readonly Source[]; narrations: readonly Narration[]; fps: number };

export type Place = {
  shot: EditedShot;
  index: number;
  source: Source | null;
  narration: Narration | null;
  /** The shot is in the film from `start` to `end`, and shows its clip from `from` to `to`. */
  start: number;
  end: number;
  from: number;
  to: number;
  /** The seconds before `start` and after `end` in which joins show it. */
  head: number;
  tail: number;
};

export type FilmPlaces = { places: Place[]; titleSeconds: number; seconds: number };

export const narrationDelay = 0.2;
/** Frames. */
const shortestJoin = 2;
/** From the title card into the first shot. */
const titleJoin = 0.6;

export const sourceOf = (sources: readonly Source[], clip: string) => sources.find((one) => one.clip === clip) ?? null;

/** The end of a shot within its clip. */
export const endOf = ({ from, to }: EditedShot, source: Source | null) =>
  Math.max(from, to ?? source?.seconds ?? from + 1);

/** A join takes half of its seconds from each of its two shots, so the film is as long as its shots. */
export function placesOf(cut: EditedCut, { sources, narrations, fps }: Material): FilmPlaces {
  const titleSeconds = cut.title?.text.trim() ? cut.title.seconds : 0;
  let end = titleSeconds;
  const shots = cut.shots.map((shot, index) => {
    const source = sourceOf(sources, shot.clip);
    const narration = narrations.find((one) => one.narration === shot.narration) ?? null;
    const to = endOf(shot, source);
    const start = end;
    end = start + Math.max(to - shot.from, narration ? narrationDelay + narration.seconds : 0);
    return { shot, index, source, narration, from: shot.from, to, start, end };
  });
  const half = (seconds: number, one: number, other: number) => {
    const shared = Math.min(seconds, one, other);
    return shared * fps < shortestJoin ? 0 : shared / 2;
  };
  const halves = shots.slice(1).map((after, i) => {
    const before = shots[i] ?? after;
    const { kind, seconds } = before.shot.join;
    return kind === "cut" ? 0 : half(seconds, before.end - before.start, after.end - after.start);
  });
  const titleHalf = half(titleJoin, titleSeconds, (shots[0]?.end ?? 0) - titleSeconds);
  const places = shots.map((shot, i): Place => ({ ...shot, head: halves[i - 1] ?? titleHalf, tail: halves[i] ?? 0 }));
  return { places, titleSeconds, seconds: end };
}

/** What the film shows at a time. `next` and `share`: the shot that appears in a join, and how far, 0 to 1. */
export type Moment = { current: Place | null; next: Place | null; share: number; kind: JoinKind };

export function momentAt({ places, seconds }: FilmPlaces, time: number): Moment {
  const none = { next: null, share: 0, kind: "cut" } as const;
  const at = Math.min(time, seconds - 2 * tiny);
  // Behind the title card is the first shot.
  const [current = places[0] ?? null, next] = places.filter(
    ({ start, end, head, tail }) => at >= start - head - tiny && at < end + tail - tiny,
  );
  if (!current || !next) return { current, ...none };
  const begins = next.start - next.head;
  return { current, next, share: (at - begins) / (current.tail + next.head), kind: current.shot.join.kind };
}
const tiny = 1e-6;

/** The time within the clip that a shot shows at a time of the film; its last frame is held. */
export function clipTime({ start, from, source }: Place, time: number): number {
  return Math.min(Math.max(0, from + time - start), source?.seconds ?? Number.POSITIVE_INFINITY);
}

/** How much of the title card is seen, 0 to 1. */
export function titleShare({ places: [first], titleSeconds }: FilmPlaces, time: number): number {
  if (titleSeconds === 0) return 0;
  const head = first?.head ?? 0;
  if (head === 0) return time < titleSeconds ? 1 : 0;
  return Math.min(1, Math.max(0, (titleSeconds + head - time) / (2 * head)));
}

/** The shot that a person means at a time: the one that is in the film then; in the title card, the first. */
export const shotAt = ({ places }: FilmPlaces, time: number): Place | null =>
  places.findLast(({ start }) => time >= start - tiny) ?? places[0] ?? null;

/** The nearest start of a frame. */
export const onFrame = (time: number, fps: number) => Math.round(time * fps) / fps;
