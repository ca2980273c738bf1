import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wrongIn } from "@/bench/chaos/invariant-check";
import { follow, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import type { Job } from "@/lib/schemas/job";
import { sample, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";
import { startTwoWebProcesses, type TwoWebProcesses } from "../two-web-processes";

/** Two web processes on one database server, behind a proxy that alternates between them, behave like one. */

let two: TwoWebProcesses;
let testApp: TestApp;
let caller: Caller;
let picture: string;
let film: Job;
const jobs = new Set<string>();

beforeAll(async () => {
  two = await startTwoWebProcesses({ SANDBOX_CONCURRENCY: "16" });
  testApp = two.testApp;
  testApp.api.key = (await createApiKey(testApp.app.settings, "two", "admin")).key;
  caller = callerOf(testApp, testApp.api.key);
});
afterAll(() => two?.close());

const body = (prompt: string, model = "qwen-edit") => ({
  model,
  input: [{ type: "image", url: picture }],
  options: { prompt, ...(model === "next-scene" && { duration: 1 }) },
  cache: false,
  webhookUrl: testApp.receiver.url,
});

async function send(path: string, given?: unknown, headers?: Record<string, string>): Promise<Job> {
  const response = await caller.post(path, given, headers);
  expect([path, response.status, response.status < 300 ? "" : await response.clone().text()]).toEqual([
    path,
    response.status < 300 ? response.status : 0,
    "",
  ]);
  const job: Job = await response.json();
  jobs.add(job.id);
  return job;
}
const ended = (job: Job) => follow(testApp.api, job, () => {});

test("twenty concurrent uploads of the same picture are one asset", async () => {
  const bytes = readFileSync(sample);
  const put = async () => {
    const headers = { "x-api-key": testApp.api.key, "content-type": "image/jpeg" };
    const response = await fetch(new URL("/v1/uploads", testApp.api.url), { method: "POST", headers, body: bytes });
    return (await response.json()).id as string;
  };
  const ids = new Set(await Promise.all(Array.from({ length: 20 }, put)));
  expect(ids.size).toBe(1);
  picture = await upload(testApp.api, sample);
  expect(picture).toBe(`asset:${[...ids][0]}`);
});

test("a film is made, and its events arrive as they happen", async () => {
  const seen = new Set<string>();
  const job = await send("/v1/generate", body("The wind takes the seeds.", "next-scene"));
  film = await follow(testApp.api, job, ({ status }) => seen.add(status));
  expect([film.status, film.error, film.outputs.length]).toEqual(["completed", null, 1]);
  expect([...seen]).toContain("completed");
  expect((await fetch(film.outputs[0]?.url ?? "")).status).toBe(200);
  const { status } = await testApp.receiver.webhookOf(film.id);
  expect(status).toBe("completed");
});

test("twenty concurrent submits with the same Idempotency-Key are one job", async () => {
  const headers = { "idempotency-key": "twenty" };
  const twenty = await Promise.all(
    Array.from({ length: 20 }, () => send("/v1/generate", body("Twenty at once."), headers)),
  );
  expect(new Set(twenty.map(({ id }) => id)).size).toBe(1);
  expect((await ended(twenty[0] as Job)).status).toBe("completed");
});

test("one web process is killed while twenty jobs run: all end once, and nothing is submitted twice", async () => {
  // It is killed when every receipt is stored and no webhook is on its way: services send theirs once, and a submit without
  // a receipt waits for a person.
  const started = await Promise.all(
    Array.from({ length: 20 }, (_, nth) => send("/v1/generate", body(`One of twenty, ${nth}. [fault:hold]`))),
  );
  const stepsOf = async ({ id }: Job) => (await (await caller.get(`/v1/jobs/${id}`)).json()).steps as Job["steps"];
  const receipts = async () => (await Promise.all(started.map(stepsOf))).flat().map(({ status }) => status);
  await expect.poll(receipts).toEqual(started.map(() => "waiting"));
  const killed = two.second.pids.web;
  process.kill(killed ?? 0, "SIGKILL");
  await expect.poll(() => two.second.pids.web).not.toBe(killed); // a dying process may still accept a webhook
  await sandboxOf(testApp).release();
  const all = await Promise.all(started.map(ended));
  expect(all.map(({ status, error }) => [status, error])).toEqual(all.map(() => ["completed", null]));
});

test("both processes served requests, and all evidence agrees", async () => {
  expect(two.proxy.served().every((count) => count > 20)).toBe(true);
  expect(await wrongIn(testApp, [...jobs])).toEqual([]);
});

test("a re-take of one clip keeps the others", async () => {
  const clips = film.steps.filter(({ key }) => key.startsWith("clip."));
  const [clip] = clips;
  const before = (await sandboxOf(testApp).submits()).length;
  await send(`/v1/jobs/${film.id}/steps/${clip?.key ?? ""}/retake`, { seed: 7 });
  const again = await ended(film);
  expect([again.status, again.error]).toEqual(["completed", null]);
  const asked = (await sandboxOf(testApp).submits()).slice(before).map(({ service }) => service);
  expect(asked.filter((service) => service === clip?.service)).toHaveLength(1);
});

test("a retry makes only what failed", async () => {
  await sandboxOf(testApp).fault({ service: "wan-i2v", fault: "fail", count: 1 });
  const failed = await ended(await send("/v1/generate", body("One clip fails.", "next-scene")));
  expect(failed.status).toBe("failed");
  const before = (await sandboxOf(testApp).submits()).length;
  const again = await ended(await send(`/v1/jobs/${failed.id}/retry`, {}));
  expect([again.id, again.status, again.error]).toEqual([failed.id, "completed", null]);
  const asked = (await sandboxOf(testApp).submits()).slice(before).map(({ service }) => service);
  expect(asked).not.toContain("qwen-vl");
  expect(asked.length).toBeLessThanOrEqual(failed.steps.length - 1);
});
