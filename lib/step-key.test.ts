import { describe, expect, test } from "vitest";
import { sceneOf, titleKey, titleOf, UsedKeys, writtenKey } from "./step-key";

test("a key is written as its word, and its number after a dot", () => {
  expect(writtenKey("film")).toBe("film");
  expect(writtenKey(["keyframe", 2])).toBe("keyframe.2");
  expect(writtenKey("intro.key-frame.12")).toBe("intro.key-frame.12");
});

test.each([
  ["a sentence", "join the film"],
  ["an empty word", ""],
  ["an upper-case letter", "Film"],
  ["a hyphen at the end", "key-"],
  ["an empty segment", "intro..film"],
  ["a number in front", "2.film"],
  ["a slash", "a/b"],
  ["a line break", "film\n"],
])("%s is refused with the key in the message", (_, key) => {
  expect(() => writtenKey(key)).toThrow(`The recipe uses the key "${key}".`);
});

test.each([0, -1, 1.5, Number.NaN])("the number %d is refused", (number) => {
  expect(() => writtenKey(["clip", number])).toThrow(`"clip.${number}"`);
});

test("one run of a workflow uses each key once", () => {
  const keys = new UsedKeys();
  expect([keys.add(["clip", 1]), keys.add(["clip", 2])]).toEqual(["clip.1", "clip.2"]);
  expect(() => keys.add("clip.1")).toThrow('The recipe uses the key "clip.1" twice.');
});

describe("a title", () => {
  const titles = { film: "Join the film", keyframe: "Scene {n}: keyframe", "intro.keyframe": "Intro, scene {n}" };

  test("has the number of the key in place of {n}", () => {
    expect(titleOf(titles, "film")).toBe("Join the film");
    expect(titleOf(titles, "keyframe.12")).toBe("Scene 12: keyframe");
    expect(titleOf(titles, "intro.keyframe.2")).toBe("Intro, scene 2");
    expect(titleKey("intro.keyframe.2")).toBe("intro.keyframe");
  });

  test("is the key when the unit no longer names the step", () => expect(titleOf(titles, "poster.1")).toBe("poster.1"));
});

test("steps of the same loop iteration belong to one scene", () => {
  expect(["keyframe.2", "clip.2", "film", "intro.clip.2"].map(sceneOf)).toEqual(["2", "2", null, "intro.2"]);
});
