import fc from "fast-check";
import { expect, test } from "vitest";
import { wordDiff } from "./word-diff";

const marked = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ kind, text }) => (kind === "same" ? text : kind === "removed" ? `[-${text}]` : `[+${text}]`))
    .join("");

test("words that differ are marked, and no others", () => {
  expect(marked("A kettle on the stove.", "A red kettle on the table.")).toBe(
    "A [+red ]kettle on the [-stove][+table].",
  );
  expect(marked("清晨的港口", "傍晚的港口")).toBe("[-清晨][+傍晚]的港口");
  expect(marked("The same.", "The same.")).toBe("The same.");
  expect(marked("", "New.")).toBe("[+New.]");
});

test("the pieces of a difference are both texts, whatever they are", () => {
  const text = fc.array(fc.constantFrom("a", "b", " ", "kite", ".", "风", "筝", "\n")).map((all) => all.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = wordDiff(before, after);
      const without = (kind: string) => pieces.flatMap((one) => (one.kind === kind ? [] : [one.text])).join("");
      expect(without("added")).toBe(before);
      expect(without("removed")).toBe(after);
    }),
  );
});

test("texts that are too long to compare are shown one after the other", () => {
  const [before, after] = ["a ".repeat(3000), "b ".repeat(3000)];
  expect(wordDiff(before, after).length).toBeGreaterThan(1);
});
