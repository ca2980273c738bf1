import { expect, test } from "vitest";
import type { Job, Step } from "@/lib/schemas/job";
import { logOf } from "./log-entries";

const time = (second: number) => new Date(second * 1000).toISOString();
const step = (key: string, rest: Partial<Step>) =>
  ({ key, startedAt: null, finishedAt: null, tried: [], takes: [], ...rest }) as unknown as Step;
const log = (job: Partial<Job>) =>
  logOf({ createdAt: time(0), startedAt: null, finishedAt: null, steps: [], ...job } as unknown as Job).map((entry) =>
    ["step" in entry ? `${entry.step.key} ${entry.what}` : entry.what, Date.parse(entry.at) / 1000].join(" "),
  );

test("a job's log has its own states, and each step's submit, refusals, earlier takes and end, in order", () => {
  const refused = { provider: "fal:flux-dev", kind: "throttled", reason: "Too many requests.", at: time(4) };
  const takes = [
    { number: 1, chosen: false, finishedAt: time(7) },
    { number: 2, chosen: true, finishedAt: time(9) },
  ];
  const steps = [
    step("film", { startedAt: time(9), finishedAt: time(12) }),
    step("keyframe.1", { startedAt: time(3), finishedAt: time(9), tried: [refused], takes: takes as Step["takes"] }),
  ];
  expect(log({ startedAt: time(2), finishedAt: time(12), steps })).toEqual([
    "submitted 0",
    "began 2",
    "keyframe.1 sent 3",
    "keyframe.1 tried 4",
    "keyframe.1 take 7",
    "keyframe.1 done 9",
    "film sent 9",
    "film done 12",
    "ended 12",
  ]);
});

test("what has not happened yet is not in it", () => {
  expect(log({ steps: [step("film", {}), step("clip.1", { startedAt: time(1) })] })).toEqual([
    "submitted 0",
    "clip.1 sent 1",
  ]);
});
