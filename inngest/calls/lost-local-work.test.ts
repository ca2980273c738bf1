import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { thumbnail } from "@/lib/services";

/** Work that a work process has in its line, and what a restarted one has lost, against a real database and a work process with no memory. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-lost-work-"));
let server: Server;
let base = "";
let answer: (response: ServerResponse) => void = () => {};

beforeAll(async () => {
  server = createServer((request, response) => request.resume().on("end", () => answer(response)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
  vi.stubEnv("ALLOW_NETWORKS", `127.0.0.1/32:${port}`);
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("INNGEST_BASE_URL", base); // hints go nowhere
  vi.stubEnv("WORK_URL", base);
  const { migrateDatabase } = await import("@/db/core/migrate");
  await migrateDatabase();
});
afterAll(async () => {
  server.close();
  const { closeDatabase } = await import("@/db/core/client");
  await closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  answer = (response) => response.writeHead(404, { "content-type": "application/json" }).end("{}");
});

/** Submits a still to the work process in a job, some seconds ago; returns the call after one poll. */
async function settledStill(said?: object, seconds = 1) {
  const { addJob } = await import("@/db/jobs");
  const { findCall } = await import("@/db/calls");
  const { openCall } = await import("@/db/open-call");
  const { transitionCall } = await import("@/db/call-moves");
  const { answersTo } = await import("@/db/inbox");
  const { keepAnswer } = await import("./record-answer");
  const { settle } = await import("./settle");
  const { calls } = await import("@/db/schema");
  const id = uuidv7();
  const job = { id, keyId: "key", model: "thumbnail", priority: "normal" as const, input: {}, options: {}, plan: [] };
  await addJob(job);
  const input = { video: `asset:${id}`, time: 0, width: 640 };
  const row = { jobId: id, key: "still", generation: 0, service: "thumbnail", input, requestHash: id };
  const call = await openCall(row);
  const submitting = await transitionCall(call, "submit", { attempt: 1, base });
  if (submitting) await transitionCall(submitting, "accept", { serviceJobId: "w1" });
  const db = await (await import("@/db/core/client")).database();
  const opened = new Date(Date.now() - 1000 * seconds);
  await db.update(calls).set({ createdAt: opened, submittedAt: opened }).where(eq(calls.id, call.id));
  const waiting = await findCall(call.id);
  if (waiting && said) await keepAnswer(waiting, thumbnail, JSON.stringify(said));
  const { ended } = await settle(await findCall(call.id), thumbnail, { keyId: "key", lastTry: false });
  return { ended, call: await findCall(call.id), answers: await answersTo(call.id) };
}

test("a result that was lost with the work process is made again, and its old answer does not count", async () => {
  const { ended, call, answers } = await settledStill({
    id: "w1",
    status: "completed",
    output: { image: `${base}/files/a.jpg` },
  });
  expect(ended).toBe(false);
  expect(call).toMatchObject({ status: "retrying", attempt: 1, storingSince: null, error: null });
  expect(answers).toEqual([]);
});

test("work found lost at its deadline is submitted once more", async () => {
  vi.stubEnv("THUMBNAIL_TIMEOUT", "0.001");
  const { ended, call } = await settledStill();
  expect([ended, call?.status]).toEqual([false, "retrying"]);
  vi.stubEnv("THUMBNAIL_TIMEOUT", "");
});

test("work that waits in line behind longer work is not late while the work process reports it", async () => {
  vi.stubEnv("THUMBNAIL_TIMEOUT", "600");
  const { ended, call } = await settledStill({ id: "w1", status: "processing", queuePosition: 3 }, 3600);
  expect([ended, call?.status, call?.queuePosition]).toEqual([false, "waiting", 3]);
  answer = (response) => response.writeHead(500).end();
  const silent = await settledStill(undefined, 3600);
  expect(silent.call).toMatchObject({ status: "failed", error: { code: "service_timeout" } });
  vi.stubEnv("THUMBNAIL_TIMEOUT", "");
});
