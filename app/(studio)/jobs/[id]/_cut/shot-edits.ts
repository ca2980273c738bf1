import type { Join, Source } from "./cut-types";
import { type EditedCut, type EditedShot, newId, rounded } from "./edited-cut";
import { endOf } from "./film-places";

/** Changes of the shots of a cut; each gives a new cut, or the same one where there is nothing to change. */

export const mostShots = 60;
export const shortestShot = 0.2;
export const longestJoin = 5;

const withShots = (cut: EditedCut, shots: EditedShot[]): EditedCut => ({ ...cut, shots });
const withShot = (cut: EditedCut, id: string, change: Partial<EditedShot>) =>
  withShots(
    cut,
    cut.shots.map((shot) => (shot.id === id ? { ...shot, ...change } : shot)),
  );

export function moveShot(cut: EditedCut, id: string, to: number): EditedCut {
  const at = cut.shots.findIndex((shot) => shot.id === id);
  const moved = cut.shots[at];
  if (!moved || to < 0 || to >= cut.shots.length || to === at) return cut;
  return withShots(cut, cut.shots.toSpliced(at, 1).toSpliced(to, 0, moved));
}

/** Trims a shot, within its clip and not below the shortest length. The end of the clip is written as null. */
export function trimShot(
  cut: EditedCut,
  id: string,
  { from, to }: { from?: number; to?: number },
  source: Source | null,
): EditedCut {
  const shot = cut.shots.find((one) => one.id === id);
  if (!shot) return cut;
  const [most, end] = [source?.seconds ?? Number.POSITIVE_INFINITY, endOf(shot, source)];
  if (from !== undefined) {
    const latest = Math.max(0, end - shortestShot);
    return withShot(cut, id, { from: rounded(Math.min(latest, Math.max(0, from))) });
  }
  if (to === undefined) return cut;
  const bounded = rounded(Math.max(Math.min(most, to), Math.min(most, shot.from + shortestShot)));
  return withShot(cut, id, { to: bounded >= most - 0.001 ? null : bounded });
}

export const canSplit = (shot: EditedShot, source: Source | null, at: number) =>
  at - shot.from >= shortestShot && endOf(shot, source) - at >= shortestShot;

/** Two shots of one, without a visible join. `at`: seconds within the clip. Returns the second one's id. */
export function splitShot(cut: EditedCut, id: string, at: number): { cut: EditedCut; id: string } {
  const place = cut.shots.findIndex((shot) => shot.id === id);
  const shot = cut.shots[place];
  if (!shot) return { cut, id };
  const first: EditedShot = { ...shot, to: rounded(at), join: { kind: "cut", seconds: shot.join.seconds } };
  const second = { ...shot, from: rounded(at), id: newId() };
  return { cut: withShots(cut, cut.shots.toSpliced(place, 1, first, second)), id: second.id };
}

export function duplicateShot(cut: EditedCut, id: string): { cut: EditedCut; id: string } {
  const place = cut.shots.findIndex((shot) => shot.id === id);
  const shot = cut.shots[place];
  if (!shot) return { cut, id };
  const copy = { ...shot, id: newId() };
  return { cut: withShots(cut, cut.shots.toSpliced(place + 1, 0, copy)), id: copy.id };
}

/** Removes a shot, but not the last one. Returns the id of its neighbour. */
export function removeShot(cut: EditedCut, id: string): { cut: EditedCut; id: string } {
  const place = cut.shots.findIndex((shot) => shot.id === id);
  const neighbour = cut.shots[place + 1] ?? cut.shots[place - 1];
  if (place < 0 || !neighbour) return { cut, id };
  return { cut: withShots(cut, cut.shots.toSpliced(place, 1)), id: neighbour.id };
}

/** Puts a clip, whole, after a shot; at the end without one. */
export function addShot(cut: EditedCut, clip: string, after: string | null): { cut: EditedCut; id: string } {
  const shot: EditedShot = { id: newId(), clip, from: 0, to: null, volume: 1, join: { kind: "cut", seconds: 0.6 } };
  const place = cut.shots.findIndex(({ id }) => id === after);
  const at = place < 0 ? cut.shots.length : place + 1;
  return { cut: withShots(cut, cut.shots.toSpliced(at, 0, shot)), id: shot.id };
}

export const setShot = withShot;
export const setJoin = (cut: EditedCut, id: string, join: Join) => withShot(cut, id, { join });
