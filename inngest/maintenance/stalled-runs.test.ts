import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import type { Job, StepStatus } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "@/testing/app";
import { engineOf } from "@/testing/engine-admin";
import { startsOf } from "@/testing/engine-starts";
import { followUntil } from "@/testing/follow-until";
import { sandboxOf } from "@/testing/sandbox-admin";

/**
 * An engine that keeps a job's run and loses what the run waits for, as Inngest's own server does when it is killed.
 * The reconciler runs each second, so that it finds a run waiting twice.
 */

let testApp: TestApp;
let picture: string;
let jobs = 0;

beforeAll(async () => {
  testApp = await startApp({
    SANDBOX_INSTANT: "1",
    ENGINE_FAULTS: "1",
    RECONCILE_SECONDS: "1",
    WAN_TALK_TIMEOUT: "4",
    SILENT_AFTER: "1",
    SILENT_FACTOR: "0.01",
  });
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());
beforeEach(() => sandboxOf(testApp).fault());

const start = (model: string, faults = "", more: Record<string, unknown> = {}) => {
  jobs += 1;
  const options = { prompt: `Job ${jobs}. ${faults}`, ...more };
  return generate(testApp.api, { model, input: [{ type: "image", url: picture }], options });
};
const ended = (job: Job) => follow(testApp.api, job, () => {});

/** Waits until a step of a job is in a state. */
const until = (job: Job, status: StepStatus) =>
  followUntil(testApp, job, ({ steps }) => steps.some((step) => step.status === status));

/** Submits that the sandbox accepted beyond the first of each call. The webhook URL contains the call. */
async function repeatedSubmits(): Promise<number> {
  const submits = await sandboxOf(testApp).submits();
  const calls = submits.map(({ webhookUrl }) => new URL(webhookUrl).pathname.split("/")[3]);
  return calls.length - new Set(calls).size;
}

test("a film completes although the engine loses the ends of its calls, and nothing is submitted twice", async () => {
  await engineOf(testApp).lose("ends", 4);
  const film = await start("next-scene");
  expect(await ended(film)).toMatchObject({ status: "completed", error: null });
  expect((await startsOf(testApp, film)).starts).toBeGreaterThan(1);
  expect(await repeatedSubmits()).toBe(0);
});

test("the run that waited for nothing is cancelled at the engine", async () => {
  await engineOf(testApp).lose("ends", 1);
  const job = await start("wan-i2v", "[fault:hold]");
  await until(job, "waiting");
  const { runId } = await startsOf(testApp, job);
  await sandboxOf(testApp).release();
  expect(await ended(job)).toMatchObject({ status: "completed" });
  expect(await engineOf(testApp).run(runId)).toMatchObject({ status: "Cancelled" });
});

test("a call whose wait the engine lost continues when its answer arrives", async () => {
  await engineOf(testApp).lose("waits", 1);
  const job = await start("wan-i2v", "[fault:slow=3]");
  expect(await ended(job)).toMatchObject({ status: "completed", error: null });
  expect((await startsOf(testApp, job)).starts).toBeGreaterThan(1);
  expect(await repeatedSubmits()).toBe(0);
});

test("a job whose call waits for a slow service is not started again meanwhile", async () => {
  const job = await start("wan-i2v", "[fault:slow=9]");
  await until(job, "waiting");
  const { starts } = await startsOf(testApp, job);
  expect(await ended(job)).toMatchObject({ status: "completed" });
  expect((await startsOf(testApp, job)).starts).toBe(starts);
});

test("the job's run waits again for a call that outlasts its wait", async () => {
  const job = await start("wan-talk", "[fault:submit-503=1,11]", { audio_prompt: "Hello." });
  await until(job, "retrying");
  const { runId } = await startsOf(testApp, job);
  await expect.poll(() => engineOf(testApp).steps(runId)).toContain("InngestInvokeTimeoutError");
  expect(await ended(job)).toMatchObject({ status: "completed", error: null });
  expect(await repeatedSubmits()).toBe(0);
});

test("a call whose run is cancelled at the engine continues in another run", async () => {
  const job = await start("wan-i2v", "[fault:hold]");
  await until(job, "waiting");
  await engineOf(testApp).cancelCalls(job.id);
  await sandboxOf(testApp).release();
  expect(await ended(job)).toMatchObject({ status: "completed", error: null });
  expect(await repeatedSubmits()).toBe(0);
});

test("the engine shows the run of a failed job as failed, with the job's message", async () => {
  const job = await start("wan-i2v", "[fault:fail=out of film]");
  const failed = await ended(job);
  expect(failed).toMatchObject({ status: "failed", error: { code: "service_failed" } });
  const { runId } = await startsOf(testApp, job);
  await expect
    .poll(() => engineOf(testApp).run(runId))
    .toMatchObject({
      status: "Failed",
      output: { message: failed.error?.message },
    });
  // Events after the end of a failed run change nothing of the job.
  expect(await ended(job)).toEqual(failed);
});

test("a refused call continues although the engine lost its run, and nothing is submitted twice", async () => {
  await engineOf(testApp).lose("ends", 1);
  const job = await start("wan-i2v", "[fault:submit-503=1,8]");
  await until(job, "retrying");
  await engineOf(testApp).cancelCalls(job.id);
  expect(await ended(job)).toMatchObject({ status: "completed", error: null });
  expect((await startsOf(testApp, job)).starts).toBeGreaterThan(1);
  expect(await repeatedSubmits()).toBe(0);
});

test("a call whose run the engine lost while its result is stored keeps the result", async () => {
  await engineOf(testApp).lose("ends", 1);
  const job = await start("wan-i2v", "[fault:result-late=2]");
  await until(job, "storing");
  await engineOf(testApp).cancelCalls(job.id);
  expect(await ended(job)).toMatchObject({ status: "completed", error: null });
  expect(await repeatedSubmits()).toBe(0);
});

test("a step that a person submitted again continues although the engine lost its wait", async () => {
  await engineOf(testApp).lose("waits", 1);
  await sandboxOf(testApp).fault({ service: "qwen-edit", fault: "no-webhook", count: 1 });
  const job = await start("qwen-edit");
  const headers = { "x-api-key": testApp.api.key, "content-type": "application/json" };
  const address = `${testApp.api.url}/v1/jobs/${job.id}`;
  const actions = async () => ((await (await fetch(address, { headers })).json()) as Job).steps[0]?.actions;
  await expect.poll(actions).toContain("submit_again");
  const body = JSON.stringify({ action: "submit_again" });
  const resolved = await fetch(`${address}/steps/qwen-edit/resolve`, { method: "POST", headers, body });
  expect(resolved.status).toBe(200);
  expect(await ended(job)).toMatchObject({ status: "completed", error: null });
  expect((await startsOf(testApp, job)).starts).toBeGreaterThan(1);
});
