import { afterAll, beforeAll, expect, test } from "vitest";
import { upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import type { Batch } from "@/lib/schemas/batch";
import type { Job } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** Batches of one key keep no other key waiting: the sandbox's log tells in which order services accepted the work. */

const atOnce = 4;
let testApp: TestApp;

beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", BATCH_CONCURRENCY: String(atOnce) });
});
afterAll(() => testApp?.close());

/** A key with its own picture, and its submits of work that takes a second. */
async function customer(name: string) {
  const { key } = await createApiKey(testApp.app.settings, name);
  const by = callerOf(testApp, key);
  const input = [{ type: "image", url: await upload({ ...testApp.api, key }, sample) }];
  const request = (i: number) => ({
    model: "qwen-edit",
    input,
    options: { prompt: `${name} ${i}. [fault:slow=1]`, seed: 1 },
    cache: false,
  });
  const batch = async (count: number): Promise<Batch> =>
    (await by.post("/v1/batches", { requests: Array.from({ length: count }, (_, i) => request(i)) })).json();
  const job = async (i: number): Promise<Job> => (await by.post("/v1/generate", request(i))).json();
  const look = async (path: string) => (await by.get(path)).json();
  const end = (path: string) =>
    expect.poll(async () => (await look(path)).finishedAt, { timeout: 120_000, interval: 100 }).toBeTruthy();
  return { batch, job, look, end };
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
