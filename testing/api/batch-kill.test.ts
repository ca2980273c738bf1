import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { upload } from "@/cli/film/api-client";
import type { Batch, BatchWithItems } from "@/lib/schemas/batch";
import { sample, startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { killAndWait } from "../kill";
import { sandboxOf } from "../sandbox-admin";

/** A batch outlives its processes: real processes, killed; the sandbox's log of accepted submits is the evidence. */

let testApp: TestApp;
let caller: Caller;
let picture: string;
const count = 50;

beforeAll(async () => {
  const crashes = { CRASH_AT: "after-job", RECONCILE_SECONDS: "2" };
  testApp = await startApp({ SANDBOX_INSTANT: "1", SANDBOX_CONCURRENCY: "16", ...crashes });
  caller = callerOf(testApp, testApp.api.key);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());

const submits = async () => (await sandboxOf(testApp).submits()).map(({ prompt }) => prompt);
const untilSubmitted = (least: number) =>
  expect.poll(async () => (await submits()).length, { timeout: 240_000, interval: 100 }).toBeGreaterThanOrEqual(least);

test.concurrent("web and engine are killed in a batch of 50: each job is made once and ends once, and one webhook comes", async () => {
  // Slow work, so that hardly a webhook is on its way to a killed process: services send theirs once.
  const requests = Array.from({ length: count }, (_, i) => ({
    model: "qwen-edit",
    input: [{ type: "image", url: picture }],
    options: { prompt: `Survivor ${i}. [fault:slow=6]`, seed: 1 },
    cache: false,
  }));
  const headers = { "idempotency-key": "survivors" };
  // The web process dies after it has stored the batch: the caller sends it again.
  const send = () =>
    caller.post("/v1/batches", { requests, webhookUrl: testApp.receiver.url }, headers).catch(() => null);
  const batch = await vi.waitFor(
    async () => {
      const answer = await send();
      expect(answer?.status).toBe(202);
      return (await answer?.json()) as Batch;
    },
    { timeout: 120_000, interval: 500 },
  );

  await untilSubmitted(16);
  await killAndWait(testApp, "web");
  await untilSubmitted(32);
  await killAndWait(testApp, "engine");

  expect((await testApp.receiver.webhookOf(batch.id)).status).toBe("completed");
  const end: BatchWithItems = await (await caller.get(`/v1/batches/${batch.id}?limit=100`)).json();
  expect([end.status, end.counts.completed, end.items.data.length]).toEqual(["completed", count, count]);
  // The log has the prompts without the fault's mark.
  expect((await submits()).sort()).toEqual(Array.from({ length: count }, (_, i) => `Survivor ${i}.`).sort());
  const ids = testApp.receiver.told().map(({ webhookId }) => webhookId);
  expect(new Set(ids).size).toBe(1);
}, 400_000);

test.concurrent("the process that ends a job dies before it starts the next one: the next one starts all the same", async () => {
  const crashing = await startApp({ SANDBOX_INSTANT: "1", CRASH_AT: "after-final-batch", RECONCILE_SECONDS: "2" });
  try {
    const by = callerOf(crashing, crashing.api.key);
    const input = [{ type: "image", url: await upload(crashing.api, sample) }];
    const requests = [1, 2, 3].map((i) => ({ model: "qwen-edit", input, options: { prompt: `One by one ${i}.` } }));
    const body = { requests, strategy: "sequential", webhookUrl: crashing.receiver.url };
    const { id }: Batch = await (await by.post("/v1/batches", body)).json();
    expect((await crashing.receiver.webhookOf(id)).status).toBe("completed");
    const made = (await sandboxOf(crashing).submits()).map(({ prompt }) => prompt);
    expect(made).toEqual(requests.map(({ options }) => options.prompt));
  } finally {
    await crashing.close();
  }
});

test.concurrent("the process that stores a batch dies in the middle: nothing of it stays, and the repeated request makes it once", async () => {
  const crashing = await startApp({ SANDBOX_INSTANT: "1", CRASH_AT: "mid-batch", RECONCILE_SECONDS: "1" });
  try {
    const by = callerOf(crashing, crashing.api.key);
    const input = [{ type: "image", url: await upload(crashing.api, sample) }];
    const requests = Array.from({ length: 100 }, (_, i) => ({
      ...{ model: "qwen-edit", input, options: { prompt: `Half ${i}.`, seed: 1 }, cache: false },
    }));
    const headers = { "idempotency-key": "half" };
    const post = () => by.post("/v1/batches", { requests, webhookUrl: crashing.receiver.url }, headers);
    await expect(post()).rejects.toThrow();
    const jobsThere = () => {
      const database = new Database(join(crashing.dataDir, "nextscene.db"), { readonly: true });
      const [jobs] = database.prepare("select count(*) from jobs").raw(true).get() as [number];
      database.close();
      return jobs;
    };
    await vi.waitFor(() => expect(jobsThere()).toBe(0), { timeout: 120_000, interval: 200 });
    const { data } = await (await by.get("/v1/batches")).json();
    expect(data).toEqual([]);

    const answers = await Promise.all([post(), post()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const [one, two]: Batch[] = await Promise.all(answers.map((answer) => answer.json()));
    expect(one?.id).toBe(two?.id);
    expect((await crashing.receiver.webhookOf(one?.id ?? "")).status).toBe("completed");
    const made = (await sandboxOf(crashing).submits()).map(({ prompt }) => prompt);
    expect(made.sort()).toEqual(requests.map(({ options }) => options.prompt).sort());
  } finally {
    await crashing.close();
  }
});
