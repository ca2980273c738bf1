import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

/** Batches and the cleanup: a real database file. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-delete-batch-"));
beforeAll(async () => {
  vi.stubEnv("DATA_DIR", folder);
  const { migrateDatabase } = await import("@/db/core/migrate");
  await migrateDatabase();
});
afterAll(async () => {
  const { closeDatabase } = await import("@/db/core/client");
  await closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

/** A batch whose jobs have failed; returns the ids of the batch and its jobs. */
async function endedBatch(size: number) {
  const { addBatch } = await import("@/db/batch-writing");
  const { findBatch } = await import("@/db/batches");
  const { listItems } = await import("@/db/batch-items");
  const { endJob } = await import("@/db/jobs");
  const id = uuidv7();
  const jobs = Array.from({ length: size }, () => ({
    ...{ id: uuidv7(), model: "qwen-edit", priority: "normal" as const, input: {}, options: {}, plan: [] },
  }));
  const batch = { id, keyId: "key", strategy: "parallel" as const, onFailure: "continue" as const };
  const limits = { requestsPerMinute: 1000, concurrentJobs: null, dailyBudget: null };
  await addBatch({ ...batch, webhookUrl: "https://example.com", total: size, maxConcurrent: size }, jobs, { limits });
  const error = { code: "failed", message: "No.", step: null, service: null, retryable: true };
  for (const job of await listItems({ batchId: id, limit: size })) await endJob(job, { status: "failed", error });
  expect((await findBatch(id))?.finishedAt).not.toBeNull();
  return { id, jobs: jobs.map((job) => job.id) };
}

const cleanUp = async (now?: number) => (await import("./cleanup")).cleanUp(now);

async function rowsOf(id: string) {
  const { database } = await import("@/db/core/client");
  const { batches, deliveries, events, jobs } = await import("@/db/schema");
  const db = await database();
  const [inBatches, inJobs, inDeliveries, inEvents] = await Promise.all([
    db.$count(batches, eq(batches.id, id)),
    db.$count(jobs, eq(jobs.batchId, id)),
    db.$count(deliveries, eq(deliveries.batchId, id)),
    db.$count(events, eq(events.batchId, id)),
  ]);
  return { batches: inBatches, jobs: inJobs, deliveries: inDeliveries, events: inEvents };
}
const nothing = { batches: 0, jobs: 0, deliveries: 0, events: 0 };

test("the cleanup ends a deletion that a killed process has begun; a job that was retried since continues alone", async () => {
  const { database } = await import("@/db/core/client");
  const { requeueJob } = await import("@/db/continue-job");
  const { findBatch, listBatches, requeueItems } = await import("@/db/batches");
  const { findJob } = await import("@/db/jobs");
  const { id, jobs } = await endedBatch(150);
  const batch = await findBatch(id);
  const db = await database();
  await db.run(sql`update batches set deleted_at = 1 where id = ${id}`);
  expect([await findBatch(id), await listBatches({ limit: 10 })]).toEqual([undefined, []]);
  const item = { id: jobs[1] ?? "", engineStarts: 1, plan: [], estimated: 0 };
  expect(batch && (await requeueItems(batch, [item], undefined))).toBe(0);
  const retried = await findJob(jobs[0] ?? "");
  if (retried) await requeueJob(retried, { plan: [], estimated: 0 });
  await cleanUp();
  expect(await rowsOf(id)).toEqual({ ...nothing, events: expect.any(Number) });
  expect(await findJob(jobs[0] ?? "")).toMatchObject({ status: "queued", batchId: null, position: null });
  expect(await findJob(jobs[1] ?? "")).toBeUndefined();
});

test("a batch is removed with the last of its jobs, a day after its end", async () => {
  const { deleteJobs } = await import("@/db/delete-jobs");
  const { id, jobs } = await endedBatch(2);
  const day = 86_400_000;
  await deleteJobs(jobs.slice(1));
  await cleanUp(Date.now() + day);
  expect(await rowsOf(id)).toMatchObject({ batches: 1, jobs: 1 });
  await deleteJobs(jobs);
  await cleanUp(Date.now() + day + 1000);
  expect(await rowsOf(id)).toEqual(nothing);
});

test("of a running batch nothing is deleted", async () => {
  const { deleteBatch } = await import("@/db/delete-batch");
  const { requeueJob } = await import("@/db/continue-job");
  const { findJob } = await import("@/db/jobs");
  const { id, jobs } = await endedBatch(2);
  const retried = await findJob(jobs[0] ?? "");
  if (retried) await requeueJob(retried, { plan: [], estimated: 0 });
  expect(await deleteBatch(id)).toBe(false);
  expect(await rowsOf(id)).toMatchObject({ batches: 1, jobs: 2, deliveries: 1 });
});
