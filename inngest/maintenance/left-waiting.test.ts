import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

/** Whether a waiting run of a job has lost its call, at any time after the last event: against a real database. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-left-"));
/** Two rounds of the reconciler. */
const quiet = 30_000;

beforeAll(async () => {
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("SUBMIT_TIMEOUT", "60");
  const { migrateDatabase } = await import("@/db/core/migrate");
  await migrateDatabase();
});
afterAll(async () => {
  const { closeDatabase } = await import("@/db/core/client");
  await closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

/** A job whose only call is in this state since now. */
async function jobWith(row: {
  status: "pending" | "submitting" | "storing" | "retrying";
  submittedAt?: Date;
  nextAttemptAt?: Date;
}) {
  const { addJob, findJob } = await import("@/db/jobs");
  const { openCall } = await import("@/db/open-call");
  const { putCall } = await import("@/db/testing/put-call");
  const id = uuidv7();
  const job = { id, keyId: "key", model: "wan-i2v", priority: "normal" as const, input: {}, options: {}, plan: [] };
  await addJob(job);
  const call = await openCall({ jobId: id, key: "a", generation: 0, service: "wan-i2v", input: {}, requestHash: id });
  await putCall(call, row);
  const added = await findJob(id);
  if (!added) throw new Error("The job was not added.");
  return added;
}

test.each([
  ["pending", {}, 0],
  ["submitting", { submittedAt: 0 }, 65_000],
  ["storing", {}, 0],
  ["storing", { nextAttemptAt: 50_000 }, 50_000],
  ["retrying", { nextAttemptAt: 120_000 }, 120_000],
] as const)("a call that is %s (%j) counts as lost two rounds after its next step was due", async (status, at, due) => {
  const { isLeftWaiting } = await import("./stalled-runs");
  const now = Date.now();
  const times = Object.fromEntries(Object.entries(at).map(([name, ms]) => [name, new Date(now + ms)]));
  const job = await jobWith({ status, ...times });
  const after = (ms: number) => isLeftWaiting(job, 0, now + due + quiet + ms);
  expect(await after(-5_000)).toBe(false);
  expect(await after(25_000)).toBe(true);
});
