import { expect, test } from "vitest";
import type { Call } from "@/db/calls";
import { wanI2v } from "@/lib/services";
import { isOverdue, waitSeconds } from "./poll";

/** The app may be away for long; `at(n)` is n seconds after the call's row was written. */
const created = Date.parse("2026-01-01T00:00:00Z");
const at = (seconds: number) => new Date(created + seconds * 1000);
const call = (changes: Partial<Call>) =>
  ({ createdAt: at(0), submittedAt: null, resolvedAt: null, ...changes }) as Call;
const patience = wanI2v.timeout;
const overdue = (changes: Partial<Call>, now: number) => isOverdue(call(changes), wanI2v, at(now).getTime());

test("a call that was never submitted is submitted, however long the app was away", () => {
  expect(overdue({ status: "pending" }, patience * 10)).toBe(false);
});

test("a refused call gets a last attempt, and fails when that is refused after the deadline", () => {
  expect(overdue({ status: "retrying", submittedAt: at(10) }, patience * 10)).toBe(false);
  expect(overdue({ status: "retrying", submittedAt: at(patience + 1) }, patience + 2)).toBe(true);
});

test("work that the service may have begun gets its whole time from then on", () => {
  for (const status of ["submitting", "unconfirmed", "waiting"] as const) {
    expect(overdue({ status, submittedAt: at(100) }, patience + 99)).toBe(false);
    expect(overdue({ status, submittedAt: at(100) }, patience + 100)).toBe(true);
  }
});

test("a person's decision restarts the service's time", () => {
  const settled = { status: "waiting" as const, submittedAt: at(0), resolvedAt: at(500) };
  expect(overdue(settled, patience + 499)).toBe(false);
  expect(overdue(settled, patience + 500)).toBe(true);
});

test("a service with a rhythm is polled in it, and a run of it stays below 1,000 steps", () => {
  const polled = { ...wanI2v, poll: () => ({ path: "/" }), pollEvery: 5 };
  for (const timeout of [60, 3600, 86_400, 7 * 86_400]) {
    let [seconds, rounds] = [0, 0];
    while (seconds < timeout) seconds += waitSeconds(++rounds, { ...polled, timeout });
    expect(rounds * 3).toBeLessThan(700);
  }
  expect([1, 60].map((round) => waitSeconds(round, polled))).toEqual([5, 5]);
  expect([1, 2, 9].map((round) => waitSeconds(round, wanI2v))).toEqual([15, 30, 300]);
});
