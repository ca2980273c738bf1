import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { putCall } from "@/db/testing/put-call";

/**
 * What the reconciler requests from an engine before it starts a job again: a test engine answers over the real API.
 */

const folder = mkdtempSync(join(tmpdir(), "nextscene-forgotten-"));
let engine: Server;
/** The ids of the events that it received, and its answers. */
let taken: string[] = [];
let refuses = (_: string) => false;
let isAway = false;
let runs: { run_id: string; status: string }[] = [];
/** The functions that the engine reports; undefined: it does not answer that. */
let known: { id: string }[] | undefined;
let registrations: { url: string }[] = [];
let queuedKinds = ["edge"];
let cancelled: string[] = [];
/** The polls of the work process, and its answer; null: it does not know the work. */
let polls: string[] = [];
let work: object | null = null;
let testApp: Awaited<ReturnType<typeof open>>;

async function open() {
  const [calls, openings, jobs, client, migrate, outbox, schema, reconcile, inbox] = await Promise.all([
    import("@/db/calls"),
    import("@/db/open-call"),
    import("@/db/jobs"),
    import("@/db/core/client"),
    import("@/db/core/migrate"),
    import("@/db/outbox"),
    import("@/db/schema"),
    import("./reconcile"),
    import("@/db/inbox"),
  ]);
  const { engineFault } = await import("../engine/health");
  return {
    engineFault,
    ...calls,
    ...openings,
    ...inbox,
    ...jobs,
    ...client,
    ...migrate,
    ...outbox,
    ...reconcile,
    schema,
  };
}

beforeAll(async () => {
  engine = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? "";
    const say = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (isAway) return request.socket.destroy();
    if (path.startsWith("/e/")) {
      const events = [JSON.parse(Buffer.concat(chunks).toString())].flat() as { id: string }[];
      if (events.some(({ id }) => refuses(id))) return say(400, { ids: [], status: 400, error: "not a good event" });
      taken.push(...events.map(({ id }) => id));
      return say(200, { ids: events.map(({ id }) => `its-own-${id}`), status: 200 });
    }
    if (/^\/v1\/events\/its-own-[^/]+\/runs$/.test(path)) return say(200, { data: runs });
    if (path === "/fn/register") {
      const app = JSON.parse(Buffer.concat(chunks).toString()) as { url: string; functions: { id: string }[] };
      registrations.push(app);
      if (known) known = app.functions;
      return say(200, { ok: true, status: 200 });
    }
    if (path.startsWith("/v1/work/")) {
      polls.push(path);
      return work ? say(200, work) : say(404, { error: "No such work." });
    }
    if (path === "/v1/apps/nextscene/functions") return known ? say(200, known) : say(404, { error: "no such page" });
    const run = runs.find(({ run_id }) => path.startsWith(`/v1/runs/${run_id}`));
    if (request.method === "DELETE") cancelled.push(path);
    if (path.endsWith("/jobs")) return say(200, { data: queuedKinds.map((kind) => ({ kind })) });
    return run ? say(200, { data: run }) : say(404, { error: "no run", status: 404 });
  });
  await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
  const address = engine.address();
  const port = address && typeof address === "object" ? address.port : 0;
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("INNGEST_BASE_URL", `http://127.0.0.1:${port}`);
  vi.stubEnv("WORK_URL", `http://127.0.0.1:${port}`);
  vi.stubEnv("INNGEST_EVENT_KEY", "key");
  vi.stubEnv("INNGEST_SIGNING_KEY", "ab".repeat(32));
  vi.stubEnv("INNGEST_SERVE_ORIGIN", "http://app.example:3000/");
  testApp = await open();
  await testApp.migrateDatabase();
});
afterAll(async () => {
  engine.close();
  await testApp.closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  vi.useRealTimers();
  taken = [];
  runs = [];
  queuedKinds = ["edge"];
  cancelled = [];
  polls = [];
  work = null;
  refuses = () => false;
  isAway = false;
  known = undefined;
  registrations = [];
  const db = await testApp.database();
  await db.delete(testApp.schema.jobs);
  await db.delete(testApp.schema.outbox);
  await db.delete(testApp.schema.events);
});

async function queued(): Promise<string> {
  const id = uuidv7();
  await testApp.addJob({ id, keyId: "key", model: "qwen-edit", priority: "low", input: {}, options: {}, plan: [] });
  return id;
}
const inSeconds = (seconds: number) => Date.now() + seconds * 1000;
const starts = async (id: string) => (await testApp.findJob(id))?.engineStarts;

test("a job that is queued at the engine is not started again, however long it waits", async () => {
  const id = await queued();
  await testApp.reconcile();
  expect(taken).toEqual([`job-${id}-1`]);
  runs = [{ run_id: "01HZ", status: "Running" }];
  for (const seconds of [61, 76, 91, 3600]) await testApp.reconcile(inSeconds(seconds));
  expect([await starts(id), taken.length]).toEqual([1, 1]);
});

test("a job whose start the engine does not know is started again, after a while", async () => {
  const id = await queued();
  await testApp.reconcile();
  await testApp.reconcile(inSeconds(2));
  expect(await starts(id)).toBe(1);
  await testApp.reconcile(inSeconds(16));
  expect([await starts(id), taken]).toEqual([2, [`job-${id}-1`, `job-${id}-2`]]);
});

test("without an answer of the engine the job is not started again", async () => {
  const id = await queued();
  await testApp.reconcile();
  isAway = true;
  await testApp.reconcile(inSeconds(61)).catch(() => {});
  expect(await starts(id)).toBe(1);
});

test("the run of an earlier start no longer continues the job", async () => {
  const id = await queued();
  await testApp.reconcile();
  await testApp.reconcile(inSeconds(61));
  expect(await testApp.startJob(id, "late", 1)).toBeUndefined();
  expect(await testApp.findJob(id)).toMatchObject({ status: "queued", runId: null });
  expect(await testApp.startJob(id, "newest", 2)).toMatchObject({ status: "running", runId: "newest" });
});

test("the run of an earlier start does not end the job", async () => {
  const id = await queued();
  const known = await testApp.findJob(id);
  await testApp.reconcile();
  await testApp.reconcile(inSeconds(61));
  const error = { code: "internal", message: "too late", step: null, service: null, retryable: true };
  expect(known && (await testApp.endJob(known, { status: "failed", error }))).toBeNull();
  expect(await testApp.findJob(id)).toMatchObject({ status: "queued", engineStarts: 2, error: null });
});

test("an event that the engine refuses does not delay the others", async () => {
  const ids = [await queued(), await queued(), await queued()];
  refuses = (event) => event === `job-${ids[0]}-1`;
  await testApp.reconcile();
  expect(taken).toEqual([`job-${ids[1]}-1`, `job-${ids[2]}-1`]);
  refuses = () => false;
  await testApp.reconcile();
  expect(taken).toContain(`job-${ids[0]}-1`);
});

test("an engine that was away, or lost the functions, gets the functions before the jobs", async () => {
  isAway = true;
  await testApp.reconcile().catch(() => {});
  isAway = false;
  await queued();
  await testApp.reconcile();
  expect(registrations.map(({ url }) => url)).toEqual(["http://app.example:3000/api/inngest"]);
  await testApp.reconcile();
  expect(registrations).toHaveLength(1);
  known = [{ id: "nextscene-release" }];
  await testApp.reconcile();
  await testApp.reconcile();
  expect(registrations).toHaveLength(2);
});

test("an engine that does not report its functions gets them again when a job's second start brings no run", async () => {
  await testApp.reconcile();
  registrations = [];
  await queued();
  for (const seconds of [0, 16]) await testApp.reconcile(inSeconds(seconds));
  expect(registrations).toHaveLength(0);
  await testApp.reconcile(inSeconds(32)); // the second start brought no run
  await testApp.reconcile(inSeconds(33));
  expect(registrations).toHaveLength(1);
});

test("health reports an engine without the functions, and jobs that do not begin", async () => {
  const db = await testApp.database();
  const ago = (seconds: number) => db.update(testApp.schema.events).set({ createdAt: new Date(inSeconds(-seconds)) });
  known = [];
  expect(await testApp.engineFault()).toMatch(/does not know the functions/);
  await testApp.reconcile();
  expect(await testApp.engineFault()).toBeNull();
  const [waiting, begun] = [await queued(), await queued()];
  await ago(30);
  expect(await testApp.engineFault()).toBeNull();
  await ago(61);
  expect(await testApp.engineFault()).toMatch(/cannot reach this app: 2 jobs wait .* INNGEST_SERVE_ORIGIN/);
  await testApp.startJob(begun, "run", 1); // jobs begin: the other one is only queued
  await ago(61);
  expect(await testApp.engineFault()).toBeNull();
  expect((await testApp.findJob(waiting))?.status).toBe("queued");
  isAway = true;
  expect(await testApp.engineFault()).toMatch(/does not answer/);
});

/** A job whose run at the engine only waits, with a call of one service. */
async function waiting(call?: { status: "waiting" | "retrying"; nextAttemptAt?: Date }) {
  const id = await queued();
  await testApp.reconcile();
  const runId = `run-${id}`;
  await testApp.startJob(id, runId, 1);
  runs = [{ run_id: runId, status: "Running" }];
  queuedKinds = ["pause"];
  const row = { jobId: id, key: "clip", generation: 0, service: "qwen-edit", input: {}, requestHash: id };
  const opened = call && (await testApp.openCall(row));
  if (opened) await putCall(opened, { submittedAt: new Date(), ...call });
  return { id, runId, callId: opened?.id ?? "" };
}

test("a job whose run waits without an open call is started again after 30 s of silence, and the run is cancelled", async () => {
  const { id, runId } = await waiting();
  await testApp.reconcile(inSeconds(5));
  expect([await starts(id), cancelled]).toEqual([1, []]);
  await testApp.reconcile(inSeconds(31));
  expect([await starts(id), cancelled]).toEqual([2, [`/v1/runs/${runId}`]]);
});

test("each time the reconciler waits longer: its calls may be queued at the engine", async () => {
  const { id, runId } = await waiting();
  await testApp.reconcile(inSeconds(31));
  await testApp.startJob(id, runId, 2);
  await testApp.reconcile(inSeconds(35));
  expect(await starts(id)).toBe(2);
  await testApp.reconcile(inSeconds(61));
  expect(await starts(id)).toBe(3);
});

test("a job that this version cannot judge does not hold up the others", async () => {
  const { callId } = await waiting({ status: "waiting" });
  await putCall({ id: callId }, { service: "of-a-later-version" });
  const others = runs;
  const { id } = await waiting();
  runs.push(...others);
  await testApp.reconcile(inSeconds(31));
  expect(await starts(id)).toBe(2);
});

test("a job with a call that waits for its service is not touched until the call's deadline", async () => {
  const { id } = await waiting({ status: "waiting" });
  for (const seconds of [31, 300, 1750]) await testApp.reconcile(inSeconds(seconds));
  expect(await starts(id)).toBe(1);
  await testApp.reconcile(inSeconds(1810));
  expect(await starts(id)).toBe(2);
});

/** A local call that its work process accepted, in a job whose run at the engine only waits. */
async function waitingForLocalWork() {
  const { id, callId } = await waiting({ status: "waiting" });
  await putCall({ id: callId }, { service: "thumbnail", base: process.env.WORK_URL, serviceJobId: "w1" });
  const status = async () => (await testApp.findCall(callId))?.status;
  return { id, status };
}

test("local work that was lost together with the run that polls it is noticed long before its time is over", async () => {
  const { id, status } = await waitingForLocalWork();
  await testApp.reconcile(inSeconds(31));
  expect([polls, await status(), await starts(id)]).toEqual([["/v1/work/w1"], "retrying", 2]);
});

test("work that is still running is polled in the place of a lost run, in its rhythm, and the job is not started again", async () => {
  const { id, status } = await waitingForLocalWork();
  work = { id: "w1", status: "processing", progress: 0.5 };
  const opened = Date.now();
  vi.useFakeTimers({ toFake: ["Date"] });
  for (const [seconds, polled] of [
    [31, 1],
    [32, 1],
    [120, 2],
  ] as const) {
    vi.setSystemTime(opened + seconds * 1000);
    await testApp.reconcile();
    expect([polls.length, await status(), await starts(id)]).toEqual([polled, "waiting", 1]);
  }
  work = { id: "w1", status: "failed", error: "The video has no picture." };
  vi.setSystemTime(opened + 200_000);
  await testApp.reconcile();
  expect([await status(), await starts(id)]).toEqual(["waiting", 2]);
});

test("a new run continues a call whose answer was stored but not read", async () => {
  const { id, callId } = await waiting({ status: "waiting" });
  await testApp.storeAnswer(callId, JSON.stringify({ id: "1", status: "generating" }));
  await testApp.reconcile(inSeconds(31));
  expect(await starts(id)).toBe(1);
  await testApp.storeAnswer(callId, JSON.stringify({ id: "1", status: "failed", error: "out of memory" }));
  await testApp.reconcile(inSeconds(31));
  expect(await starts(id)).toBe(2);
});

test("a call with a scheduled retry is not touched until its time is over", async () => {
  const { id } = await waiting({ status: "retrying", nextAttemptAt: new Date(inSeconds(3600)) });
  for (const seconds of [31, 1200, 3590]) await testApp.reconcile(inSeconds(seconds));
  expect(await starts(id)).toBe(1);
  await testApp.reconcile(inSeconds(3640));
  expect(await starts(id)).toBe(2);
});

test("all open jobs are compared, however many there are", async () => {
  const ids = await Promise.all(Array.from({ length: 210 }, queued));
  for (let sent = 0; sent < ids.length; sent += 100) await testApp.reconcile();
  runs = [];
  await testApp.reconcile(inSeconds(16));
  const { length } = taken.filter((event) => event.endsWith("-2"));
  expect(length).toBe(210);
});
