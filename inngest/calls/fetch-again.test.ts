import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Call } from "@/db/calls";
import { putCall } from "@/db/testing/put-call";
import { qwenEdit } from "@/lib/services";

/**
 * A finished result is paid: whatever prevented storing it, the next try of its job fetches it again before it submits
 * anything. On a real database, with a service that counts its requests.
 */

const price = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), "nextscene-kept-"));
const media = join(folder, "media");
let server: Server;
let base = "";
let submits = 0;
let fetches = 0;
let files: "there" | "away" | "gone" = "there";
let testApp: Awaited<ReturnType<typeof open>>;

async function open() {
  const [jobs, calls, moves, client, going, migrate, inbox] = await Promise.all([
    import("@/db/jobs"),
    import("@/db/calls"),
    import("@/db/call-moves"),
    import("@/db/core/client"),
    import("@/db/continue-job"),
    import("@/db/core/migrate"),
    import("@/db/inbox"),
  ]);
  const [resolve, schema, ask, settle, ledger, release] = await Promise.all([
    import("./resolve-unconfirmed"),
    import("@/db/schema"),
    import("./submit"),
    import("./settle"),
    import("./ledger"),
    import("./release"),
  ]);
  return {
    ...resolve,
    table: schema.calls,
    ...jobs,
    ...calls,
    ...moves,
    ...client,
    ...going,
    ...migrate,
    ...inbox,
    ...ask,
    ...settle,
    ...ledger,
    ...release,
  };
}

beforeAll(async () => {
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#48c" } })
    .jpeg()
    .toBuffer();
  server = createServer((request, response) => {
    const path = request.url ?? "";
    if (!path.startsWith("/result")) {
      if (path === "/v1/generate") submits++;
      if (path.startsWith("/cancel")) return void response.writeHead(404).end("{}"); // it is working on it, or was
      return void response.writeHead(200).end(JSON.stringify({ id: uuidv7(), status: "queued" }));
    }
    fetches++;
    const status = { there: 200, away: 503, gone: 404 }[files];
    response.writeHead(status, { "content-type": "image/jpeg" }).end(status === 200 ? picture : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  base = `http://127.0.0.1:${port}`;
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("ALLOW_NETWORKS", `127.0.0.1/32:${port}`);
  vi.stubEnv("INNGEST_BASE_URL", base);
  vi.stubEnv("INNGEST_EVENT_KEY", "key");
  vi.stubEnv("QWEN_EDIT_URL", base);
  vi.stubEnv("QWEN_EDIT_PRICE", "1");
  testApp = await open();
  await testApp.migrateDatabase();
});
afterAll(async () => {
  server.close();
  await testApp.closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  submits = 0;
  fetches = 0;
  files = "there";
});

const look = async (call: Call): Promise<Call> => {
  const found = await testApp.findCall(call.id);
  if (!found) throw new Error("The call is gone.");
  return found;
};

/** A call of a new job that the service has accepted; `done` sends its webhook. */
async function submitted() {
  const id = uuidv7();
  const plan = [{ key: "qwen-edit", service: "qwen-edit", seconds: 1, endsAt: 1 }];
  await testApp.addJob({ id, keyId: id, model: "qwen-edit", priority: "normal", input: {}, options: {}, plan });
  await testApp.startJob(id, `run-${id}`);
  const call = await tried(id);
  const answer = { id: `work-${id}`, status: "completed", localUrl: [`${base}/result-${id}.jpg`] };
  return { id, call, done: () => testApp.storeAnswer(call.id, JSON.stringify(answer)) };
}

async function wantedBy(jobId: string) {
  const generation = (await testApp.findJob(jobId))?.generation ?? 0;
  const input = { image: `${base}/given.jpg`, prompt: "Snow.", seed: 1 };
  return { jobId, key: "qwen-edit", generation, service: qwenEdit, input };
}
const tried = async (jobId: string) => {
  const wanted = await wantedBy(jobId);
  const found = await testApp.findInLedger(wanted);
  const call = found && (found.call ?? (await testApp.submitNew(wanted, found.hash)));
  if (!call) throw new Error("The job is gone.");
  return call;
};
const settle = async (call: Call, lastTry = false) =>
  testApp.settle(await look(call), qwenEdit, { keyId: call.jobId, lastTry });

const fetchedAgain = { ended: false, retryAt: expect.any(String) };

async function failJob(id: string) {
  const error = { code: "internal", message: "no", step: null, service: null, retryable: true };
  const job = await testApp.findJob(id);
  if (job) await testApp.endJob(job, { status: "failed", error });
}

/** Retries the job, like a user. */
async function again(id: string): Promise<Call> {
  await failJob(id);
  const job = await testApp.findJob(id);
  if (job) expect(await testApp.requeueJob(job, { plan: [], estimated: 0 })).not.toBeNull();
  await testApp.startJob(id, `again-${id}`);
  return tried(id);
}

async function expectKept(call: Call) {
  expect(await settle(call)).toEqual({ ended: true });
  expect(await look(call)).toMatchObject({ status: "succeeded", attempt: 0, cost: 0, cancelPending: false });
  expect(submits).toBe(1);
}

test("two runs that find no row of a call submit it once, and follow the same row", async () => {
  const id = uuidv7();
  await testApp.addJob({ id, keyId: id, model: "qwen-edit", priority: "normal", input: {}, options: {}, plan: [] });
  await testApp.startJob(id, `run-${id}`);
  const wanted = await wantedBy(id);
  const hash = (await testApp.findInLedger(wanted))?.hash ?? "";
  const both = await Promise.all([testApp.submitNew(wanted, hash), testApp.submitNew(wanted, hash)]);
  expect(both.map((call) => call?.status)).toEqual(["waiting", "waiting"]);
  expect([new Set(both.map((call) => call?.id)).size, submits]).toEqual([1, 1]);
});

test("two runs of a call fetch its result once", async () => {
  const { call, done } = await submitted();
  await done();
  expect(await Promise.all([settle(call), settle(call)])).toEqual([{ ended: true }, { ended: true }]);
  expect(await look(call)).toMatchObject({ status: "succeeded", cost: price });
  expect(fetches).toBe(1);
});

test("a run that continues after its job has ended submits nothing", async () => {
  const id = uuidv7();
  await testApp.addJob({ id, keyId: id, model: "qwen-edit", priority: "normal", input: {}, options: {}, plan: [] });
  await testApp.startJob(id, `run-${id}`);
  const wanted = await wantedBy(id);
  const hash = (await testApp.findInLedger(wanted))?.hash ?? "";
  await failJob(id);
  expect(await testApp.submitNew(wanted, hash)).toMatchObject({ status: "cancelled", attempt: 1 });
  expect(submits).toBe(0);
});

test("a row that was read before the call was cancelled brings nothing back", async () => {
  const { id, call, done } = await submitted();
  await failJob(id);
  await done();
  expect(call.status).toBe("waiting");
  expect(await testApp.settle(call, qwenEdit, { keyId: id, lastTry: false })).toEqual({ ended: true });
  expect(await look(call)).toMatchObject({ status: "cancelled", output: null });
});

test("a result that could not be fetched in time is fetched by the next try, not paid again", async () => {
  const { id, call, done } = await submitted();
  await done();
  files = "away";
  expect(await settle(call)).toEqual(fetchedAgain);
  expect((await look(call)).message).toContain("status 503. Fetching it again.");
  await settle(call, true);
  expect(await look(call)).toMatchObject({ status: "failed", cost: price, error: { code: "result_unusable" } });
  files = "there";
  await expectKept(await again(id));
});

test("a result that was being fetched when its job failed is charged once, and fetched by the next try", async () => {
  const { id, call, done } = await submitted();
  await done();
  files = "away";
  expect(await settle(call)).toEqual(fetchedAgain);
  await failJob(id);
  await testApp.cancelRemote(call.id);
  expect(await look(call)).toMatchObject({ status: "cancelled", cost: price });
  files = "there";
  await expectKept(await again(id));
});

test("an error of the app's own disk is shown on the step, and does not lose the result", async () => {
  const { id, call, done } = await submitted();
  await done();
  renameSync(media, `${media}-away`);
  writeFileSync(media, "");
  expect(await settle(call)).toEqual(fetchedAgain);
  expect(await look(call)).toMatchObject({
    status: "storing",
    message: expect.stringContaining("Could not store the result"),
  });
  await settle(call, true);
  const error = { code: "result_not_kept", retryable: true };
  expect(await look(call)).toMatchObject({ status: "failed", cost: price, error });
  rmSync(media);
  renameSync(`${media}-away`, media);
  await expectKept(await again(id));
});

test("a result that arrived after the service's deadline is fetched by the next try", async () => {
  const { id, call, done } = await submitted();
  vi.stubEnv("QWEN_EDIT_TIMEOUT", "0.001");
  await settle(call);
  vi.stubEnv("QWEN_EDIT_TIMEOUT", "");
  expect(await look(call)).toMatchObject({ status: "failed", error: { code: "service_timeout" } });
  await done();
  await expectKept(await again(id));
});

test.each(["gone", "away"] as const)("when its files stay %s, the call is submitted again", async (now) => {
  const { id, call, done } = await submitted();
  await done();
  files = now;
  await settle(call, true);
  const next = await again(id);
  expect([await settle(next, true), submits]).toEqual([{ ended: false }, 1]);
  await testApp.submitOrPoll(next.id, qwenEdit);
  expect([(await look(next)).status, submits]).toEqual(["waiting", 2]);
  files = "there";
  await testApp.storeAnswer(
    next.id,
    JSON.stringify({ id: "2", status: "completed", localUrl: [`${base}/result-2.jpg`] }),
  );
  await settle(next);
  expect(await look(next)).toMatchObject({ status: "succeeded", attempt: 1, cost: price });
});

test("a cancel while it is fetched again charges nothing more", async () => {
  const { id, call, done } = await submitted();
  await done();
  files = "away";
  await settle(call, true);
  const next = await again(id);
  await failJob(id);
  expect(await look(next)).toMatchObject({ status: "cancelled", cost: 0, cancelPending: false });
});

test("of two submits, the one that is answered without an id is not charged again as the losing one", async () => {
  const { call } = await submitted();
  await putCall(call, { status: "unconfirmed" });
  expect(await testApp.reopenCall(await look(call), "Again.")).toBe(true);
  await testApp.submitOrPoll(call.id, qwenEdit);
  await testApp.storeAnswer(call.id, JSON.stringify({ status: "completed", localUrl: [`${base}/result-3.jpg`] }));
  await settle(call);
  expect(await look(call)).toMatchObject({ status: "succeeded", attempt: 2, cost: price, cancelPending: false });
});

test("a silent call is submitted again when a person says so, and never before it is silent", async () => {
  const { id, call } = await submitted();
  const job = await testApp.findJob(id);
  if (!job) throw new Error("The job is gone.");
  for (const action of ["check_again", "submit_again"] as const) {
    await expect(testApp.resolveStep(job, call.key, { action })).rejects.toMatchObject({ code: "conflict" });
  }
  const long = new Date(Date.now() - 3_600_000);
  const db = await testApp.database();
  await db.update(testApp.table).set({ submittedAt: long, heardAt: long }).where(eq(testApp.table.id, call.id));
  await testApp.resolveStep(job, call.key, { action: "check_again" });
  expect(await look(call)).toMatchObject({
    status: "waiting",
    message: expect.stringContaining("no webhook has arrived yet"),
  });
  const first = (await look(call)).serviceJobId;
  await testApp.resolveStep(job, call.key, { action: "submit_again" });
  expect(await look(call)).toMatchObject({
    status: "retrying",
    supersededWork: [{ id: first, base }],
    serviceJobId: null,
  });
  await expect(testApp.resolveStep(job, call.key, { action: "submit_again" })).rejects.toMatchObject({
    code: "conflict",
  });

  await testApp.submitOrPoll(call.id, qwenEdit);
  const second = (await look(call)).serviceJobId;
  expect([submits, second === first]).toEqual([2, false]);
  const answer = { id: second, status: "completed", localUrl: [`${base}/result-${id}.jpg`] };
  await testApp.storeAnswer(call.id, JSON.stringify(answer));
  await settle(call);
  // The first could not be cancelled: it is charged as well.
  expect(await look(call)).toMatchObject({ status: "succeeded", attempt: 2, cost: 2 * price, cancelPending: false });
});

test("work that a service failed is submitted again", async () => {
  const { id, call } = await submitted();
  await testApp.storeAnswer(call.id, JSON.stringify({ id: "1", status: "failed", error: "out of memory" }));
  await settle(call);
  const next = await again(id);
  expect([(await look(next)).status, submits]).toEqual(["waiting", 2]);
});

test("errors of the app's own tools are retried, and do not fail the result", async () => {
  const { isOurs, MediaError } = await import("@/lib/media");
  const codes = ["timeout", "tool_missing", "tool_killed", "tool_failed", "not_decodable"] as const;
  expect(codes.filter((code) => isOurs(new MediaError(code, "")))).toEqual(["timeout", "tool_missing", "tool_killed"]);
});
