import fc from "fast-check";
import { expect, test } from "vitest";
import { longestRetryAfter, nextDelay } from "./webhook-backoff";

const [minute, hour] = [60, 3600];
const steps = [0, 5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

test("ten attempts: at once, then after 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h", () => {
  expect(steps.map((_, made) => nextDelay(made, null, 0.5))).toEqual(steps);
  expect(nextDelay(10)).toBeNull();
});

test("every delay is spread by up to 20 % either way", () => {
  expect(steps.map((_, made) => nextDelay(made, null, 0))).toEqual(steps.map((step) => step * 0.8));
  expect(nextDelay(1, null, 0.999_999_999)).toBeCloseTo(6);
  for (const [made, step] of steps.entries()) {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (random) => {
        const delay = nextDelay(made, null, random) ?? Number.NaN;
        return delay >= step * 0.8 && delay <= step * 1.2;
      }),
    );
  }
});

test("Retry-After is honoured up to twice the step, and never brings an attempt forward", () => {
  expect(nextDelay(1, 7, 0.5)).toBe(7);
  expect(nextDelay(1, 3600, 0.5)).toBe(10);
  expect(nextDelay(2, 1, 0.5)).toBe(300);
  expect(nextDelay(9, 1e9, 0.5)).toBe(48 * hour);
  expect(longestRetryAfter).toBe(48 * hour);
});
