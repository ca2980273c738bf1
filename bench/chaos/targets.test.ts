import { describe, expect, test } from "vitest";
import { isMissed } from "./counted";
import type { Evidence } from "./evidence";
import { requestedAgain } from "./sandbox-audit";
import { count } from "./targets";

const address = (call: string) => `http://localhost:3000/api/answers/${call}/token`;

/** A run of two jobs that met every target: one film, and one whose webhook was lost. */
const good: Evidence = {
  jobs: [
    {
      ...{ id: "a", keyId: "k", model: "next-scene", retries: 0 },
      status: "completed",
      errorCode: null,
      errorStep: null,
      errorMessage: null,
      createdAt: 0,
      finishedAt: 9,
    },
    {
      ...{ id: "b", keyId: "k", model: "next-scene", retries: 0 },
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
      key: "clip",
      service: "wan-i2v",
      status: "succeeded",
      createdAt: 1,
      attempt: 1,
      cancelPending: 0,
      finishedAt: 8,
      serviceJobId: "s1",
      prompt: "",
      cost: 70_000,
    },
    {
      id: "2",
      jobId: "b",
      key: "clip",
      service: "wan-i2v",
      status: "failed",
      createdAt: 1,
      attempt: 1,
      cancelPending: 0,
      finishedAt: 8,
      serviceJobId: "s2",
      prompt: "",
      cost: 70_000,
    },
  ],
  answers: [{ callId: "1", id: "s1", status: "completed", createdAt: 7 }],
  usage: [{ keyId: "k", charged: 140_000 }],
  deliveries: [
    { id: "m1", jobId: "a", status: "delivered", ended: "completed" },
    { id: "m2", jobId: "b", status: "delivered", ended: "failed" },
  ],
  unsentEvents: 0,
  storageKeys: ["aa/film.mp4"],
  integrity: "ok",
  submits: [
    { id: "s1", service: "wan-i2v", state: "completed", time: "", prompt: "", callId: "1" },
    { id: "s2", service: "wan-i2v", state: "completed", time: "", prompt: "", callId: "2" },
  ],
  auditEvents: [
    {
      ...{ happened: "answered", service: "qwen-vl", prompt: "take 1", cut: false },
      ...{ received: new Date(900).toISOString(), time: new Date(1_000).toISOString() },
    },
    { happened: "told", time: "", id: "s1", webhookUrl: address("1"), says: "completed", status: 200 },
    { happened: "asked to cancel", time: "", id: "s2", status: 404 },
  ],
  kills: [{ name: "engine", at: 1_000 }],
  people: { retries: {}, resubmits: [], checks: 0, budget: { keyId: "k", limit: 210_000, refused: 1 } },
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

test("a run without faults misses no target; a webhook may be repeated with the same id", () => {
  expect(missed({})).toEqual([]);
  const found = Object.fromEntries(count(["a", "b"], good).map((one) => [one.what, one.found]));
  expect(found["failed: the webhook never came: lost, or sent while web was down"]).toBe(1);
  expect(found["webhooks repeated with the same id"]).toBe(1);
});

test("every kind of damage is counted in its own line", () => {
  const [first, second] = good.submits;
  const [told] = good.told;
  const [film, broken] = good.calls;
  if (!first || !second || !told || !film || !broken) throw new Error("the example lost its rows");
  expect(missed({ ends: [...good.ends, { jobId: "a", type: "job.failed" }] })).toEqual([
    "ended once, plus once per retry: 1",
  ]);
  expect(missed({ submits: [first, second, { ...first, id: "s3" }] })).toEqual([
    "repeated submits that no one requested: 1",
    "costs that differ from what services finished: 1",
  ]);
  expect(missed({ submits: [first, { ...second, state: "queued" }] })).toEqual(["orphans at services: 1"]);
  expect(missed({ calls: [{ ...film, cancelPending: 1 }, broken] })).toEqual([
    "calls still to be cancelled at services: 1",
  ]);
  expect(missed({ calls: [{ ...film, status: "waiting" }, broken] })).toEqual(["open calls of ended jobs: 1"]);
  expect(missed({ unfinishedFiles: [".tmp/1.part"] })).toEqual(["leaked files: unfinished: 1"]);
  expect(missed({ files: [] })).toEqual(["rows without their file: 1"]);
  expect(missed({ storageKeys: [] })).toEqual(["leaked files: without a row, beyond those of killed web processes: 1"]);
  expect(missed({ storageKeys: [], kills: [{ name: "web", at: 1_000 }] })).toEqual([]);
  expect(missed({ told: [told] })).toEqual(["webhooks missing: 1"]);
  expect(missed({ told: [...good.told, { ...told, webhookId: "m9" }] })).toEqual([
    "webhooks duplicated (another id): 1",
    "webhooks that report another end: 1",
  ]);
  expect(missed({ integrity: "row 3 missing from index" })).toHaveLength(1);
});

test("a call that failed although its answer had arrived is our own fault", () => {
  const answers = [...good.answers, { callId: "2", id: "s2", status: "completed", createdAt: 7 }];
  expect(missed({ answers })).toEqual(["failed for another reason: 1"]);
  const progress = answers.map((one) => (one.callId === "2" ? { ...one, status: "processing" } : one));
  expect(missed({ answers: progress })).toEqual([]);
});

test("the services' log is compared with the database", () => {
  const [answered, told, asked] = good.auditEvents;
  const [first, second] = good.submits;
  if (!answered || !told || !asked || !first || !second) throw new Error("the example lost its rows");
  const again = (changes: Partial<Evidence>) =>
    count(["a", "b"], { ...good, ...changes }).find(({ what }) => what === requestedAgain)?.found;
  expect(again({ auditEvents: [...good.auditEvents, answered] })).toBe(1);
  const web = (at: number) => ({ auditEvents: [...good.auditEvents, answered], kills: [{ name: "web" as const, at }] });
  expect([again(web(1_100)), again(web(950)), again(web(800))]).toEqual([0, 0, 1]);
  expect(again({ auditEvents: [{ ...answered, cut: true } as typeof answered, ...good.auditEvents] })).toBe(0);
  expect(missed({ auditEvents: [...good.auditEvents, { ...told, id: "s9" } as typeof told] })).toEqual([
    "answers accepted with 200 but not stored: 1",
  ]);
  const late = { ...second, since: new Date(10).toISOString() };
  expect(missed({ submits: [first, late] })).toEqual([]);
  expect(missed({ submits: [first, late], auditEvents: [answered, told] })).toEqual([
    "finished work of an ended job, never cancelled: 1",
  ]);
  expect(missed({ submits: [first, { ...second, state: "cancelled" }] })).toEqual([
    "costs that differ from what services finished: 1",
  ]);
  expect(missed({ submits: [first, { ...second, state: "lost" }] })).toEqual([]);
  expect(missed({ usage: [{ keyId: "k", charged: 70_000 }] })).toEqual([
    "charged on calls but missing in the daily usage: 70000",
    "budget: charged but missing in its usage: 70000",
  ]);
});

test("an id written as a number still counts as stored", () => {
  const [kept] = good.answers;
  if (!kept) throw new Error("the example lost its rows");
  expect(missed({ answers: [{ ...kept, id: 42 }] })).toEqual([]);
});

describe("a job that was retried", () => {
  const [film, broken] = good.jobs;
  const [done, once] = good.ends;
  if (!film || !broken || !done || !once) throw new Error("the example lost its rows");
  const people = { ...peopleOf(), retries: { b: { taken: 1, unanswered: 0 } } };
  const retried: Partial<Evidence> = {
    people,
    jobs: [film, { ...broken, retries: 1 }],
    ends: [done, once, once],
    deliveries: [...good.deliveries, { id: "m3", jobId: "b", status: "delivered", ended: "failed" }],
    told: [...good.told, { jobId: "b", webhookId: "m3", status: "failed" }],
  };

  test("ends once more, with another webhook id", () => {
    expect(missed(retried)).toEqual([]);
    expect(missed({ ...retried, ends: good.ends })).toEqual(["ended once, plus once per retry: 1"]);
    expect(missed({ ...retried, told: good.told })).toEqual(["webhooks missing: 1"]);
  });

  test("is retried as often as requested, and at most as often without an answer", () => {
    const wrong = ["retries lost, or not requested: 1"];
    expect(missed({ ...retried, people: peopleOf() })).toEqual(wrong);
    const asked = (taken: number, unanswered: number) => ({
      ...retried,
      people: { ...people, retries: { b: { taken, unanswered } } },
    });
    expect(missed(asked(2, 0))).toEqual(wrong);
    expect(missed(asked(0, 1))).toEqual([]);
  });
});

test("a submit that a person requested is allowed, a second one is a repetition", () => {
  const [first, second] = good.submits;
  const [film, broken] = good.calls;
  if (!first || !second || !film || !broken) throw new Error("the example lost its rows");
  const people = { ...peopleOf(), resubmits: [{ jobId: "a", step: "clip" }] };
  const twice = { ...first, id: "s3", state: "cancelled" };
  expect(missed({ people, submits: [first, twice, second] })).toEqual([]);
  expect(missed({ people, submits: [first, twice, { ...twice, id: "s4" }, second] })).toEqual([
    "repeated submits that no one requested: 1",
  ]);
});

test("the work and the charges of a key stay within its budget", () => {
  const budget = (limit: number, refused = 1) => ({
    people: { ...peopleOf(), budget: { keyId: "k", limit, refused } },
  });
  expect(missed(budget(100_000))).toEqual([
    "budget: accepted by services beyond it: 40000",
    "budget: charged beyond it: 40000",
  ]);
  expect(missed(budget(140_000, 0))).toEqual(["budget: reached: no"]);
});

test("a missing still of the work process misses a target", () => {
  const [film, broken] = good.jobs;
  if (!film || !broken) throw new Error("the example lost its rows");
  expect(missed({ jobs: [film, { ...broken, model: "thumbnail" }] })).toEqual([
    "stills missing from the work process: 1",
  ]);
});

function peopleOf() {
  if (!good.people) throw new Error("the example lost its people");
  return good.people;
}
