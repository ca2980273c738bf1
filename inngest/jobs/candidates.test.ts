import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import type { Job, ProblemBody, Quote, Step } from "@/lib/schemas/job";
import { callerOf } from "@/testing/caller";
import { sample } from "@/testing/sample";
import { sandboxOf } from "@/testing/sandbox-admin";
import { priced, type SharedApp, sharedApp } from "@/testing/shared-app";

/** Several takes of a step at once, through the public API; the sandbox's log shows the real requests. */

const price = Number(priced.WAN_I2V_PRICE);
let testApp: SharedApp;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;

beforeAll(async () => {
  testApp = await sharedApp(priced);
  sandbox = sandboxOf(testApp);
  picture = await upload(testApp.api, sample);
});
afterEach(() => sandbox.fault());
afterAll(() => testApp?.close());

let films = 0;
const ended = (job: Job) => follow(testApp.api, job, () => {});
const film = async () => {
  films += 1;
  const options = { prompt: `Morning ${films} comes over the harbour.`, seed: films * 100 };
  const input = [{ type: "image", url: picture }];
  return ended(await generate(testApp.api, { model: "next-scene", input, options }));
};
async function post<Body = Job>(path: string, body?: unknown) {
  const answer = await callerOf(testApp, testApp.api.key).post(path, body);
  return { status: answer.status, json: (await answer.json()) as Body };
}
const retake = <Body = Job>(job: Job, step: string, body: unknown, query = "") =>
  post<Body>(`/v1/jobs/${job.id}/steps/${step}/retake${query}`, body);
function step(job: Job, key: string): Step {
  const found = job.steps.find((one) => one.key === key);
  if (!found) throw new Error(`There is no step "${key}".`);
  return found;
}
const clips = async () => (await sandbox.submits()).filter(({ service }) => service === "wan-i2v").length;
const chosen = ({ takes }: Step) => takes.find((take) => take.chosen);

test("three candidates are quoted, made side by side and paid once each; the chosen one stays when the job continues", async () => {
  const first = await film();
  const body = { prompt: "A gull crosses the picture.", seed: 70, candidates: 3 };
  const quote = await retake<Quote>(first, "clip.2", body, "?dry_run=true");
  expect(quote.json.cost).toMatchObject({ estimated: 3 * price, max: 3 * price });
  await sandbox.fault({ service: "wan-i2v", fault: "hold" });
  const before = await clips();
  const { status, json } = await retake(first, "clip.2", body);
  expect(status).toBe(202);
  await expect.poll(clips).toBe(before + 3); // none has ended
  await sandbox.release();
  const made = await ended(json);
  expect([made.status, await clips()]).toEqual(["completed", before + 3]);
  expect(made.cost.actual - first.cost.actual).toBeCloseTo(3 * price);
  const { takes } = step(made, "clip.2");
  expect(takes.slice(1).map(({ seed, status }) => [seed, status])).toEqual(
    expect.arrayContaining([70, 71, 72].map((seed) => [seed, "succeeded"])),
  );
  expect(takes).toHaveLength(4);
  expect(chosen(step(made, "clip.2"))?.seed).toBe(72);

  const other = takes.find(({ seed }) => seed === 71);
  const picked = await ended((await post(`/v1/jobs/${first.id}/steps/clip.2/choose`, { take: other?.number })).json);
  expect(chosen(step(picked, "clip.2"))?.seed).toBe(71);
  const joined = await ended((await post(`/v1/jobs/${first.id}/continue`)).json);
  expect([joined.status, await clips()]).toEqual(["completed", before + 3]);
  expect(step(joined, "film").inputs.map(({ sha256 }) => sha256)).toContain(other?.outputs[0]?.sha256);
});

test("a candidate that fails leaves the others, and is not made again", async () => {
  const first = await film();
  await sandbox.fault({ service: "wan-i2v", fault: "fail", count: 1 });
  const made = await ended((await retake(first, "clip.1", { candidates: 2 })).json);
  await sandbox.fault();
  expect(made.status).toBe("completed");
  expect(step(made, "clip.1").status).toBe("succeeded");
  expect(
    step(made, "clip.1")
      .takes.map(({ status }) => status)
      .sort(),
  ).toEqual(["failed", "succeeded", "succeeded"]);
  const before = await clips();
  const quote = await post<Quote>(`/v1/jobs/${first.id}/continue?dry_run=true`);
  expect(quote.json.cost.max).toBe(0);
  const joined = await ended((await post(`/v1/jobs/${first.id}/continue`)).json);
  expect([joined.status, await clips()]).toEqual(["completed", before]);
});

test("all candidates that fail fail the step; a retry makes all of them", async () => {
  const first = await film();
  await sandbox.fault({ service: "wan-i2v", fault: "fail", count: 2 });
  const failed = await ended((await retake(first, "clip.1", { candidates: 2 })).json);
  await sandbox.fault();
  expect([failed.status, step(failed, "clip.1").status]).toEqual(["failed", "failed"]);
  const before = await clips();
  const retried = await ended((await post(`/v1/jobs/${first.id}/retry`)).json);
  expect([retried.status, await clips()]).toEqual(["completed", before + 2]);
});

test("a job that fails after its candidates makes none of them again when it is retried", async () => {
  const first = await film();
  await sandbox.fault(
    { service: "wan-i2v", fault: "fail", count: 1 },
    { service: "concat-upscale", fault: "fail", count: 1 },
  );
  const failed = await ended((await retake(first, "clip.1", { candidates: 2, continue: true })).json);
  await sandbox.fault();
  expect([failed.status, step(failed, "clip.1").status, step(failed, "film").status]).toEqual([
    ...["failed", "succeeded", "failed"],
  ]);
  const before = await clips();
  const quote = await post<Quote>(`/v1/jobs/${first.id}/retry?dry_run=true`);
  expect(quote.json.cost.max).toBe(0);
  const retried = await ended((await post(`/v1/jobs/${first.id}/retry`)).json);
  expect([retried.status, await clips()]).toEqual(["completed", before]);
});

test("the next re-take of a chosen candidate begins with its own seed", async () => {
  const first = await film();
  await ended((await retake(first, "clip.1", { seed: 40, candidates: 2 })).json);
  const again = await ended((await retake(first, "clip.1", { prompt: "The tide comes in." })).json);
  expect(step(again, "clip.1")).toMatchObject({ seed: 41, prompt: "The tide comes in." });
});

test("several steps have candidates at one price", async () => {
  const first = await film();
  const steps = ["clip.1", "clip.3"];
  const path = `/v1/jobs/${first.id}/retake`;
  const quote = await post<Quote>(`${path}?dry_run=true`, { steps, candidates: 2 });
  expect(quote.json.cost.max).toBeCloseTo(4 * price);
  const before = await clips();
  const made = await ended((await post(path, { steps, candidates: 2 })).json);
  expect([made.status, await clips()]).toEqual(["completed", before + 4]);
  for (const key of steps) expect(step(made, key).takes).toHaveLength(3);
});

test("candidates survive the death of the engine, and none is paid twice", async () => {
  const first = await film();
  await sandbox.fault({ service: "wan-i2v", fault: "hold" });
  const before = await clips();
  const { json } = await retake(first, "clip.2", { candidates: 3 });
  await expect.poll(clips).toBe(before + 3);
  process.kill(testApp.app.pids.engine ?? 0, "SIGKILL");
  await sandbox.release();
  const made = await ended(json);
  expect([made.status, await clips()]).toEqual(["completed", before + 3]);
});

test("a number that is not from 1 to 4 is refused at its field, and nothing starts", async () => {
  const first = await film();
  const before = await clips();
  for (const candidates of [5, 0, 1.5, "two", null]) {
    const { status, json } = await retake<ProblemBody>(first, "clip.1", { candidates });
    const detail = "Must be a whole number from 1 to 4.";
    expect([status, json.errors]).toEqual([400, [{ pointer: "/candidates", detail }]]);
  }
  expect(await clips()).toBe(before);
});
