import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "@/lib/client/client";
import type { Job, Quote, Step } from "@/lib/schemas/job";
import { startApp, type TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";

/** A film from a topic by vendors that the settings name: the sandbox replaces them, and its log has each submit. */

let testApp: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  testApp = await startApp({
    ...{ SANDBOX_INSTANT: "1", RECONCILE_SECONDS: "2" },
    LANGUAGE: "openai-compatible:any-model",
    LANGUAGE_STORYBOARD: "openai:gpt-5.1",
    TEXT_TO_IMAGE: "replicate:flux-schnell",
    IMAGE_TO_VIDEO: "fal:wan-2.5, replicate:wan-2.5",
    SPEECH: "replicate:minimax-speech-02",
  });
  sandbox = sandboxOf(testApp);
  client = createClient(testApp.api);
}, 600_000);
afterAll(() => testApp?.close());

const patience = { timeout: 600_000 };
const request = (topic: string, options: object = {}) => ({
  model: "topic-film",
  options: { topic, style: "nature", duration: 12, seed: 5, ...options },
});
const step = (job: Job, key: string): Step => {
  const found = job.steps.find((one) => one.key === key);
  if (!found) throw new Error(`There is no step "${key}".`);
  return found;
};
const stepsOf = (job: Job, word: string) => job.steps.filter(({ key }) => new RegExp(`^${word}\\.\\d+$`).test(key));
/** The submits of a job's steps, by the vendor that accepted them. */
async function submitsOf(steps: Step[]) {
  const prompts = new Set(steps.map(({ prompt }) => prompt));
  return (await sandbox.submits()).filter(({ prompt }) => prompts.has(prompt)).map(({ service }) => service);
}

test("one fails in the middle: the next one makes its clip, and nothing is submitted twice", patience, async () => {
  const asked = request("How paper is made");
  const quote = await client.quote(asked);
  await sandbox.fault({ service: "fal", fault: "fail", count: 1 });
  const job = await client.wait(await client.generate(asked));
  await sandbox.fault();
  expect(job.status).toBe("completed");
  expect(step(job, "script").provider).toBe("openai-compatible:any-model");
  expect(step(job, "storyboard").provider).toBe("openai:gpt-5.1");
  const [frames, clips, narrations] = ["frame", "clip", "narration"].map((word) => stepsOf(job, word));
  const makers = (steps: Step[] = []) => steps.map(({ provider }) => provider).sort();
  const shots = frames?.length ?? 0;
  expect(makers(frames)).toEqual(Array(shots).fill("replicate:flux-schnell"));
  expect(makers(narrations)).toEqual(Array(shots).fill("replicate:minimax-speech-02"));
  expect(makers(clips)).toEqual([...Array(shots - 1).fill("fal:wan-2.5"), "replicate:wan-2.5"]);
  const submits = await submitsOf(clips ?? []);
  expect(submits.sort()).toEqual([...Array(shots).fill("fal"), "replicate"]);
  expect(await submitsOf(frames ?? [])).toHaveLength(shots);
  const costs = (word: string) =>
    quote.steps.filter(({ key, cost }) => new RegExp(`^${word}\\.\\d+$`).test(key) && cost > 0).map(({ cost }) => cost);
  expect(costs("clip")).toEqual(Array(shots).fill(0.5)); // 5 s for a shot of 4 s, at 0.1 a second
  expect(costs("frame")).toEqual(Array(shots).fill(0.003));
  expect(quote.cost.max).toBeGreaterThan(2 * quote.cost.estimated);
});

test("the storyboard gives the exact price of what is left, before and after it is changed", patience, async () => {
  const asked = { ...request("How glass is made"), review: ["storyboard"] };
  const job = await client.generate(asked);
  for await (const state of client.events(job.id)) if (state.status === "awaiting_review") break;
  const { document } = await client.storyboard(job.id);
  const gate = await client.job(job.id);
  expect(stepsOf(gate, "frame").map(({ key }) => key)).toEqual(document.shots.map((_, i) => `frame.${i + 1}`));
  expect(gate.cost.estimated).toBeLessThan(job.cost.estimated); // reserved for the most shots that the topic may need
  const [first, second] = document.shots;
  const quoteOf = (shots: unknown[]) =>
    client.request<Quote>("POST", `/v1/jobs/${job.id}/steps/storyboard/edit?dry_run=true`, { output: { shots } });
  const two = await quoteOf([first, { ...second, duration: 8 }]);
  const costs = two.steps.flatMap(({ key, cost }) => (/^(frame|clip)\.\d+$/.test(key) ? [[key, cost]] : []));
  expect(costs.sort()).toEqual([
    ...[
      ["clip.1", 0.5],
      ["clip.2", 1],
    ], // clips of 5 and 10 seconds
    ...[
      ["frame.1", 0.003],
      ["frame.2", 0.003],
    ],
  ]);
  await client.cancel(job.id);
});

test(
  "the web process is killed while clips are made: each is submitted once, and the film is finished",
  patience,
  async () => {
    await sandbox.fault({ service: "fal", fault: "slow", value: "20" });
    const { id } = await client.generate({
      ...request("How ink is made", { resolution: "360p" }),
      webhookUrl: testApp.receiver.url,
    });
    const isMade = ({ status }: Step) => status === "succeeded" || status === "cached";
    await expect
      .poll(
        async () => {
          const job = await client.job(id).catch(() => null);
          const [clips, narrations] = ["clip", "narration"].map((word) => (job ? stepsOf(job, word) : []));
          return clips?.some(({ status }) => status === "waiting") && narrations?.every(isMade);
        },
        { timeout: 300_000, interval: 200 },
      )
      .toBe(true);
    process.kill(testApp.app.pids.web ?? 0, "SIGKILL");
    expect((await testApp.receiver.webhookOf(id)).status).toBe("completed");
    const job = await client.job(id);
    for (const word of ["frame", "clip"]) {
      const steps = stepsOf(job, word);
      expect(await submitsOf(steps)).toHaveLength(steps.length);
      expect(steps.every(isMade)).toBe(true);
    }
  },
);
