import { expect, test } from "vitest";
import type { Step } from "@/lib/schemas/job";
import type { LiveJob } from "../_data/apply-event";
import { carriedOn } from "./job-progress";

const at = 1_000_000;
const step = (status: Step["status"], ends: number | null) =>
  ({ status, eta: ends === null ? null : new Date(at + ends * 1000).toISOString() }) as Step;
const job = (more: Partial<LiveJob> = {}): LiveJob =>
  ({
    status: "running",
    progress: { value: 0.5, stepsDone: 2, stepsTotal: 4 },
    estimatedWaitTime: 20,
    steps: [step("succeeded", null), step("waiting", 8), step("waiting", 12)],
    heardAt: at,
    ...more,
  }) as LiveJob;

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
  expect(carriedOn(job({ steps: [step("retrying", null)] }), at + 5_000)).toBe(0.5);
  expect(carriedOn(job(), at - 5_000)).toBe(0.5);
});
