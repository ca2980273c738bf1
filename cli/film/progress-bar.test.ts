import { expect, test } from "vitest";
import type { Job, Step } from "@/lib/schemas/job";
import { titleOf } from "@/lib/step-key";
import { readable } from "../supervisor/log-format";
import { duration, progressDrawer, progressLine } from "./progress-bar";

const titles = { keyframe: "Scene {n}: keyframe", clip: "Scene {n}: clip", film: "Join the film" };
const step = (key: string, status: Step["status"]) =>
  ({ key, title: titleOf(titles, key), status, error: null }) as Step;
const job = (value: number, steps: Step[]) =>
  ({ status: "running", progress: { value, message: "Working." }, estimatedWaitTime: 14, steps }) as Job;

test("the progress line names the running steps, the percentage and the time left", () => {
  const steps = [step("clip.1", "waiting"), step("keyframe.2", "storing"), step("clip.3", "pending")];
  expect(progressLine(job(0.42, steps), 120, 10)).toBe(
    "████░░░░░░   42 %  about 14 s left  Scene 1: clip, Scene 2: keyframe",
  );
  expect(progressLine(job(0.42, steps), 30, 10)).toHaveLength(30);
});

test("without a terminal each change of a step prints one line", () => {
  const lines: string[] = [];
  const drawer = progressDrawer({ write: (text) => lines.push(text) });
  for (const status of ["pending", "waiting", "waiting", "succeeded"] as const) {
    drawer.show(job(0.5, [step("film", status)]));
  }
  expect(lines).toEqual([
    " 50 %  Join the film: waiting, about 14 s left\n",
    " 50 %  Join the film: succeeded, about 14 s left\n",
  ]);
});

test("durations are in seconds, then in minutes", () => {
  expect([duration(0.2), duration(59.4), duration(95)]).toEqual(["1 s", "59 s", "1 min 35 s"]);
});

test("log lines of the processes are readable, without the start-up banner", () => {
  const line = { time: "2026-03-21T10:00:00.000Z", level: "info", message: "job completed", job: "job_1", ms: 12 };
  expect(readable(JSON.stringify(line), false)).toBe("job completed job=job_1 ms=12");
  expect(readable("  ▲ Next.js 16.4.5", false)).toBeNull();
  expect(readable("plain words", false)).toBe("plain words");
});
