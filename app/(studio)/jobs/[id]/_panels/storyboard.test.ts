import { expect, test } from "vitest";
import type { Job, Model, Step } from "@/lib/schemas/job";
import { isAhead, storyboard } from "./storyboard";

const step = (name: string, more: Partial<Step> = {}) => ({ name, status: "succeeded", prompt: null, ...more }) as Step;
const job = (steps: Step[], status: Job["status"] = "running") => ({ steps, status }) as Job;
const plan = ["write", "scene 1: keyframe", "scene 1: clip", "scene 2: keyframe", "scene 2: clip", "join"];
const model = { steps: plan.map((name) => ({ name, service: "any" })) } as Model;

const names = (given: Job, of: Model | undefined = model) =>
  storyboard(given, of).map(({ title, shots }) => [title, ...shots.map(({ part }) => part)]);

test("steps that share what stands before the colon are one section, in the order of the plan", () => {
  const shuffled = ["join", "scene 2: clip", "scene 1: clip", "write", "scene 2: keyframe", "scene 1: keyframe"];
  expect(names(job(shuffled.map((name) => step(name))))).toEqual([
    ["Write", "Write"],
    ["Scene 1", "Keyframe", "Clip"],
    ["Scene 2", "Keyframe", "Clip"],
    ["Join", "Join"],
  ]);
});

test("while a job runs, what is planned has its place; once it is over, only what was is shown", () => {
  const begun = [step("write")];
  expect(names(job(begun)).flat()).toContain("Scene 2");
  expect(names(job(begun, "cancelled"))).toEqual([["Write", "Write"]]);
});

test("a section's text is the prompt of its first step that has one", () => {
  const [section] = storyboard(job([step("scene 1: keyframe", { prompt: "Fog." })], "completed"), undefined);
  expect(section).toMatchObject({ title: "Scene 1", text: "Fog.", grouped: true });
});

test("what is planned, waiting or retried is still ahead; what failed is not", () => {
  const shot = (status: Step["status"]) => ({ name: "a", part: "A", step: step("a", { status }) });
  expect(isAhead({ name: "a", part: "A", step: null })).toBe(true);
  expect([isAhead(shot("retrying")), isAhead(shot("succeeded")), isAhead(shot("failed"))]).toEqual([
    true,
    false,
    false,
  ]);
});
