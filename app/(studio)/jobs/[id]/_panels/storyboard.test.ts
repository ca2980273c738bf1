import { expect, test } from "vitest";
import type { Job, Model, Step } from "@/lib/schemas/job";
import { titleOf } from "@/lib/step-key";
import { isAhead, storyboard } from "./storyboard";

const step = (key: string, more: Partial<Step> = {}) => ({ key, status: "succeeded", prompt: null, ...more }) as Step;
const job = (steps: Step[], status: Job["status"] = "running") => ({ steps, status }) as Job;
const plan = ["write", "keyframe.1", "clip.1", "keyframe.2", "clip.2", "join"];
const model = { steps: plan.map((key) => ({ key, service: "any" })) } as Model;

const titles = (key: string) => titleOf({ keyframe: "Scene {n}: keyframe", clip: "Scene {n}: clip" }, key);

const names = (given: Job, of: Model | undefined = model) =>
  storyboard(given, of, titles).map(({ title, shots }) => [title, ...shots.map(({ part }) => part)]);

test("steps that share the words before the colon are one section, in the order of the plan", () => {
  const shuffled = ["join", "clip.2", "clip.1", "write", "keyframe.2", "keyframe.1"];
  expect(names(job(shuffled.map((key) => step(key))))).toEqual([
    ["Write", "Write"],
    ["Scene 1", "Keyframe", "Clip"],
    ["Scene 2", "Keyframe", "Clip"],
    ["Join", "Join"],
  ]);
});

test("while a job runs, planned steps have their place; once it has ended, only begun steps are shown", () => {
  const begun = [step("write")];
  expect(names(job(begun)).flat()).toContain("Scene 2");
  expect(names(job(begun, "cancelled"))).toEqual([["Write", "Write"]]);
});

test("a job with more shots than its model's example has them after the others, before the last steps", () => {
  const keys = ["write", "keyframe.1", "keyframe.2", "keyframe.3", "clip.1", "clip.2", "clip.3", "join"];
  expect(names(job(keys.map((key) => step(key)))).map(([title]) => title)).toEqual([
    ...["Write", "Scene 1", "Scene 2", "Scene 3", "Join"],
  ]);
});

test("a job with its own plan has only the shots of that plan", () => {
  const steps = [step("write"), step("keyframe.1", { status: "pending" }), step("clip.1", { status: "pending" })];
  expect(names(job(steps)).flat()).not.toContain("Scene 2");
});

test("a section's text is the prompt of its first step that has one", () => {
  const [section] = storyboard(job([step("keyframe.1", { prompt: "Fog." })], "completed"), undefined, titles);
  expect(section).toMatchObject({ title: "Scene 1", text: "Fog.", grouped: true });
});

test("planned, waiting and retried steps are still ahead; failed ones are not", () => {
  const shot = (status: Step["status"]) => ({ key: "a", part: "A", step: step("a", { status }) });
  expect(isAhead({ key: "a", part: "A", step: null })).toBe(true);
  expect([isAhead(shot("retrying")), isAhead(shot("succeeded")), isAhead(shot("failed"))]).toEqual([
    true,
    false,
    false,
  ]);
});
