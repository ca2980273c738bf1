import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { putCall } from "./testing/put-call";

/** A service's usual seconds are the time of its own work, on a real database file. */

let dir: string;
let db: Awaited<ReturnType<typeof open>>;

async function open() {
  const [client, calls, openings, moves, migrate, schema] = await Promise.all([
    import("./core/client"),
    import("./calls"),
    import("./open-call"),
    import("./call-moves"),
    import("./core/migrate"),
    import("./schema"),
  ]);
  return { ...client, ...calls, ...openings, ...moves, ...migrate, table: schema.calls };
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "usual-"));
  process.env.DATABASE_URL = `file:${dir}/usual.db`;
  db = await open();
  await db.migrateDatabase();
});
afterAll(async () => {
  await db.closeDatabase();
  await rm(dir, { recursive: true, force: true });
});

const start = Date.parse("2026-01-31T12:00:00Z");
const at = (seconds: number | null) => (seconds === null ? null : new Date(start + seconds * 1000));

async function succeeded(service: string, times: { began: number | null; finished: number; receipt: string | null }) {
  await (await db.database()).insert(db.table).values({
    ...{ id: uuidv7(), jobId: uuidv7(), key: "a-step", generation: 0, service, status: "succeeded" },
    ...{ input: {}, requestHash: "", tokenHash: "", serviceJobId: times.receipt },
    ...{ submittedAt: at(0), beganAt: at(times.began), finishedAt: at(times.finished) },
  });
}

test("work that waited in a queue counts from its beginning, and not at all if the service did not report that", async () => {
  expect(await db.usualSeconds("pod")).toBeNull();
  await succeeded("pod", { began: null, finished: 900, receipt: "a" });
  expect(await db.usualSeconds("pod")).toBeNull();
  await succeeded("pod", { began: 600, finished: 630, receipt: "b" });
  await succeeded("pod", { began: 0, finished: 50, receipt: "c" });
  expect(await db.usualSeconds("pod")).toBe(40);
});

test("work that was answered at once counts from its request", async () => {
  await succeeded("writer", { began: null, finished: 4, receipt: null });
  expect(await db.usualSeconds("writer")).toBe(4);
});

test("the first report that the work began counts; a place in the queue is no such report", async () => {
  const opened = await db.openCall({
    ...{ jobId: uuidv7(), key: "a-step", generation: 0, service: "pod", input: {}, requestHash: "x" },
  });
  await putCall(opened, { status: "submitting" });
  await db.transitionCall(opened, "accept", { queuePosition: 3 });
  const queued = await db.findCall(opened.id);
  expect(queued).toMatchObject({ beganAt: null, heardAt: expect.any(Date) });
  await db.transitionCall(opened, "hear", { queuePosition: null });
  const began = (await db.findCall(opened.id))?.beganAt;
  expect(began).toBeInstanceOf(Date);
  await db.transitionCall(opened, "hear", { queuePosition: 1 });
  expect((await db.findCall(opened.id))?.beganAt).toEqual(began);
});
