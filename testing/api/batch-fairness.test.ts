import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import type { Batch } from "@/lib/schemas/batch";
import type { Job } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** Batches of one key keep no other key waiting: the sandbox's log tells in which order services accepted the work. */

const atOnce = 4;
/** Places at `wan-i2v`. */
const places = 2;
let testApp: TestApp;

beforeAll(async () => {
  const limits = { BATCH_CONCURRENCY: String(atOnce), WAN_I2V_CONCURRENCY: String(places) };
  testApp = await startApp({ SANDBOX_INSTANT: "1", SANDBOX_CONCURRENCY: "16", ...limits });
});
afterAll(() => testApp?.close());
afterEach(() => sandboxOf(testApp).fault());

/** A key with its own picture, and its submits of work that takes a second, or as long as a fault of the sandbox says. */
async function customer(name: string, { model = "qwen-edit", fault = " [fault:slow=1]" } = {}) {
  const { key } = await createApiKey(testApp.app.settings, name);
  const by = callerOf(testApp, key);
  const input = [{ type: "image", url: await upload({ ...testApp.api, key }, sample) }];
  const request = (i: number) => ({
    model,
    input,
    options: { prompt: `${name} ${i}.${fault}`, seed: 1 },
    cache: false,
  });
  const batch = async (count: number): Promise<Batch> =>
    (await by.post("/v1/batches", { requests: Array.from({ length: count }, (_, i) => request(i)) })).json();
  const job = async (i: number, more: object = {}): Promise<Job> =>
    (await by.post("/v1/generate", { ...request(i), ...more })).json();
  const look = async (path: string) => (await by.get(path)).json();
  const end = (path: string) =>
    expect.poll(async () => (await look(path)).finishedAt, { timeout: 120_000, interval: 100 }).toBeTruthy();
  const cancel = (path: string) => by.post(`${path}/cancel`, {});
  return { batch, job, look, end, cancel };
}
const accepted = async () => (await sandboxOf(testApp).submits()).map(({ prompt }) => prompt.split(" ")[0] ?? "");

test("a single job of another key is accepted before the rest of a long batch", async () => {
  const [long, other] = [await customer("Long"), await customer("Other")];
  const batch = await long.batch(40);
  await expect.poll(async () => (await accepted()).length).toBeGreaterThanOrEqual(atOnce);
  const before = (await accepted()).length;
  const job = await other.job(0);
  await other.end(`/v1/jobs/${job.id}`);
  const place = (await accepted()).indexOf("Other");
  // What the long batch had in progress, and what took its place while the job was on its way.
  expect(place).toBeLessThanOrEqual(before + 2 * atOnce);
  await long.end(`/v1/batches/${batch.id}`);
});

test("two keys' batches take turns: neither is more than its share ahead of the other", async () => {
  const [first, second] = [await customer("First"), await customer("Second")];
  const [one, two] = await Promise.all([first.batch(24), second.batch(24)]);
  await Promise.all([first.end(`/v1/batches/${one.id}`), second.end(`/v1/batches/${two.id}`)]);
  let ahead = 0;
  const leads = (await accepted()).map((name) => {
    ahead += name === "First" ? 1 : name === "Second" ? -1 : 0;
    return Math.abs(ahead);
  });
  expect(Math.max(...leads)).toBeLessThanOrEqual(3 * atOnce);
});

test("a key's second batch begins while its first one runs", async () => {
  const key = await customer("Same");
  const long = await key.batch(30);
  const short = await key.batch(2);
  await key.end(`/v1/batches/${short.id}`);
  expect((await key.look(`/v1/batches/${long.id}`)).finishedAt).toBeNull();
  await key.end(`/v1/batches/${long.id}`);
});

test("at a service with two places, a batch of 1,000 keeps neither another key nor an urgent job waiting", async () => {
  const sandbox = sandboxOf(testApp);
  await sandbox.fault({ service: "wan-i2v", fault: "slow", value: 600 });
  const how = { model: "wan-i2v", fault: "" };
  const [thousand, single] = [await customer("Thousand", how), await customer("Single", how)];
  const batch = await thousand.batch(1000);
  const ofService = async () => (await sandbox.submits()).filter(({ service }) => service === "wan-i2v");
  await expect.poll(async () => (await ofService()).length, { timeout: 60_000 }).toBe(places);
  const job = await single.job(0);
  const urgent = await thousand.job(2000, { priority: "urgent" });
  for (const [by, { id }] of [[single, job] as const, [thousand, urgent] as const])
    await expect
      .poll(async () => (await by.look(`/v1/jobs/${id}`)).steps[0].message, { timeout: 60_000 })
      .toBe(`Waiting for a place at wan-i2v (${places} of ${places} in use).`);

  await sandbox.fault(); // what is submitted from here on takes no time
  const { items } = await thousand.look(`/v1/batches/${batch.id}?status=running`);
  const holder = items.data.find(({ job }: { job: Job }) => job.steps[0]?.status === "waiting");
  await thousand.cancel(`/v1/jobs/${holder.job.id}`);
  await single.end(`/v1/jobs/${job.id}`);
  const next = (await ofService()).slice(places, places + 2).map(({ prompt }) => prompt);
  expect(next).toEqual(["Thousand 2000.", "Single 0."]);
  await thousand.cancel(`/v1/batches/${batch.id}`);
  await thousand.end(`/v1/batches/${batch.id}`);
});
