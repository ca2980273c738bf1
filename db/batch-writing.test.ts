import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { count, eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";

/** How a batch is written, on a real database file. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-batch-"));
let db: Awaited<ReturnType<typeof open>>;
let keyId = "";

async function open() {
  vi.stubEnv("DATABASE_URL", `file:${folder}/batch.db`);
  const [client, migrate, writing, batches, jobs, list, schema] = await Promise.all([
    import("./core/client"),
    import("./core/migrate"),
    import("./batch-writing"),
    import("./batches"),
    import("./jobs"),
    import("./job-list"),
    import("./schema"),
  ]);
  return { ...client, ...migrate, ...writing, ...batches, ...jobs, ...list, schema };
}

beforeAll(async () => {
  db = await open();
  await db.migrateDatabase();
});
afterAll(async () => {
  await db.closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  keyId = `key-${uuidv7()}`;
});

const limits = { requestsPerMinute: 1000, concurrentJobs: null, dailyBudget: null as number | null };
const ofModel = { model: "qwen-edit", priority: "normal" as const, input: {}, options: {}, plan: [] };
const item = () => ({ ...ofModel, id: uuidv7(), costEstimated: 10_000 });
const newBatch = (total: number) => ({
  ...{ id: uuidv7(), keyId, strategy: "parallel" as const, onFailure: "continue" as const, maxConcurrent: 3, total },
});
const items = (many: number) => Array.from({ length: many }, item);

async function jobsIn(batchId: string): Promise<number> {
  const { jobs } = db.schema;
  const [row] = await (await db.database()).select({ jobs: count() }).from(jobs).where(eq(jobs.batchId, batchId));
  return row?.jobs ?? 0;
}
/** What the database has of a key besides its jobs. */
async function leftOf(batchId: string) {
  const { batches, events, idempotency, usage } = db.schema;
  const database = await db.database();
  const [rows, told, keys, used] = await Promise.all([
    database.select().from(batches).where(eq(batches.id, batchId)),
    database.select().from(events).where(eq(events.batchId, batchId)),
    database.select().from(idempotency).where(eq(idempotency.jobId, batchId)),
    database.select().from(usage).where(eq(usage.keyId, keyId)),
  ]);
  return [rows, told, keys, used].map(({ length }) => length);
}

test("the jobs are written a few at a time, and no query shows the batch before the last one is there", async () => {
  const batch = newBatch(200);
  const adding = db.addBatch(batch, items(200), { limits });
  const seen = new Set<number>();
  let isOver = false;
  const ended = adding.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const written = await jobsIn(batch.id);
    const [found, listed] = [await db.findBatch(batch.id), await db.listJobs({ keyId, limit: 10 })];
    if (!found) seen.add(written);
    if (listed.rows.length > 0) expect(await db.findBatch(batch.id)).toBeDefined();
    await turn();
  }
  expect(await ended).toBe(true);
  const steps = [...seen].map((jobs, i, all) => jobs - (all[i - 1] ?? 0));
  expect(Math.max(...steps)).toBeLessThanOrEqual(40);
  expect(seen.size).toBeGreaterThan(3);
  expect(await db.findBatch(batch.id)).toMatchObject({ total: 200, reserved: 0, writingUntil: null });
  const statuses = (await db.listJobs({ keyId, limit: 300 })).rows.map(({ status }) => status);
  expect([statuses.length, statuses.filter((status) => status === "queued").length]).toEqual([200, 3]);
  expect(await leftOf(batch.id)).toEqual([1, 203, 0, 1]);
});

test("a batch that is being written reserves its whole price: no other request takes the budget meanwhile", async () => {
  const budget = { ...limits, dailyBudget: 1 };
  const batch = newBatch(100);
  const adding = db.addBatch(batch, items(100), { limits: budget });
  const single = () => db.addJob({ ...item(), keyId }, { limits: budget });
  await vi.waitFor(async () => expect(await jobsIn(batch.id)).toBeGreaterThan(0), { interval: 1 });
  expect([await single(), await adding, await single()]).toEqual([false, true, false]);
  expect(await db.addBatch(newBatch(1), items(1), { limits: budget })).toBe(false);
});

test("a batch whose write fails in the middle leaves nothing, and its Idempotency-Key can be used again", async () => {
  const [batch, again] = [newBatch(100), newBatch(100)];
  const twice = items(100);
  const [first] = twice;
  if (first) twice[99] = { ...first }; // the same id
  const once = { idempotencyKey: "once", bodyHash: "hash" };
  await expect(db.addBatch(batch, twice, { limits, once })).rejects.toThrow();
  expect([await jobsIn(batch.id), ...(await leftOf(batch.id))]).toEqual([0, 0, 0, 0, 0]);
  expect(await db.addBatch(again, items(100), { limits, once })).toBe(true);
  await expect(db.addBatch(newBatch(1), items(1), { limits, once })).rejects.toThrow();
  expect(await jobsIn(again.id)).toBe(100);
});

test("a batch whose process has died is removed, and one that was written stays", async () => {
  const [written, dead] = [newBatch(50), newBatch(50)];
  await db.addBatch(written, items(50), { limits });
  await db.addBatch(dead, items(50), { limits });
  const { batches } = db.schema;
  const until = sql`${Date.now() + 30_000}`;
  await (await db.database()).update(batches).set({ writingUntil: until }).where(eq(batches.id, dead.id));
  expect([await db.writingState(written.id), await db.writingState(dead.id)]).toEqual(["over", "abandoned"]);
  await db.removeAbandonedBatches();
  expect([await jobsIn(written.id), await jobsIn(dead.id)]).toEqual([50, 0]);
  expect(await db.findBatch(written.id)).toBeDefined();
});
