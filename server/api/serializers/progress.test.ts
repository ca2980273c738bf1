import { expect, test } from "vitest";
import type { JobRow } from "@/db/jobs";
import type { Step } from "@/lib/schemas/job";
import { progressOf, remainingSeconds } from "./progress";

const now = Date.parse("2026-01-31T12:00:00Z");
const plan = [
  { key: "write", service: "qwen-vl", seconds: 2, endsAt: 2 },
  { key: "paint", service: "qwen-edit", seconds: 20, endsAt: 22 },
  { key: "join", service: "concat-upscale", seconds: 5, endsAt: 27 },
];
const job = { status: "running", plan } as unknown as JobRow;
const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();
const step = (key: string, of: Partial<Step>) =>
  ({ key, title: key, status: "pending", eta: null, startedAt: at(-10), ...of }) as Step;
const done = step("write", { status: "succeeded" });
const join = step("join", {});
const says = (...steps: Step[]) => [progressOf(job, steps, now).message, remainingSeconds(job, steps, now)];

test("a running step shows its own remaining time and that of the steps after it", () => {
  expect(says(done, step("paint", { status: "waiting", eta: at(10) }), join)).toEqual(["paint", 15]);
});

test("a late, refused or unconfirmed step shows no remaining time", () => {
  const late = step("paint", { status: "waiting", eta: at(-1) });
  expect(says(done, late, join)).toEqual(["paint is taking longer than usual.", null]);
  for (const status of ["retrying", "unconfirmed"] as const) {
    const held = step("paint", { status, message: "Busy. Next attempt at 12:00:30 UTC." });
    expect(says(done, held, join)).toEqual(["paint: Busy. Next attempt at 12:00:30 UTC.", null]);
  }
});

test("a step that waits for a place at its service says so, and shows no remaining time", () => {
  const message = "Waiting for a place at fal (4 of 4 in use).";
  const inLine = step("paint", { message, said: message });
  expect(says(done, inLine, join)).toEqual([`paint: ${message}`, null]);
  expect(says(step("write", { status: "waiting", eta: at(1) }), inLine)[0]).toBe("write");
});

test("between two steps the sentence names the next step; it says starting only before the first", () => {
  const painted = step("paint", { status: "succeeded" });
  expect(says(done, painted, join)).toEqual(["join: starting soon.", 5]);
  expect(says(step("write", {}), step("paint", {}), join)).toEqual(["Starting.", 27]);
  expect(says(done, painted, step("join", { status: "cached" }))[0]).toBe("Finishing.");
});
