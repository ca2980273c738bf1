import { expect, test } from "vitest";
import type { Job, Step } from "@/lib/schemas/job";
import { barsOf } from "./bars";

const time = (second: number) => new Date(second * 1000).toISOString();
const step = (key: string, from: number | null, to: number | null) =>
  ({ key, startedAt: from && time(from), finishedAt: to && time(to) }) as Step;
const spans = (steps: Step[], now = 0) => {
  const { bars, ...rest } = barsOf({ steps } as Job, now * 1000);
  return { ...rest, bars: bars.map(({ span }) => span && [span.from, span.to]) };
};

test("all steps share one scale from the first start, and running steps reach to now", () => {
  expect(spans([step("a", 100, 110), step("b", 105, null), step("c", null, null)], 130)).toEqual({
    bars: [[0, 10], [5, 30], null],
    seconds: 30,
    cuts: [],
  });
});

test("a pause in which nothing ran is cut out, so that a later take does not shrink the first one to dots", () => {
  expect(spans([step("a", 100, 110), step("b", 112, 120), step("again", 10_000, 10_010)])).toEqual({
    bars: [
      [0, 10],
      [12, 20],
      [20, 30],
    ],
    seconds: 30,
    cuts: [20],
  });
});

test("a job without a begun step has an empty scale", () => {
  expect(spans([step("a", null, null)])).toEqual({ bars: [null], seconds: 0, cuts: [] });
});
