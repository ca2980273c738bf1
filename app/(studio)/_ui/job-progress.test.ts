import { expect, test } from "vitest";
import { carriedOn } from "./job-progress";

const at = 1_000_000;
const step = (ends: number | null) => ({ eta: ends === null ? null : new Date(at + ends * 1000).toISOString() });
type Moving = Parameters<typeof carriedOn>[0];
const job = (more: Partial<Moving> = {}): Moving => ({
  status: "running",
  progress: { value: 0.5, stepsDone: 2, stepsTotal: 4, currentStep: null, message: "" },
  estimatedWaitTime: 20,
  working: [step(8), step(12)],
  heardAt: at,
  ...more,
});

test("between two events progress continues at the speed of the remaining time", () => {
  expect([0, 2, 4].map((second) => carriedOn(job(), at + second * 1000))).toEqual([0.5, 0.55, 0.6]);
});

test("it stops where the next step should be done", () => {
  expect(carriedOn(job(), at + 8_000)).toBeCloseTo(0.7, 6);
  expect(carriedOn(job(), at + 100_000)).toBeCloseTo(0.7, 6);
});

test("it does not move without a remaining time, or with a clock that is behind", () => {
  expect(carriedOn(job({ estimatedWaitTime: null }), at + 5_000)).toBe(0.5);
  expect(carriedOn(job({ status: "awaiting_review" }), at + 5_000)).toBe(0.5);
  expect(carriedOn(job({ working: [step(null)] }), at + 5_000)).toBe(0.5);
  expect(carriedOn(job(), at - 5_000)).toBe(0.5);
});
