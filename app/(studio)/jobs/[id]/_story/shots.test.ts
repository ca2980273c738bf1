import { expect, test } from "vitest";
import type { Shot } from "@/lib/story/schemas";
import { canSplit, moveTo } from "./parts";
import { addAfter, asEdited, asStoryboard, shotFieldOf, splitAt } from "./shots";

const shot = (change: Partial<Shot>): Shot => ({
  ...{ scene_number: 1, title: "", description: "A kite.", dialogue: "", camera_movement: "pan_left" },
  ...{ shot_type: "wide", duration: 4, composition_notes: "", lighting: "dusk", color_palette: ["#112233"] },
  ...change,
});
const board = (...shots: Partial<Shot>[]) => asEdited({ shots: shots.map(shot) });

test("a split shot keeps its seconds and its sentences", () => {
  const { edited, id } = splitAt(board({ duration: 5.5, dialogue: "It rises. It turns! It falls" }, {}), 0);
  const { shots } = asStoryboard(edited);
  expect(shots.map(({ duration }) => duration)).toEqual([2.8, 2.7, 4]);
  expect(shots.map(({ dialogue }) => dialogue)).toEqual(["It rises. It turns!", "It falls", ""]);
  expect(shots[1]).toMatchObject({ description: "A kite.", shot_type: "wide" });
  expect(edited[0]?.id).toBe("shot-1");
  expect(edited[1]?.id).toBe(id);
});

test("Chinese sentences are split as well", () => {
  const { edited } = splitAt(board({ dialogue: "风筝升起。它转弯。" }), 0);
  expect(asStoryboard(edited).shots.map(({ dialogue }) => dialogue)).toEqual(["风筝升起。", "它转弯。"]);
});

test("a shot is split only if each part has its second", () => {
  expect([1.9, 2].map((duration) => canSplit(shot({ duration })))).toEqual([false, true]);
});

test("a new shot has the scene and the light of the previous shot, and is no longer than can be made", () => {
  const { edited, id } = addAfter(board({ scene_number: 3 }, { scene_number: 4 }), 0, 2);
  expect(edited.map((one) => one.id)).toEqual(["shot-1", id, "shot-2"]);
  expect(edited[1]?.shot).toMatchObject({ scene_number: 3, description: "", lighting: "dusk", duration: 2 });
});

test("a moved shot keeps its id", () => {
  const ids = (edited: { id: string }[]) => edited.map(({ id }) => id);
  expect(ids(moveTo(board({}, {}, {}), 0, 2))).toEqual(["shot-2", "shot-3", "shot-1"]);
  expect(ids(moveTo(board({}, {}, {}), 2, 0))).toEqual(["shot-3", "shot-1", "shot-2"]);
});

test("an error of the API is at the shot that was sent at its place", () => {
  const edited = moveTo(board({}, {}), 0, 1);
  expect(shotFieldOf("/output/shots/0/duration", edited)).toBe("shot-2/duration");
  expect(shotFieldOf("/output/shots/1", edited)).toBe("shot-1/description");
  expect(shotFieldOf("/output", edited)).toBe("");
  expect(shotFieldOf("/output/shots/9/duration", edited)).toBe("");
});
