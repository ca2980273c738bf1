import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { wrongIn } from "@/bench/chaos/invariant-check";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { type Job, problemSchema } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "@/testing/app";
import { type Caller, callerOf } from "@/testing/caller";
import { followUntil } from "@/testing/follow-until";
import { startHranaServer } from "@/testing/hrana-server";
import { type AuditEvent, sandboxOf } from "@/testing/sandbox-admin";

/** The database server goes away, or its response is cut off: no paid work is lost, nothing is done twice. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-outage-"));
let server: Awaited<ReturnType<typeof startHranaServer>>;
let testApp: TestApp;
let caller: Caller;
let picture: string;
const jobs: string[] = [];

beforeAll(async () => {
  server = await startHranaServer(join(folder, "server.db"));
  testApp = await startApp({
    SANDBOX_INSTANT: "1",
    SANDBOX_CONCURRENCY: "16",
    DATABASE_URL: server.url,
    DATABASE_WAIT_SECONDS: "3",
  });
  symlinkSync(join(folder, "server.db"), join(testApp.dataDir, "nextscene.db")); // for the checks that read the database afterwards
  testApp.api.key = (await createApiKey(testApp.app.settings, "outage")).key;
  caller = callerOf(testApp, testApp.api.key);
  picture = await upload(testApp.api, sample);
});
afterAll(async () => {
  await testApp?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(async () => {
  server.cutOff(undefined);
  await server.comeBack();
  await sandboxOf(testApp).fault();
});

const body = (prompt: string, model = "wan-i2v") => ({
  model,
  input: [{ type: "image", url: picture }],
  options: { prompt },
  cache: false,
  webhookUrl: testApp.receiver.url,
});

async function start(prompt: string, model?: string): Promise<Job> {
  const job = await generate(testApp.api, body(prompt, model));
  jobs.push(job.id);
  return job;
}

/** Waits until the service has the job's work and the ledger has the receipt. */
const untilWaiting = (job: Job) => followUntil(testApp, job, ({ steps }) => steps[0]?.status === "waiting");

type Told = Extract<AuditEvent, { happened: "told" }>;
/** The responses to the service's webhooks of a job, once it has sent one. */
async function untilTold(prompt: string): Promise<number[]> {
  return vi.waitFor(
    async () => {
      const { submits, auditEvents } = await sandboxOf(testApp).log();
      const own = submits.filter((submit) => prompt.startsWith(submit.prompt)).map(({ id }) => id);
      const told = auditEvents.filter((one): one is Told => one.happened === "told" && own.includes(one.id));
      expect(told.length).toBeGreaterThan(0);
      return told.map(({ status }) => status);
    },
    { timeout: 120_000, interval: 100 }, // the sandbox keeps prompts without their faults
  );
}

async function untilCompleted(job: Job): Promise<void> {
  const { status, error } = await follow(testApp.api, job, () => {});
  expect([status, error]).toEqual(["completed", null]);
  expect(await wrongIn(testApp, jobs)).toEqual([]);
  await vi.waitFor(() => expect(held()).toEqual([]), { timeout: 120_000 });
}

const held = () => {
  try {
    return readdirSync(join(testApp.dataDir, "held-answers"));
  } catch {
    return [];
  }
};

test("a webhook that arrives while the server is away is answered 200 and stored when it is back", async () => {
  const prompt = "Away. [fault:hold]";
  const job = await start(prompt);
  await untilWaiting(job);
  await server.goAway();
  await sandboxOf(testApp).release();
  expect(await untilTold(prompt)).toEqual([200]);
  expect(held()).toHaveLength(1);
  await server.comeBack();
  await untilCompleted(job);
});

test("web is killed while it holds a webhook: the next start stores it", async () => {
  const prompt = "Killed. [fault:hold]";
  const job = await start(prompt);
  await untilWaiting(job);
  await server.goAway();
  await sandboxOf(testApp).release();
  expect(await untilTold(prompt)).toEqual([200]);
  process.kill(testApp.app.pids.web ?? 0, "SIGKILL");
  await server.comeBack();
  await untilCompleted(job);
});

test("the response to storing a webhook is cut off: it is stored anyway", async () => {
  const prompt = "Cut. [fault:hold]";
  const job = await start(prompt);
  await untilWaiting(job);
  let cuts = 0;
  server.cutOff((asked) => asked.includes("insert into inbox") && cuts++ === 0);
  await sandboxOf(testApp).release();
  expect(await untilTold(prompt)).toEqual([200]);
  server.cutOff(undefined);
  expect(cuts).toBeGreaterThan(0);
  await untilCompleted(job);
});

test.each([
  ["the intent to submit", "wan-i2v", (asked: string) => asked.includes('insert into \\"calls\\"')],
  [
    "the receipt",
    "wan-i2v",
    (asked: string) => /update \\"calls\\" set \\"status\\".*\\"service_job_id\\"/.test(asked),
  ],
  ["a response", "qwen-vl", (asked: string) => asked.includes("insert into inbox")],
])("the response to storing %s is cut off: one submit, one result", async (what, model, isMeant) => {
  let cuts = 0;
  server.cutOff((asked) => isMeant(asked) && cuts++ === 0);
  const prompt = `Cut off: ${what}.`;
  const job = await start(prompt, model);
  await untilCompleted(job);
  server.cutOff(undefined);
  expect(cuts).toBeGreaterThan(0);
  const { submits, auditEvents } = await sandboxOf(testApp).log();
  const asked = [...submits, ...auditEvents.filter(({ happened }) => happened === "answered")];
  expect(asked.filter((one) => "prompt" in one && one.prompt.includes(prompt))).toHaveLength(1);
});

test("the server goes away for long in the middle of a film: the film continues when it is back", async () => {
  const job = await start("A film over an outage. [fault:qwen-edit:hold]", "next-scene");
  await followUntil(testApp, job, ({ steps }) => steps.some(({ status }) => status === "waiting"));
  await server.goAway();
  await sandboxOf(testApp).release();
  await vi.waitFor(() => expect(held().length).toBeGreaterThan(0), { timeout: 120_000 });
  await server.comeBack();
  await untilCompleted(job);
});

test("every other write is answered 503 with Retry-After meanwhile, and nothing of it is stored", async () => {
  const job = await start("Before.");
  await untilCompleted(job);
  const listed = async () => (await (await caller.get("/v1/jobs?limit=100")).json()).data.length;
  const before = await listed();
  await server.goAway();
  for (const path of ["/v1/generate", `/v1/jobs/${job.id}/cancel`, `/v1/jobs/${job.id}/retry`]) {
    const response = await caller.post(path, path === "/v1/generate" ? body("During.") : {});
    const problem = problemSchema.parse(await response.json());
    expect([path, response.status, problem.code, problem.retryable]).toEqual([path, 503, "unavailable", true]);
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
  }
  const wrong = await fetch(`${testApp.api.url}/api/answers/${job.id}/${"A".repeat(65)}`, {
    method: "POST",
    body: "{}",
  });
  expect([wrong.status, held()]).toEqual([503, []]);
  await server.comeBack();
  expect(await listed()).toBe(before);
});

test("the response to storing a job is cut off: its caller gets the job, and it exists once", async () => {
  let cuts = 0;
  server.cutOff((asked) => asked.includes('into \\"jobs\\"') && cuts++ === 0);
  const job = await start("Stored, unheard.");
  server.cutOff(undefined);
  expect(cuts).toBeGreaterThan(0);
  await untilCompleted(job);
  const { data } = await (await caller.get("/v1/jobs?limit=100")).json();
  expect(data.filter((one: Job) => one.id === job.id)).toHaveLength(1);
  expect(data).toHaveLength(jobs.length);
});
