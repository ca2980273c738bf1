import { expect, test } from "vitest";
import { drawnLines, emsOf } from "./drawn-lines";

/** How drawn texts are broken into lines. */

test.each([
  ["a text that fits is one line", "How a violin is made", 12, ["How a violin is made"]],
  ["lines are about equally wide", "The life of a lighthouse keeper", 12, ["The life of a", "lighthouse keeper"]],
  ["Chinese is broken between its words", "一把小提琴是怎样做成的", 8, ["一把小提琴是", "怎样做成的"]],
  ["no line begins with a closing mark", "好的，我们走吧。", 7.5, ["好的，我们", "走吧。"]],
  ["an opening mark stays with its word", "我他说“你好世界”", 5.2, ["我他说", "“你好世界”"]],
])("%s", (_, text, most, lines) => {
  expect(drawnLines(text, most)).toEqual(lines);
});

test.each([
  ["a word that is wider than a line", "Donaudampfschifffahrtsgesellschaftskapitän", 8],
  ["120 Chinese characters", "中".repeat(120), 9],
  ["Japanese without spaces", "これはとても長い日本語の文章でございますので", 6],
])("%s stays within its lines, and nothing is lost", (_, text, most) => {
  const lines = drawnLines(text, most);
  expect(lines.join("")).toBe(text);
  for (const line of lines) expect(emsOf(line)).toBeLessThanOrEqual(most);
});
