import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createClient } from "@/lib/client";
import type { Job, Step } from "@/lib/schemas/job";
import { sample, type TestApp } from "../app";
import { type Submit, sandboxOf } from "../sandbox-admin";
import { startTwoWebProcesses, type TwoWebProcesses } from "../two-web-processes";

/**
 * `<SERVICE>_CONCURRENCY` limits the calls in progress at a service or a vendor over two web processes that share one
 * database: the sandbox's log of accepted submits is the evidence.
 */

const limit = 2;
let two: TwoWebProcesses;
let app: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let client: ReturnType<typeof createClient>;
let picture: string;

beforeAll(async () => {
  const limits = { QWEN_EDIT_CONCURRENCY: String(limit), FAL_CONCURRENCY: "1", REPLICATE_CONCURRENCY: "1" };
  two = await startTwoWebProcesses({ SANDBOX_CONCURRENCY: "32", RECONCILE_SECONDS: "3", ...limits });
  app = two.testApp;
  app.api.url = two.proxy.url;
  sandbox = sandboxOf(app);
  client = createClient(app.api);
  picture = await upload(app.api, sample);
}, 600_000);
afterAll(() => two?.close());
afterEach(() => sandbox.fault());

const soon = { timeout: 240_000, interval: 200 };

const edit = (prompt: string, more: object = {}) =>
  generate(app.api, {
    ...{ model: "qwen-edit", input: [{ type: "image", url: picture }], options: { prompt }, cache: false },
    ...more,
  });
const ended = (job: Job) => follow(app.api, job, () => {});
const stepOf = async ({ id }: Job): Promise<Step | undefined> => (await client.job(id)).steps[0];
const acceptedOf = async (mark: string) => (await sandbox.submits()).filter(({ prompt }) => prompt.startsWith(mark));
const until = (check: () => Promise<void>) => vi.waitFor(check, soon);

/** The most submits that were in progress at one moment. */
function mostAtOnce(submits: Submit[]): number {
  const changes = submits.flatMap(({ time, since }) => [
    { at: Date.parse(time), by: 1 },
    { at: Date.parse(since ?? "9999"), by: -1 },
  ]);
  let now = 0;
  return Math.max(...changes.sort((a, b) => a.at - b.at || a.by - b.by).map(({ by }) => (now += by)));
}

test("ten jobs of a service with two places: the service never has more than two, and all are made", async () => {
  const jobs = await Promise.all(Array.from({ length: 10 }, (_, i) => edit(`Ten, number ${i}. [fault:slow=1]`)));
  const all = await Promise.all(jobs.map(ended));
  expect(all.map(({ status, error }) => [status, error])).toEqual(all.map(() => ["completed", null]));
  const submits = await acceptedOf("Ten,");
  expect([submits.length, mostAtOnce(submits)]).toEqual([10, limit]);
  expect(two.proxy.served().every((count) => count > 0)).toBe(true);
});

test("a call without a place says what it waits for, can be cancelled, and goes when a holder ends", async () => {
  const holders = await Promise.all([0, 1].map((i) => edit(`Holder ${i}. [fault:slow=600]`)));
  await until(async () => expect(await acceptedOf("Holder")).toHaveLength(limit));
  const [waiting, cancelled] = [await edit("Waiting."), await edit("Cancelled while it waited.")];
  const message = `Waiting for a place at qwen-edit (${limit} of ${limit} in use).`;
  for (const job of [waiting, cancelled])
    await until(async () => expect(await stepOf(job)).toMatchObject({ status: "pending", message, attempt: 0 }));
  expect((await client.job(waiting.id)).progress.message).toContain(message);
  expect((await client.job(waiting.id)).estimatedWaitTime).toBeNull();

  await client.cancel(cancelled.id);
  expect((await ended(cancelled)).status).toBe("cancelled");
  expect((await stepOf(waiting))?.status).toBe("pending");
  await Promise.all(holders.map(({ id }) => client.cancel(id)));
  expect((await ended(waiting)).status).toBe("completed");
  expect(await acceptedOf("Cancelled while")).toHaveLength(0);
});

test("a web process that dies with its calls gives its places back", async () => {
  const jobs = await Promise.all(Array.from({ length: 6 }, (_, i) => edit(`Survivor ${i}. [fault:hold]`)));
  await until(async () => expect(await acceptedOf("Survivor")).toHaveLength(limit));
  const both = [app.app, two.second];
  const killed = both.map(({ pids }) => pids.web ?? 0);
  for (const pid of killed) process.kill(pid, "SIGKILL");
  await until(async () => {
    const answers = await Promise.all(both.map(({ settings }) => fetch(`http://127.0.0.1:${settings.PORT}/health`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(both.map(({ pids }) => pids.web)).not.toEqual(killed);
  });
  // Only now: like a pod, the sandbox sends a webhook once, and would send it to no one.
  await sandbox.release();
  const all = await Promise.all(jobs.map(ended));
  expect(all.map(({ status }) => status)).toEqual(all.map(() => "completed"));
  const submits = await acceptedOf("Survivor");
  expect([submits.length, mostAtOnce(submits)]).toEqual([6, limit]);
});

test("a vendor's limit counts its calls in all roles; a full vendor is passed over, and waited for as the last one", async () => {
  const make = (model: string, prompt: string, provider: string) =>
    generate(app.api, { model, input: [], options: { prompt, provider }, cache: false });
  await sandbox.fault(
    { service: "fal", fault: "slow", value: 600 },
    { service: "replicate", fault: "slow", value: 600 },
  );
  const clip = await make("text-to-video", "A vendor's clip.", "fal");
  await until(async () => expect((await stepOf(clip))?.status).toBe("waiting"));
  const alone = await make("text-to-image", "A vendor's picture.", "fal");
  const message = "Waiting for a place at fal (1 of 1 in use).";
  await until(async () => expect(await stepOf(alone)).toMatchObject({ status: "pending", message }));

  const either = await make("text-to-image", "A picture of either.", "fal,replicate");
  await until(async () =>
    expect(await stepOf(either)).toMatchObject({ status: "waiting", provider: expect.stringMatching(/^replicate:/) }),
  );
  const third = await make("text-to-image", "A picture of any.", "fal,replicate");
  const both = "Waiting for a place at fal (1 of 1 in use) or at Replicate (1 of 1 in use).";
  await until(async () => expect(await stepOf(third)).toMatchObject({ status: "pending", message: both }));

  await client.cancel(alone.id);
  await sandbox.fault();
  await client.cancel(clip.id);
  expect(await ended(third)).toMatchObject({
    status: "completed",
    steps: [{ provider: expect.stringMatching(/^fal:/) }],
  });
  await client.cancel(either.id);
  await Promise.all([clip, alone, either].map(ended));
});
