import { afterAll, beforeAll, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { inParallel } from "@/lib/concurrency/in-parallel";
import type { Job } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "@/testing/app";
import { engineOf } from "@/testing/engine-admin";
import { startsOf } from "@/testing/engine-starts";
import { followUntil } from "@/testing/follow-until";
import { killAndWait } from "@/testing/kill";
import { sandboxOf } from "@/testing/sandbox-admin";

/** Processes are killed while films run; the supervisor restarts them, and the reconciler the jobs. */

let testApp: TestApp;
let picture: string;
let films = 0;

beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", RECONCILE_SECONDS: "5" });
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());

// Slow enough to be seen while it works.
const film = () => {
  films += 1;
  const options = { prompt: `Film ${films}. [fault:qwen-edit:slow=8]` };
  return generate(testApp.api, { model: "next-scene", input: [{ type: "image", url: picture }], options });
};

/** Waits until a step of a job waits for its service. */
const untilWaiting = (job: Job, key: string) =>
  followUntil(testApp, job, ({ steps }) => steps.some((step) => step.key === key && step.status === "waiting"));

/** The job's newest run at the engine. */
const runOf = async (job: Job) => (await startsOf(testApp, job)).runId;

/** Submits that the sandbox accepted beyond the first of each call. The webhook address names the call. */
async function repeatedSubmits(): Promise<number> {
  const submits = await sandboxOf(testApp).submits();
  const calls = submits.map(({ webhookUrl }) => new URL(webhookUrl).pathname.split("/")[3]);
  return calls.length - new Set(calls).size;
}

test.each(["engine", "web"] as const)(
  "a film survives that the %s is killed, and nothing is submitted twice",
  async (name) => {
    const job = await film();
    await untilWaiting(job, "keyframe.1");
    await killAndWait(testApp, name);
    const ended = await follow(testApp.api, job, () => {});
    expect(ended).toMatchObject({ status: "completed", error: null });
    expect(await repeatedSubmits()).toBe(0);
  },
);

test("a job that is accepted while the engine does not answer completes when it is back", async () => {
  const engine = testApp.app.pids.engine ?? 0;
  process.kill(engine, "SIGSTOP");
  const job = await film();
  expect(job.status).toBe("queued");
  process.kill(engine, "SIGKILL");
  expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
});

test("a job that the engine has forgotten starts again although hundreds of open jobs are older", async () => {
  const start = (prompt: string) =>
    generate(testApp.api, { model: "wan-i2v", input: [{ type: "image", url: picture }], options: { prompt } });
  const older = [...Array(410).keys()]; // more than two pages
  await inParallel(older, 20, async (i) => void (await start(`Clip ${i}. [fault:hold]`)));
  const job = await start("The last clip. [fault:hold]");
  await untilWaiting(job, "wan-i2v");
  await expect.poll(() => runOf(job)).not.toBe(""); // it has none, for a moment, while a busy engine starts it again
  const run = await runOf(job);
  await engineOf(testApp).cancelRun(run);
  await expect.poll(() => runOf(job)).toSatisfy((now) => now !== "" && now !== run);
});
