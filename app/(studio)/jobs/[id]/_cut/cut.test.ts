import { expect, test } from "vitest";
import type { Cut } from "@/lib/schemas/cut";
import { cutReducer } from "./cut-state";
import type { CutShot, Source } from "./cut-types";
import { cutOf, editedOf } from "./edited-cut";
import { clipTime, type Material, momentAt, placesOf, shotAt, titleShare } from "./film-places";
import { addShot, canSplit, duplicateShot, moveShot, removeShot, setJoin, splitShot, trimShot } from "./shot-edits";

const shot = (clip: string, more: Partial<CutShot> = {}): CutShot => ({
  ...{ clip, from: 0, to: null, volume: 1, join: { kind: "cut", seconds: 0.6 } },
  ...more,
});
const source = (clip: string, seconds: number): Source => ({
  ...{ clip, title: clip, seconds, width: 320, height: 180, fps: 25, hasSound: false, video: `/${clip}`, poster: null },
});
const sources = [source("clip.1", 4), source("clip.2", 3), source("clip.3", 2)];
const material: Material = { sources, narrations: [], fps: 25 };
const film: Cut = {
  ...{ shots: [shot("clip.1"), shot("clip.2"), shot("clip.3")], title: null, music: null, voice: null },
  ...{ subtitles: [], burn: false, fades: false },
};
const begun = () => {
  const cut = editedOf(film);
  const [a = "", b = "", c = ""] = cut.shots.map(({ id }) => id);
  return { cut, a, b, c };
};
const clips = (cut: Cut) => cut.shots.map((one) => one.clip);

test("shots follow each other, after the title card, and a join changes no length", () => {
  const { cut, a, b } = begun();
  const joined = setJoin(cut, a, { kind: "dissolve", seconds: 1 });
  const plan = placesOf({ ...joined, title: { text: "Kites", seconds: 2 } }, material);
  expect(plan.seconds).toBe(11);
  expect(plan.places.map(({ start, end }) => [start, end])).toEqual([
    [2, 6],
    [6, 9],
    [9, 11],
  ]);
  expect(momentAt(plan, 1)).toMatchObject({ current: { shot: { id: a } }, next: null });
  expect([1, 3].map((time) => titleShare(plan, time))).toEqual([1, 0]);
  expect(titleShare(plan, 2)).toBeCloseTo(0.5);
  expect(momentAt(plan, 5.4)).toMatchObject({ current: { shot: { id: a } }, next: null });
  expect(momentAt(plan, 6.25)).toMatchObject({ current: { shot: { id: a } }, next: { shot: { id: b } }, share: 0.75 });
  expect(momentAt(plan, 6.5)).toMatchObject({ current: { shot: { id: b } }, next: null });
  expect(momentAt(plan, 11)).toMatchObject({ current: { index: 2 } });
  expect(shotAt(plan, 6)?.index).toBe(1);
  expect(shotAt(plan, 0)?.index).toBe(0);
});

test("a join is at most as long as the shorter shot, and none below two frames", () => {
  const { cut, a, b, c } = begun();
  const wide = placesOf(setJoin(cut, b, { kind: "fade", seconds: 5 }), material);
  expect(wide.places.map(({ head, tail }) => [head, tail])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
  ]);
  const short = setJoin(cut, a, { kind: "dissolve", seconds: 0.04 });
  expect(placesOf(short, material).places[0]?.tail).toBe(0);
  expect(placesOf(setJoin(cut, c, { kind: "wipe", seconds: 1 }), material).places[2]?.tail).toBe(0);
});

test("a shot is held until its narration has ended", () => {
  const cut = editedOf({ ...film, shots: [shot("clip.3", { narration: "narration.1" }), shot("clip.1")] });
  const narrations = [{ narration: "narration.1", title: "Narration", seconds: 2.8, text: null, audio: "/n" }];
  const [first, second] = placesOf(cut, { ...material, narrations }).places;
  expect(first?.end).toBe(3);
  expect(second?.start).toBe(3);
  expect(first && clipTime(first, 2.5)).toBe(2);
});

test("a shot is moved, duplicated, removed and added", () => {
  const { cut, a, b, c } = begun();
  expect(clips(moveShot(cut, c, 0))).toEqual(["clip.3", "clip.1", "clip.2"]);
  expect(moveShot(cut, a, -1)).toBe(cut);
  expect(moveShot(cut, c, 3)).toBe(cut);
  const twice = duplicateShot(cut, a);
  expect(clips(twice.cut)).toEqual(["clip.1", "clip.1", "clip.2", "clip.3"]);
  expect(twice.cut.shots[1]?.id).toBe(twice.id);
  expect(removeShot(cut, b)).toMatchObject({ id: c, cut: { shots: [{ id: a }, { id: c }] } });
  expect(removeShot(cut, c).id).toBe(b);
  const one = removeShot(removeShot(cut, a).cut, b).cut;
  expect(removeShot(one, c).cut).toBe(one);
  expect(clips(addShot(one, "clip.1", c).cut)).toEqual(["clip.3", "clip.1"]);
});

test("a trim stays within the clip and above the shortest length, and the end of the clip is null", () => {
  const { cut, b } = begun();
  const trimmed = (edges: { from?: number; to?: number }, on = cut) => {
    const { from, to } = trimShot(on, b, edges, source("clip.2", 3)).shots[1] ?? {};
    return [from, to];
  };
  expect(trimmed({ from: 0.4 })).toEqual([0.4, null]);
  expect(trimmed({ from: -1 })).toEqual([0, null]);
  expect(trimmed({ from: 9 })).toEqual([2.8, null]);
  expect(trimmed({ to: 1.23456 })).toEqual([0, 1.235]);
  expect(trimmed({ to: 7 })).toEqual([0, null]);
  expect(trimmed({ to: 0 })).toEqual([0, 0.2]);
});

test("the halves of a split shot show the whole, and the second one keeps the join", () => {
  const { cut, b } = begun();
  const joined = setJoin(cut, b, { kind: "wipe", seconds: 0.5 });
  const { cut: split, id } = splitShot(joined, b, 1.2);
  expect(split.shots.slice(1, 3)).toMatchObject([
    { id: b, from: 0, to: 1.2, join: { kind: "cut" } },
    { id, from: 1.2, to: null, join: { kind: "wipe", seconds: 0.5 } },
  ]);
  expect(placesOf(split, material).seconds).toBe(9);
  const [, whole = shot("clip.2")] = cut.shots;
  expect(canSplit({ ...whole, id: b }, source("clip.2", 3), 0.1)).toBe(false);
  expect(canSplit({ ...whole, id: b }, source("clip.2", 3), 2.9)).toBe(false);
});

test("the cut for the API has no ids, no empty texts, and its subtitles in order", () => {
  const edited = editedOf({
    ...film,
    title: { text: "  ", seconds: 2.5 },
    subtitles: [
      { from: 2, to: 3, text: "second" },
      { from: 1, to: 2, text: " " },
      { from: 0, to: 1, text: "first" },
    ],
  });
  expect(cutOf(edited)).toEqual({
    ...film,
    subtitles: [
      { from: 0, to: 1, text: "first" },
      { from: 2, to: 3, text: "second" },
    ],
  });
});

test("a draft is taken up, another version of the film can be undone, and changes are never lost", () => {
  const { cut, a } = begun();
  const changed = moveShot(cut, a, 2);
  const loaded = (value = editedOf(film)) => ({ type: "loaded", value, draft: null }) as const;
  const opened = cutReducer(null, loaded(cut));
  const drafted = cutReducer(null, { type: "loaded", value: cut, draft: { base: "another", value: changed } });
  expect(drafted).toMatchObject({ isElsewhere: true, history: { now: changed, past: [cut] } });

  // The same film again, with other ids, changes nothing.
  expect(cutReducer(opened, loaded())).toBe(opened);
  const other = editedOf({ ...film, burn: true });
  const chosen = cutReducer(opened, loaded(other));
  expect(chosen?.history.now).toBe(other);
  expect(cutReducer(chosen, { type: "undo" })?.history.now).toBe(cut);

  const edited = cutReducer(opened, { type: "changed", value: changed, about: null });
  expect(cutReducer(edited, loaded(other))).toMatchObject({ isElsewhere: true, history: { now: changed } });
  // After it was joined, undo still works.
  const joined = cutReducer(edited, loaded(editedOf(cutOf(changed))));
  expect(joined).toMatchObject({ isElsewhere: false, history: { now: changed, past: [cut] } });
});
