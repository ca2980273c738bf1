import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

/** A job whose call waits for a place at its service is not restarted, however long it waits: on a real database file. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-in-line-"));
let db: Awaited<ReturnType<typeof open>>;

async function open() {
  vi.stubEnv("DATABASE_URL", `file:${folder}/line.db`);
  const [client, migrate, jobs, calls, openings, places, testing, stalled] = await Promise.all([
    import("@/db/core/client"),
    import("@/db/core/migrate"),
    import("@/db/jobs"),
    import("@/db/calls"),
    import("@/db/open-call"),
    import("@/db/places"),
    import("@/db/testing/put-call"),
    import("./stalled-runs"),
  ]);
  return { ...client, ...migrate, ...jobs, ...calls, ...openings, ...places, ...testing, ...stalled };
}

beforeAll(async () => {
  db = await open();
  await db.migrateDatabase();
});
afterAll(async () => {
  await db.closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

const hours = 3_600_000;

test.each([
  ["waits in line", {}, false],
  ["was called a moment ago", { calledAt: new Date(Date.now() + 2 * hours - 1_000) }, false],
  ["was called long ago and did not come", { calledAt: new Date() }, true],
])("after two hours, a job whose call %s: is it lost?", async (_, row, isLost) => {
  const id = uuidv7();
  const asked = { model: "qwen-edit", priority: "normal" as const, input: {}, options: {}, plan: [] };
  await db.addJob({ ...asked, id, keyId: "key" });
  const call = await db.openCall({
    jobId: id,
    key: "ask",
    generation: 0,
    service: "qwen-edit",
    input: {},
    requestHash: id,
  });
  await db.joinLine(call, ["qwen-edit"], "Waiting for a place at qwen-edit (4 of 4 in use).");
  if ("calledAt" in row) await db.putCall(call, row);
  const job = await db.findJob(id);
  expect(job && (await db.isLeftWaiting(job, 0, Date.now() + 2 * hours))).toBe(isLost);
});
