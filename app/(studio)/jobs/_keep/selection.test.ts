import { expect, test } from "vitest";
import { between } from "./selection";

const shown = ["a", "b", "c", "d"].map((id) => ({ id }));

test("a range has both of its ends, in either direction", () => {
  expect(between(shown, "b", "d")).toEqual(["b", "c", "d"]);
  expect(between(shown, "d", "b")).toEqual(["b", "c", "d"]);
  expect(between(shown, "c", "c")).toEqual(["c"]);
});

test("without a first end, or when it is no longer shown, it is the one alone", () => {
  expect(between(shown, null, "c")).toEqual(["c"]);
  expect(between(shown, "gone", "c")).toEqual(["c"]);
});
