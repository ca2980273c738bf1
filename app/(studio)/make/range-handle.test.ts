import { expect, test } from "vitest";
import { hasRange, stepOf } from "./range-handle";
import type { OptionField } from "./schema-form";

const field = (more: Partial<OptionField>) => ({ initial: "768", whole: true, ...more }) as OptionField;

test("a handle's steps are multiples of the number's step, at most 200 of them", () => {
  const width = field({ min: 64, max: 2048, multipleOf: 2 });
  expect([hasRange(width), stepOf(width)]).toEqual([true, 16]);
  expect((768 - 64) % stepOf(width)).toBe(0);
  expect(stepOf(field({ min: 8, max: 60 }))).toBe(1);
  expect(stepOf(field({ min: 1, max: 10, whole: false }))).toBeCloseTo(0.1);
});

test("a number without limits or a default has no handle", () => {
  expect(hasRange(field({ min: 0 }))).toBe(false);
  expect(hasRange(field({ min: 64, max: 3840, initial: "" }))).toBe(false);
  expect(hasRange(field({ min: 0, max: 1_000_000 }))).toBe(false);
});
