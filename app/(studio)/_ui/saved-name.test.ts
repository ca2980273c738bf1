import { expect, test } from "vitest";
import { savedName } from "./saved-name";

test.each([
  ["Dandelion", "Scene 2: clip", "Dandelion - Scene 2 clip"],
  ["Dandelion", "", "Dandelion"],
  ["", "umbrella", "umbrella"],
  ["a/b: c?", "9:16, tall", "a b c - 9 16, tall"],
  ["..", "", ""],
  ["A \ud800 lone half", "", "A lone half"],
])("of %j and %j the file is %j", (job, part, name) => {
  expect(savedName(job, part)).toBe(name);
});

test("a long title gives way to the part, at the end of a word; the name is never too long", () => {
  const name = savedName(`${"word ".repeat(30)}`, "Scene 2: clip");
  expect(name).toMatch(/^(word )+- Scene 2 clip$/);
  for (const title of ["word ".repeat(30), "雨".repeat(120), "🌧".repeat(120)])
    for (const part of ["Scene 2: clip", "场景 2：片段", "part ".repeat(30)]) {
      const saved = savedName(title, part);
      expect([...saved].length).toBeLessThanOrEqual(80);
      expect(() => encodeURIComponent(saved)).not.toThrow();
    }
  expect(savedName("雨".repeat(120), "片段")).toMatch(/^雨{75} - 片段$/);
});
