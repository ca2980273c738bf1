import { expect, test } from "vitest";
import { safeFileName } from "./file-name";

test.each([
  ["The last boat", "The last boat"],
  ["最后一班渡轮", "最后一班渡轮"],
  ['a/b\\c: what? "no" <yes> | *', "a b c what no yes"],
  ["../../etc/passwd", "etc passwd"],
  [".hidden. . ", "hidden"],
  ["CON", "CON-"],
  ["nul.txt", "nul-.txt"],
  ["console", "console"],
  ["evil\u202Egpj.exe\0\n", "evil gpj.exe"],
  ["???", null],
  ["x".repeat(200), "x".repeat(80)],
])("the title %j is saved as %j", (title, name) => {
  expect(safeFileName(title)).toBe(name);
});
