import { afterAll, beforeAll, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import type { Job } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "@/testing/app";
import { killAndWait } from "@/testing/kill";
import { sandboxOf } from "@/testing/sandbox-admin";

/** Processes are killed while films run; the supervisor restarts them, and the reconciler the jobs. */

let testApp: TestApp;
let picture: string;
let films = 0;

beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1" });
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());

// Slow enough to be seen while it works.
const film = () => {
  films += 1;
  const options = { prompt: `Film ${films}. [fault:qwen-edit:slow=8]` };
  return generate(testApp.api, { model: "next-scene", input: [{ type: "image", url: picture }], options });
};

/** Waits until a job is in the middle of its keyframes. */
async function midway(job: Job): Promise<void> {
  const found = new AbortController();
  const signal = AbortSignal.any([found.signal, AbortSignal.timeout(240_000)]);
  await follow({ ...testApp.api, signal }, job, (now) => {
    if (now.steps.some(({ key, status }) => key === "keyframe.1" && status === "waiting")) found.abort();
  }).catch((error) => {
    if (!found.signal.aborted) throw error;
  });
}

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
    await midway(job);
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
