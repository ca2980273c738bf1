import { expect, test } from "vitest";
import type { Script } from "@/lib/story/schemas";
import { addAfter, asEdited, asScript, changeScene, scriptFieldOf, splitAt, withScenes } from "./scenes";

type Scene = Script["structure"]["scenes"][number];
const scene = (change: Partial<Scene>): Scene => ({
  ...{ title: "Rise", description: "A kite.", dialogue: "", duration: 8, visual_notes: "", audio_notes: "" },
  ...change,
});
const script = (...scenes: Partial<Scene>[]): Script => ({
  ...{ title: "Kites", synopsis: "A kite flies.", content: "As a model wrote it." },
  structure: { opening: "", closing: "", narrator: "", scenes: scenes.map(scene) },
});

test("an unchanged script is written as it was read", () => {
  const read = script({}, { title: "Fall" });
  expect(asScript(asEdited(read))).toEqual(read);
});

test("the whole script as one text follows its scenes", () => {
  const edited = asEdited(script({}, { title: "Fall", dialogue: "It falls." }));
  const changed = withScenes(edited, changeScene(edited.scenes, "scene-1", { description: "A red kite." }));
  expect(asScript(changed).content).toBe("Rise\nA red kite.\n\nFall\nA kite.\nIt falls.");
});

test("a split scene keeps its seconds and its sentences, and a new one is empty", () => {
  const { scenes } = asEdited(script({ duration: 5.5, dialogue: "It rises. It turns." }, {}));
  const split = splitAt(scenes, 0).edited.map((one) => one.scene);
  expect(split.map(({ duration, dialogue }) => [duration, dialogue])).toEqual([
    [2.8, "It rises."],
    [2.7, "It turns."],
    [8, ""],
  ]);
  const { edited, id } = addAfter(scenes, 0);
  expect(edited.map((one) => one.id)).toEqual(["scene-1", id, "scene-2"]);
  expect(edited[1]?.scene).toMatchObject({ title: "", description: "", duration: 8 });
});

test("an error of the API is at the scene that was sent at its place, or at the script's field", () => {
  const edited = asEdited(script({}, {}));
  const moved = withScenes(edited, edited.scenes.toReversed());
  expect(scriptFieldOf("/output/structure/scenes/0/duration", moved)).toBe("scene-2/duration");
  expect(scriptFieldOf("/output/title", moved)).toBe("title");
  expect(scriptFieldOf("/output/structure/scenes/9/title", moved)).toBe("");
});
