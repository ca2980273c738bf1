import { expect, test } from "vitest";
import { runAtEngine, runsOfEvent } from "./run-status";

/** Responses of Inngest's server 1.43 and of the embedded engine. */
const unknownAtInngest = {
  status: 200,
  json: { error: "Unable to load function run: 01HZ", data: null, status: 500 },
};
const unknownHere = { status: 404, json: { error: "no run 01HZ", status: 404 } };
const run = (status: string) => ({ status: 200, json: { data: { run_id: "01HZ", status, ended_at: null } } });
const queued = (...kinds: string[]) => ({ status: 200, json: { data: kinds.map((kind) => ({ kind })), metadata: {} } });
const noSuchDoor = { status: 404, json: { error: "not found", status: 404 } };
const away = { status: 503, json: undefined };

const state = (ofRun: object, ofQueue: object = noSuchDoor) =>
  runAtEngine("01HZ", async (path) => {
    const answer = path === "/v1/runs/01HZ" ? ofRun : path === "/v1/runs/01HZ/jobs" ? ofQueue : away;
    return { status: 0, json: undefined, ...answer };
  });

test("a run that the engine does not know is forgotten, in each engine's form", async () => {
  expect(await state(unknownAtInngest)).toBe("forgotten");
  expect(await state(unknownHere)).toBe("forgotten");
});

test.each(["Completed", "Failed", "Cancelled"])("an ended run cannot end its job any longer: %s", async (status) => {
  expect(await state(run(status))).toBe("forgotten");
});

test("a run with the status Running and an empty queue is idle", async () => {
  expect(await state(run("Running"), queued())).toBe("idle");
});

test("a run with only pauses in its queue waits", async () => {
  expect(await state(run("Running"), queued("pause"))).toBe("waits");
  expect(await state(run("Running"), queued("pause", "pause"))).toBe("waits");
});

test.each(["start", "edge", "sleep", "edge-error"])("a run with queued work is running: %s", async (kind) => {
  expect(await state(run("Running"), queued("pause", kind))).toBe("running");
});

test("without an answer of the engine the run is not forgotten", async () => {
  expect(await state(away)).toBe("running");
  expect(await state({ status: 401, json: undefined })).toBe("running");
  expect(await state(run("Running"), away)).toBe("running");
  expect(await state(run("Running"), noSuchDoor)).toBe("running");
});

test("the engine returns the runs of an event, or the answer is unknown", async () => {
  const told = (answer: object) => runsOfEvent("01HE", async () => ({ status: 200, json: undefined, ...answer }));
  expect(await told({ json: { data: [{ run_id: "01HZ", status: "Running" }] } })).toEqual(["01HZ"]);
  expect(await told({ json: { data: [] } })).toEqual([]);
  expect(await told({ json: { data: null } })).toEqual([]);
  expect(await told(unknownHere)).toEqual([]);
  expect(await told(away)).toBeNull();
});
