import { expect, test } from "vitest";
import { parseScenes } from "@/lib/scenes/parse-scenes";
import { addAfter, asEdited, asOutput, canSplit, changeCard, excerptOf, settled, splitAt } from "./cards";

const texts = (cards: { text: string }[]) => cards.map(({ text }) => text);
const ids = (cards: { id: string }[]) => cards.map(({ id }) => id);

test("the cards are written as the workflow reads them, and are the same once saved", () => {
  const cards = asEdited(["A boat.\nIt turns.", "**下雨**了， "]);
  expect(asOutput(cards).text).toBe("Next Scene: A boat. It turns.\n\nNext Scene: 下雨了");
  expect(texts(settled(cards))).toEqual(parseScenes(asOutput(cards).text, 3));
  expect(ids(settled(cards))).toEqual(["scene-1", "scene-2"]);
});

test("a job without a scene has one empty card", () => {
  expect(asEdited([])).toEqual([{ id: "scene-1", text: "" }]);
});

test("a new card is empty and follows its neighbour", () => {
  const { edited, id } = addAfter(asEdited(["A boat.", "A bird."]), 0);
  expect(edited).toEqual([
    { id: "scene-1", text: "A boat." },
    { id, text: "" },
    { id: "scene-2", text: "A bird." },
  ]);
  expect(texts(changeCard(edited, id, "Fog."))).toEqual(["A boat.", "Fog.", "A bird."]);
});

test("a card is split at the caret, and the first half keeps its id", () => {
  const { edited, id } = splitAt(asEdited(["A boat crosses. It turns.", "A bird."]), 0, 6);
  expect(texts(edited)).toEqual(["A boat", "crosses. It turns.", "A bird."]);
  expect(ids(edited)).toEqual(["scene-1", id, "scene-2"]);
});

test.each([
  ["at a sentence", "A boat crosses. “It turns!” It sinks in the long evening.", "A boat crosses. “It turns!”"],
  ["at a Chinese sentence", "小船穿过湖面。它转弯。", "小船穿过湖面。"],
  ["at a clause", "A boat, which turns and turns", "A boat,"],
  ["at a word", "one two three four", "one two"],
  ["between characters", "😀😀😀", "😀"],
])("without a caret in the text a card is split %s near its middle", (_, text, first) => {
  for (const caret of [0, text.length + 2]) {
    const { edited } = splitAt(asEdited([` ${text} `]), 0, caret);
    expect(edited[0]?.text).toBe(first);
    expect(texts(edited).join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  }
});

test("a card with one character is not split", () => {
  expect([" ", "a ", "😀", "ab"].map(canSplit)).toEqual([false, false, false, true]);
});

test("of a long text the part is shown that differs", () => {
  const long = "A boat crosses the lake. ".repeat(20);
  expect(excerptOf("A boat.", "1. A boat.")).toBe("A boat.");
  expect(excerptOf(long, `1. ${long}`)).toBe(`${long.slice(0, 120)}…`);
  expect(excerptOf(long, `${long}Thank you.`)).toBe(`…${long.slice(-60)}`);
});
