import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wrongIn } from "@/bench/chaos/invariant-check";
import { upload } from "@/cli/film/api-client";
import type { ProcessName } from "@/cli/supervisor/supervisor";
import { createClient } from "@/lib/client/client";
import { serviceSetting } from "@/lib/env";
import type { Job, Step } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { killAndWait } from "../kill";
import { sandboxOf } from "../sandbox-admin";

/** A process is killed in the middle of a film from a topic. The sandbox's log, which survives, has each submit. */

let testApp: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let client: ReturnType<typeof createClient>;
let reference = "";
const films: string[] = [];
beforeAll(async () => {
  testApp = await startApp({
    ...{ SANDBOX_INSTANT: "1", SANDBOX_SUBMIT_LOG: "1", RECONCILE_SECONDS: "2" },
    // Texts are free here, and a step may be submitted again as soon as its service is silent.
    ...{ [serviceSetting("language-anthropic", "PRICE")]: "0", SILENT_AFTER: "0", SILENT_FACTOR: "0" },
  });
  sandbox = sandboxOf(testApp);
  client = createClient(testApp.api);
  reference = await upload(testApp.api, sample);
}, 600_000);
afterAll(() => testApp?.close());

const patience = { timeout: 600_000 };

async function start(topic: string): Promise<string> {
  const options = { topic, style: "nature", duration: 10, shots: 2, seed: 5, resolution: "360p" };
  const { id } = await client.generate({
    ...{ model: "topic-film", input: [{ type: "image", url: reference }], webhookUrl: testApp.receiver.url },
    options: { ...options, language_provider: "anthropic", speech_provider: "local:speech-local" },
  });
  films.push(id);
  return id;
}
const stepsOf = (job: Job, word: string) => job.steps.filter(({ key }) => key.split(".")[0] === word);
const isMade = ({ status }: Step) => status === "succeeded" || status === "cached";

/** Waits until a job is as wished; a process may be down meanwhile. */
async function until(id: string, isThere: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await client.job(id).catch(() => null);
    if (job && isThere(job)) return job;
    if (job?.error) throw new Error(`The job ended: ${job.error.message}`);
    await sleep(100);
  }
}
/** How often each pod accepted a request of these steps. */
async function accepted(steps: Step[]): Promise<number[]> {
  const submits = await sandbox.submits();
  return steps.map(({ prompt }) => submits.filter((one) => one.prompt === prompt).length);
}
async function kill(name: ProcessName): Promise<void> {
  const pid = testApp.app.pids[name] ?? 0;
  process.kill(pid, "SIGKILL");
  while (testApp.app.pids[name] === pid || testApp.app.pids[name] === undefined) await sleep(50);
}
/** The film is there once, and each of its works was submitted once. */
async function expectOnce(id: string): Promise<void> {
  expect((await testApp.receiver.webhookOf(id)).status).toBe("completed");
  const job = await client.job(id);
  expect(job.outputs.filter(({ type }) => type === "video")).toHaveLength(1);
  const pods = [...stepsOf(job, "frame"), ...stepsOf(job, "clip")].filter(({ key }) => !key.includes("check"));
  expect(pods).toHaveLength(4);
  expect(await accepted(pods)).toEqual([1, 1, 1, 1]);
  expect(await wrongIn(testApp, films)).toEqual([]);
}

test(
  "the engine is killed while frames are painted: nothing is submitted twice, and the film is finished",
  patience,
  async () => {
    await sandbox.fault({ service: "qwen-edit", fault: "hold" });
    const id = await start("How salt is won from the sea");
    await until(id, (job) => stepsOf(job, "frame").filter(({ status }) => status === "waiting").length === 2);
    await killAndWait(testApp, "engine");
    await sandbox.release();
    await sandbox.fault();
    await expectOnce(id);
  },
);

test("the work process is killed while the film is composed: it composes it again, at no cost", patience, async () => {
  const id = await start("How a rope is made");
  await until(id, (job) => stepsOf(job, "film").some(({ status }) => status === "waiting"));
  await kill("work");
  await expectOnce(id);
});

test(
  "the sandbox is killed with the clips: only what it lost is submitted again, when a person says so",
  patience,
  async () => {
    await sandbox.fault({ service: "wan-i2v", fault: "hold" });
    const id = await start("How a bell is cast");
    const held = await until(id, (job) => {
      const clips = stepsOf(job, "clip").filter(({ key }) => !key.includes("check"));
      return (
        clips.length === 2 &&
        clips.every(({ status }) => status === "waiting") &&
        stepsOf(job, "narration").every(isMade)
      );
    });
    await kill("sandbox");
    for (const { key } of stepsOf(held, "clip").filter(({ status }) => status === "waiting")) {
      await until(id, (job) => job.steps.some((step) => step.key === key && step.actions.includes("submit_again")));
      await client.resolve(id, key, { action: "submit_again" });
    }
    expect((await testApp.receiver.webhookOf(id)).status).toBe("completed");
    const job = await client.job(id);
    const shots = (word: string) => stepsOf(job, word).filter(({ key }) => !key.includes("check"));
    expect(await accepted([...shots("frame"), ...shots("clip")])).toEqual([1, 1, 2, 2]);
  },
);
