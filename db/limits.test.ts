import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Limits } from "@/lib/schemas/key";

/** Limits over several web processes on one database: real processes, one real file. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-limits-"));

beforeAll(async () => {
  vi.stubEnv("DATA_DIR", folder);
  const { migrateDatabase } = await import("./core/migrate");
  const { closeDatabase } = await import("./core/client");
  await migrateDatabase();
  await closeDatabase();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Three processes try to add 20 jobs each. */
async function threeProcesses(keyId: string, limits: Partial<Limits>) {
  const all = { requestsPerMinute: 1, concurrentJobs: null, dailyBudget: null, ...limits };
  const args = ["--import", "tsx", "db/testing/submit-many.ts", keyId, "20", JSON.stringify(all)];
  const runs = Array.from({ length: 3 }, async (): Promise<{ added: number; requests: number[] }> => {
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout);
  });
  const told = await Promise.all(runs);
  return { added: told.reduce((sum, { added }) => sum + added, 0), requests: told.flatMap(({ requests }) => requests) };
}

test("several processes together accept no more jobs than may run at once", async () => {
  expect((await threeProcesses("a", { concurrentJobs: 7 })).added).toBe(7);
});

test("several processes together accept no more jobs than the budget pays for", async () => {
  expect((await threeProcesses("b", { dailyBudget: 2 })).added).toBe(6); // 0.3 USD each
});

test("requests of all processes are counted together, none twice", async () => {
  const { requests } = await threeProcesses("c", {});
  expect(requests.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
});

test("a continued job counts the work that its service may still charge for", async () => {
  const [{ database, closeDatabase }, { calls, jobs }, { limitInTheWay }] = await Promise.all([
    import("./core/client"),
    import("./schema"),
    import("./limits"),
  ]);
  const db = await database();
  const plan = [{ key: "clip", service: "wan-i2v", seconds: 1, endsAt: 1, price: 0.3 }];
  const job = { id: "owing", keyId: "d", model: "wan-i2v", priority: "normal" as const, input: {}, options: {}, plan };
  await db.insert(jobs).values({ ...job, status: "cancelled" });
  const call = { id: "owed", jobId: job.id, key: "clip", generation: 0, service: "wan-i2v", input: {} };
  await db
    .insert(calls)
    .values({ ...call, status: "cancelled", requestHash: "h", tokenHash: "t", cancelPending: true });
  const limits = { requestsPerMinute: 1, concurrentJobs: null, dailyBudget: 0.5 };
  const wanted = { keyId: job.keyId, limits, estimated: 300_000, jobId: job.id };
  expect(await limitInTheWay(wanted)).toEqual({ limit: "budget", left: 200_000 });
  await closeDatabase();
});
