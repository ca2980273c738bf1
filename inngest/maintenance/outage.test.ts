import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { wrongIn } from "@/bench/chaos/invariant-check";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import type { Job, Step } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "@/testing/app";
import { followUntil } from "@/testing/follow-until";
import { sandboxOf } from "@/testing/sandbox-admin";

/** Stopped processes and changed clocks: every job ends once, and nothing is done twice. */

let testApp: TestApp;
let picture: string;
const jobs: Job[] = [];

beforeAll(async () => {
  const NODE_OPTIONS = `--import ${fileURLToPath(new URL("../../testing/moving-clock.mjs", import.meta.url))}`;
  // A service's time-out is 8 seconds, so that it passes while web is stopped; the clock jumps three hours, longer than
  // any lease.
  const settings = {
    SANDBOX_INSTANT: "1",
    SANDBOX_CONCURRENCY: "16",
    WAN_I2V_TIMEOUT: "8",
    QWEN_EDIT_TIMEOUT: "10800",
  };
  const NEXTSCENE_CLOCK = join(process.env.TMPDIR ?? "/tmp", `nextscene-clock-${process.pid}`);
  testApp = await startApp({ ...settings, NODE_OPTIONS, NEXTSCENE_CLOCK });
  testApp.api.key = (await createApiKey(testApp.app.settings, "outage")).key; // a key valid for an hour would expire with the clock
  picture = await upload(testApp.api, sample);
});
afterAll(async () => {
  rmSync(testApp.app.settings.NEXTSCENE_CLOCK ?? "", { force: true });
  await testApp.close();
});

async function start(model: string, faults = ""): Promise<Job> {
  const options = { prompt: `Job ${jobs.length}. ${faults}`.trim() };
  const input = [{ type: "image", url: picture }];
  const job = await generate(testApp.api, { model, input, options, cache: false, webhookUrl: testApp.receiver.url });
  jobs.push(job);
  return job;
}

const signal = (name: "web" | "engine" | "sandbox", what: NodeJS.Signals) =>
  process.kill(testApp.app.pids[name] ?? 0, what);
const end = (job: Job) => follow(testApp.api, job, () => {});
const nothingWrong = async () =>
  expect(
    await wrongIn(
      testApp,
      jobs.map(({ id }) => id),
    ),
  ).toEqual([]);

const until = (job: Job, status: Step["status"]) =>
  followUntil(testApp, job, ({ steps }) => steps.some((step) => step.status === status));

test("while the engine is stopped every job is accepted and /health says degraded; all complete when it is back", async () => {
  signal("engine", "SIGSTOP");
  const taken = await Promise.all(Array.from({ length: 5 }, () => start("qwen-edit")));
  expect(taken.map(({ status }) => status)).toEqual(taken.map(() => "queued"));
  const health = await fetch(`${testApp.api.url}/health`);
  expect([health.status, await health.json()]).toMatchObject([200, { status: "degraded", engine: { status: "down" } }]);
  signal("engine", "SIGKILL"); // it loses what it received meanwhile
  const ended = await Promise.all(taken.map(end));
  expect(ended.map(({ status }) => status)).toEqual(ended.map(() => "completed"));
  await nothingWrong();
});

test("web is stopped past a service's time-out while answers arrive and submits run: nothing is done twice", async () => {
  const started = await Promise.all([
    start("wan-i2v", "Slowly. [fault:slow=3]"),
    start("wan-i2v", "[fault:submit-slow=3]"),
    start("wan-i2v", "[fault:submit-slow=3] [fault:webhook-first]"),
    start("qwen-edit", "[fault:webhook-many=20]"),
    start("next-scene"),
  ]);
  const [slow, slowSubmit] = started;
  if (slow && slowSubmit) await Promise.all([until(slow, "waiting"), until(slowSubmit, "submitting")]);
  signal("web", "SIGSTOP");
  try {
    // Which of the other submits had left is chance; this one's answer comes while web is stopped.
    const isAnswered = async () =>
      (await sandboxOf(testApp).submits()).some(
        ({ prompt, state }) => state === "completed" && prompt.includes("Slowly."),
      );
    await vi.waitUntil(isAnswered, { timeout: 120_000, interval: 100 });
    await new Promise((resolve) => setTimeout(resolve, 10_000));
  } finally {
    signal("web", "SIGCONT");
  }
  const ended = await Promise.all(started.map(end));
  expect(ended.map(({ status }) => status)).toEqual(ended.map(() => "completed"));
  await nothingWrong();
});

test.each([
  ["an hour ahead", 3_600_000],
  ["back to the hour before", 0],
])(
  "the clock is set %s while everything runs: nothing breaks",
  async (_, ahead) => {
    const started = await Promise.all([
      start("next-scene", "[fault:qwen-edit:slow=4]"),
      start("qwen-edit", "[fault:submit-503=2]"),
      start("qwen-edit", "[fault:slow=4]"),
    ]);
    const [film, , slow] = started;
    if (film && slow) await Promise.all([until(film, "waiting"), until(slow, "waiting")]);
    writeFileSync(testApp.app.settings.NEXTSCENE_CLOCK ?? "", String(ahead));
    for (const name of ["web", "engine", "sandbox"] as const) signal(name, "SIGUSR2");
    const ended = await Promise.all([...started, await start("qwen-edit")].map(end));
    expect(ended.map(({ status, error }) => [status, error])).toEqual(ended.map(() => ["completed", null]));
    await nothingWrong();
  },
  120_000,
);
