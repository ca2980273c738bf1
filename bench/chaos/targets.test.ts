import { expect, test } from "vitest";
import type { Evidence } from "./evidence";
import { count, isMissed } from "./targets";

const address = (call: string) => `http://localhost:3000/api/answers/${call}/token`;

/** A run of two jobs that met every target: one film, and one whose webhook was lost. */
const good: Evidence = {
  jobs: [
    { id: "a", status: "completed", errorCode: null, errorStep: null, errorMessage: null, createdAt: 0, finishedAt: 9 },
    {
      id: "b",
      status: "failed",
      errorCode: "service_timeout",
      errorStep: "clip",
      errorMessage: "",
      createdAt: 0,
      finishedAt: 9,
    },
  ],
  ends: [
    { jobId: "a", type: "job.completed" },
    { jobId: "b", type: "job.failed" },
  ],
  calls: [
    {
      id: "1",
      jobId: "a",
      name: "clip",
      service: "wan-i2v",
      status: "succeeded",
      attempt: 1,
      releaseDue: 0,
      finishedAt: 8,
      serviceJobId: "s1",
      prompt: "",
      cost: 70_000,
    },
    {
      id: "2",
      jobId: "b",
      name: "clip",
      service: "wan-i2v",
      status: "failed",
      attempt: 1,
      releaseDue: 0,
      finishedAt: 8,
      serviceJobId: "s2",
      prompt: "",
      cost: 70_000,
    },
  ],
  answers: [{ callId: "1", id: "s1", status: "completed", createdAt: 7 }],
  usage: 140_000,
  deliveries: [
    { id: "m1", jobId: "a", status: "delivered" },
    { id: "m2", jobId: "b", status: "delivered" },
  ],
  unsentEvents: 0,
  storageKeys: ["aa/film.mp4"],
  integrity: "ok",
  submits: [
    { id: "s1", service: "wan-i2v", state: "completed", time: "", prompt: "", webhookUrl: address("1") },
    { id: "s2", service: "wan-i2v", state: "completed", time: "", prompt: "", webhookUrl: address("2") },
  ],
  happenings: [
    { happened: "answered", time: new Date(1_000).toISOString(), service: "qwen-vl", prompt: "take 1", cut: false },
    { happened: "told", time: "", id: "s1", webhookUrl: address("1"), says: "completed", status: 200 },
    { happened: "asked to cancel", time: "", id: "s2", status: 404 },
  ],
  kills: [{ name: "engine", at: 1_000 }],
  prices: { "wan-i2v": 70_000 },
  told: [
    { jobId: "a", webhookId: "m1", status: "completed" },
    { jobId: "b", webhookId: "m2", status: "failed" },
    { jobId: "b", webhookId: "m2", status: "failed" },
  ],
  files: ["aa/film.mp4"],
  unfinishedFiles: [],
};

const missed = (changes: Partial<Evidence>) =>
  count(["a", "b"], { ...good, ...changes })
    .filter(isMissed)
    .map(({ what, found }) => `${what}: ${found}`);

test("a run in which nothing went wrong misses no target; a webhook may come again under its id", () => {
  expect(missed({})).toEqual([]);
  const found = Object.fromEntries(count(["a", "b"], good).map((one) => [one.what, one.found]));
  expect(found["failed: the webhook never came: lost, or sent while web was down"]).toBe(1);
  expect(found["webhooks sent again under their id"]).toBe(1);
});

test("every kind of damage is counted under its name", () => {
  const [first, second] = good.submits;
  const [told] = good.told;
  const [film, broken] = good.calls;
  if (!first || !second || !told || !film || !broken) throw new Error("the example lost its rows");
  expect(missed({ ends: [...good.ends, { jobId: "a", type: "job.failed" }] })).toEqual(["ended once: 1"]);
  expect(missed({ submits: [first, second, { ...first, id: "s3" }] })).toEqual([
    "repeated submits: 1",
    "costs that differ from what services finished: 1",
  ]);
  expect(missed({ submits: [first, { ...second, state: "queued" }] })).toEqual(["orphans at services: 1"]);
  expect(missed({ calls: [{ ...film, releaseDue: 1 }, broken] })).toEqual(["calls still to be given back: 1"]);
  expect(missed({ calls: [{ ...film, status: "waiting" }, broken] })).toEqual(["open calls of ended jobs: 1"]);
  expect(missed({ unfinishedFiles: [".tmp/1.part"] })).toEqual(["leaked files: unfinished: 1"]);
  expect(missed({ files: [] })).toEqual(["rows without their file: 1"]);
  expect(missed({ storageKeys: [] })).toEqual(["leaked files: without a row: 1"]);
  expect(missed({ told: [told] })).toEqual(["webhooks missing: 1"]);
  expect(missed({ told: [...good.told, { ...told, webhookId: "m9" }] })).toEqual([
    "webhooks duplicated (another id): 1",
  ]);
  expect(missed({ integrity: "row 3 missing from index" })).toHaveLength(1);
});

test("a call that failed although its answer was there is our own failure", () => {
  const answers = [...good.answers, { callId: "2", id: "s2", status: "completed", createdAt: 7 }];
  expect(missed({ answers })).toEqual(["failed for another reason: 1"]);
});

test("what the services saw is held against what is remembered", () => {
  const [answered, told, asked] = good.happenings;
  const [first, second] = good.submits;
  if (!answered || !told || !asked || !first || !second) throw new Error("the example lost its rows");
  const again = "answers asked for again without a kill or fault: 1";
  expect(missed({ happenings: [...good.happenings, answered] })).toEqual([again]);
  const web = [{ name: "web" as const, at: 1_100 }];
  expect(missed({ happenings: [...good.happenings, answered], kills: web })).toEqual([]);
  expect(missed({ happenings: [{ ...answered, cut: true } as typeof answered, ...good.happenings] })).toEqual([]);
  expect(missed({ happenings: [...good.happenings, { ...told, id: "s9" } as typeof told] })).toEqual([
    "answers thanked for with 200 and not kept: 1",
  ]);
  const late = { ...second, since: new Date(10).toISOString() };
  expect(missed({ submits: [first, late] })).toEqual([]);
  expect(missed({ submits: [first, late], happenings: [answered, told] })).toEqual([
    "finished work of an ended job, never asked to cancel: 1",
  ]);
  expect(missed({ submits: [first, { ...second, state: "cancelled" }] })).toEqual([
    "costs that differ from what services finished: 1",
  ]);
  expect(missed({ submits: [first, { ...second, state: "lost" }] })).toEqual([]);
  expect(missed({ usage: 70_000 })).toEqual(["charged on calls, and not on a day: 70000"]);
});
