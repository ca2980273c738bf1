import { expect, test } from "vitest";
import { usualCost } from "./job";

const call = { key: "clip.1", service: "wan-i2v", seconds: 10, endsAt: 10 };

test("the usual cost of a job is what it reserved without the later tries", () => {
  const plan = [
    { ...call, price: 0.3, usual: 0.1 },
    { ...call, price: 0.02, usual: 0, ifNeeded: true },
    { ...call, price: 0.05 },
  ];
  expect(usualCost({ costEstimated: 370_000, plan })).toBe(150_000);
});

test("steps that are out of date have nothing reserved", () => {
  const plan = [{ ...call, price: 0.3, usual: 0.1, outOfDate: true }];
  expect(usualCost({ costEstimated: 50_000, plan })).toBe(50_000);
});
