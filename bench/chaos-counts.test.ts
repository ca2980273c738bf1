import { expect, test } from "vitest";
import { count, isMissed } from "./chaos-counts";
import type { Evidence } from "./chaos-evidence";

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
    },
  ],
  answers: [{ callId: "1", status: "completed", createdAt: 7 }],
  deliveries: [
    { id: "m1", jobId: "a", status: "delivered" },
    { id: "m2", jobId: "b", status: "delivered" },
  ],
  unsentEvents: 0,
  storageKeys: ["aa/film.mp4"],
  integrity: "ok",
  submits: [
    { id: "s1", service: "wan-i2v", state: "completed", prompt: "", webhookUrl: address("1") },
    { id: "s2", service: "wan-i2v", state: "completed", prompt: "", webhookUrl: address("2") },
  ],
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
  expect(missed({ submits: [first, second, { ...first, id: "s3" }] })).toEqual(["repeated submits: 1"]);
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
  const answers = [...good.answers, { callId: "2", status: "completed", createdAt: 7 }];
  expect(missed({ answers })).toEqual(["failed for another reason: 1"]);
});
