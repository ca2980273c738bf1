import { expect, test } from "vitest";
import type { Output, Step, Take } from "@/lib/schemas/job";
import type { Section } from "../_panels/storyboard";
import { currentShot, gridOf, isPainted, scenesOf, seenIn, seenOfNumber } from "./scenes";

const file = (id: string, type: Output["type"]) => ({ id, type, thumbnailUrl: "a" }) as Output;
const step = (key: string, more: Partial<Step> = {}) =>
  ({ key, status: "succeeded", outputs: [], takes: [], outOfDate: null, ...more }) as unknown as Step;
const scene = (...steps: Step[]) => ({
  title: "Scene 1",
  shots: steps.map((one) => ({ key: one.key, part: one.key, step: one })),
});
const section = (title: string, keys: string[], grouped = true): Section => ({
  ...{ title, text: null, others: [], grouped },
  shots: keys.map((key) => ({ key, part: key, step: null })),
});

test("scenes are the sections with several steps of one number; a check of a step is none of them", () => {
  const sections = [
    section("Write the scenes", ["scenes"], false),
    section("Scene 1", ["keyframe.1", "clip.1"]),
    section("Shot 2", ["frame.2", "frame.check.2.1", "clip.2", "narration.2"]),
    section("Picture 1", ["cut.1"]),
    section("Card", ["card.title", "card.subtitle"]),
  ];
  expect(scenesOf(sections).map(({ title, shots }) => [title, ...shots.map(({ key }) => key)])).toEqual([
    ["Scene 1", "keyframe.1", "clip.1"],
    ["Shot 2", "frame.2", "clip.2", "narration.2"],
  ]);
});

test("a scene that the completed film does not need was removed; a job that failed shows those that it never made", () => {
  const shots = (...statuses: Step["status"][]) =>
    statuses.map((status, i) => ({ key: `part${i}.2`, part: "", step: step(`part${i}.2`, { status }) }));
  const removed = { ...section("Scene 2", []), shots: shots("skipped", "skipped") };
  const checked = { ...section("Scene 2", []), shots: shots("succeeded", "skipped") };
  expect(scenesOf([removed], "completed")).toEqual([]);
  expect(scenesOf([removed], "failed")).toHaveLength(1);
  expect(scenesOf([checked], "completed")).toHaveLength(1);
});

test("each number has its scene, painted from the first step on", () => {
  const made = scenesOf([section("Scene 1", ["keyframe.1", "clip.1"]), section("Scene 2", ["keyframe.2", "clip.2"])]);
  expect(isPainted(made)).toBe(false);
  const keyframe = step("keyframe.2", { startedAt: "2026-01-01T00:00:00Z", outputs: [file("k", "image")] });
  const painted = [...made, scene(keyframe, step("clip.2"))].toSpliced(1, 1);
  expect(isPainted(painted)).toBe(true);
  expect([1, 2, 3].map((number) => seenOfNumber(painted, number)?.file.id)).toEqual([undefined, "k", undefined]);
});

test("a scene shows its keyframe, then its clip; a sound takes the place of neither", () => {
  const keyframe = step("keyframe.1", { outputs: [file("k", "image")] });
  const sound = step("narration.1", { outputs: [{ ...file("s", "audio"), thumbnailUrl: null }] });
  expect(seenIn(scene(keyframe, step("clip.1", { status: "waiting" }), sound))?.file.id).toBe("k");
  expect(seenIn(scene(keyframe, step("clip.1", { outputs: [file("c", "video")] }), sound))?.file.id).toBe("c");
  expect(seenIn(scene(step("keyframe.1", { status: "waiting" })))).toBeNull();
});

test("while a step is made again its last take stays, as an old one", () => {
  const takes = [
    { number: 1, outputs: [file("c1", "video")] },
    { number: 2, outputs: [] },
  ] as unknown as Take[];
  const seen = seenIn(scene(step("clip.1", { status: "waiting", takes })));
  expect(seen).toMatchObject({ file: { id: "c1" }, isOld: true });
  const changed = step("clip.1", { outputs: [file("c", "video")], outOfDate: { cost: 1 } });
  expect(seenIn(scene(changed))).toMatchObject({ isOld: true });
});

test("the state of a scene is that of the step which failed, runs, or is next", () => {
  const of = (...statuses: Step["status"][]) =>
    currentShot(scene(...statuses.map((status, n) => step(`a${n}`, { status }))))?.key;
  expect([of("succeeded", "failed", "waiting"), of("succeeded", "waiting", "pending")]).toEqual(["a1", "a1"]);
  expect([of("succeeded", "pending"), of("succeeded", "succeeded")]).toEqual(["a1", "a1"]);
});

test("cards are in as few rows as possible, of equal length", () => {
  expect([gridOf(3, 4), gridOf(8, 6), gridOf(13, 4)]).toEqual([
    { columns: 3, rows: 1 },
    { columns: 4, rows: 2 },
    { columns: 4, rows: 4 },
  ]);
});
