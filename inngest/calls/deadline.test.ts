import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { defineService } from "@/lib/define-service";

/**
 * The outcome when a service's time is up, by its abilities: against a real database and a service that can be polled.
 */

const folder = mkdtempSync(join(tmpdir(), "nextscene-time-out-"));
let server: Server;
let asked: string[] = [];
let reply: (response: ServerResponse) => void = () => {};
let base = "";
/** No server listens there. */
let gone = "";

const portOf = (listening: Server) => (listening.address() as AddressInfo).port;
const listen = (listening: Server) =>
  new Promise<void>((resolve) => {
    listening.listen(0, "127.0.0.1", resolve);
  });

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    reply(response);
  });
  const closed = createServer();
  await Promise.all([listen(server), listen(closed)]);
  base = `http://127.0.0.1:${portOf(server)}`;
  gone = `http://127.0.0.1:${portOf(closed)}`;
  vi.stubEnv("ALLOW_NETWORKS", `127.0.0.1/32:${portOf(server)},127.0.0.1/32:${portOf(closed)}`);
  await new Promise((resolve) => closed.close(resolve));
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("INNGEST_BASE_URL", base); // hints go nowhere
  vi.stubEnv("ASKABLE_URL", base);
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
  asked = [];
  vi.stubEnv("ASKABLE_TIMEOUT", "0.001");
});

const askable = defineService({
  id: "askable",
  title: "Askable",
  description: "Tells the state of its work.",
  input: z.strictObject({}),
  response: z.looseObject({ text: z.string().nullish() }),
  output: z.strictObject({ text: z.string() }),
  example: { text: "done" },
  kind: "pod",
  mode: "async",
  request: () => ({ path: "/start", json: {} }),
  receipt: () => null,
  parse: ({ text }) => (text ? { state: "done", output: { text } } : { state: "pending" }),
  poll: ({ id }) => ({ method: "GET", path: `/state/${id}` }),
  cacheFor: 0,
  timeout: 60,
  typicalSeconds: 1,
});

/** A call of the service in a state, opened a second ago, in its own job. */
async function callThat(is: {
  status: "waiting" | "unconfirmed" | "pending" | "retrying";
  serviceJobId?: string;
  message?: string;
  attempt?: number;
  submittedAt?: Date;
  nextAttemptAt?: Date;
}) {
  const { addJob } = await import("@/db/jobs");
  const { openCall } = await import("@/db/open-call");
  const { putCall } = await import("@/db/testing/put-call");
  const id = uuidv7();
  const job = { id, keyId: "key", model: "askable", priority: "normal" as const, input: {}, options: {}, plan: [] };
  await addJob(job);
  const row = { jobId: id, key: "ask", generation: 0, service: "askable", input: {}, requestHash: id };
  const call = await openCall(row);
  const db = await (await import("@/db/core/client")).database();
  const { calls } = await import("@/db/schema");
  await db
    .update(calls)
    .set({ createdAt: new Date(Date.now() - 1000) })
    .where(eq(calls.id, call.id));
  await putCall(call, { base, ...is });
  return call;
}
async function settled(is: Parameters<typeof callThat>[0]) {
  const { settle } = await import("./settle");
  const { findCall } = await import("@/db/calls");
  const call = await callThat(is);
  await settle(await findCall(call.id), askable, { keyId: "key", lastTry: false });
  return findCall(call.id);
}
const saying = (status: number, body: unknown) => (response: ServerResponse) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

test("a service that can be polled is polled once more when its time is up, and that answer counts", async () => {
  reply = saying(200, { text: "just in time" });
  const call = await settled({ status: "waiting", serviceJobId: "17" });
  expect(call).toMatchObject({ status: "succeeded", output: { text: "just in time" } });
  expect(asked).toEqual(["GET /state/17"]);
});

test.each([
  ["still running", 200, {}, "said that it was still running"],
  ["an error", 500, {}, "returned no result"],
])("one that says %s then fails with the reason", async (_, status, body, said) => {
  reply = saying(status, body);
  const call = await settled({ status: "waiting", serviceJobId: "18" });
  expect(call).toMatchObject({ status: "failed", error: { code: "service_timeout" }, cancelPending: true });
  expect(call?.error?.message).toContain(`A last status query ${said}.`);
  expect(asked).toEqual(["GET /state/18"]);
});

test("an unconfirmed call whose time is up fails with the reason and is never submitted again", async () => {
  const call = await settled({ status: "unconfirmed", message: "The line broke." });
  expect(call).toMatchObject({ status: "failed", attempt: 0, error: { code: "service_timeout" } });
  expect(call?.error?.message).toContain("Last message: The line broke.");
  expect(asked).toEqual([]);
});

test("after a person's decision the service gets its whole time again", async () => {
  vi.stubEnv("ASKABLE_TIMEOUT", "60");
  const { settle } = await import("./settle");
  const { findCall } = await import("@/db/calls");
  const { reopenCall } = await import("@/db/call-moves");
  const { database } = await import("@/db/core/client");
  const { calls } = await import("@/db/schema");
  const { id } = await callThat({ status: "unconfirmed" });
  await (await database()).update(calls).set({ createdAt: new Date(0) });
  const call = await findCall(id);
  expect(call && (await reopenCall(call, "Again."))).toBe(true);
  expect(await settle(await findCall(id), askable, { keyId: "key", lastTry: false })).toEqual({ ended: false });
  expect(await findCall(id)).toMatchObject({ status: "retrying", message: "Again." });
});

test("an answer to the earlier submit ends a call that was about to be submitted again", async () => {
  vi.stubEnv("ASKABLE_TIMEOUT", "60");
  const { submitOrPoll: ask } = await import("./submit");
  const { settle } = await import("./settle");
  const { findCall } = await import("@/db/calls");
  const { reopenCall } = await import("@/db/call-moves");
  const { storeAnswer } = await import("@/db/inbox");
  const { id } = await callThat({ status: "unconfirmed" });
  const call = await findCall(id);
  expect(call && (await reopenCall(call, "Again."))).toBe(true);
  await storeAnswer(id, JSON.stringify({ text: "from the first" }));
  expect(await settle(await findCall(id), askable, { keyId: "key", lastTry: false })).toEqual({ ended: true });
  await ask(id, askable);
  expect(await findCall(id)).toMatchObject({ status: "succeeded", output: { text: "from the first" } });
  expect(asked.filter((path) => path.includes("/start"))).toEqual([]);
});

test.each([
  ["that is paid is not retried automatically when its answer is lost", 1, "failed", "may have run and charged"],
  ["that costs nothing is submitted again", 0, "retrying", "askable:"],
])("a service that answers in its response and %s", async (_, price, status, said) => {
  vi.stubEnv("ASKABLE_TIMEOUT", "60");
  reply = (response) => response.socket?.resetAndDestroy();
  const { submitOrPoll: ask } = await import("./submit");
  const { findCall } = await import("@/db/calls");
  const { id } = await callThat({ status: "pending" });
  await ask(id, { ...askable, mode: "sync", price: () => price });
  const call = await findCall(id);
  expect(call).toMatchObject({ status, attempt: 1, message: expect.stringContaining(said) });
  expect(asked).toEqual(["POST /start"]);
});

async function asking(id: string, changes: Partial<typeof askable> = {}) {
  const { submitOrPoll: ask } = await import("./submit");
  const { findCall } = await import("@/db/calls");
  await ask(id, { ...askable, ...changes });
  return findCall(id);
}

test("a poll that is answered with a web page is no news", async () => {
  vi.stubEnv("ASKABLE_TIMEOUT", "60");
  reply = (response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>Please wait</h1>");
  const { id } = await callThat({ status: "waiting", serviceJobId: "19" });
  expect(await asking(id)).toMatchObject({ status: "waiting", error: null });
  const { settle } = await import("./settle");
  const { findCall } = await import("@/db/calls");
  expect(await settle(await findCall(id), askable, { keyId: "key", lastTry: false })).toEqual({ ended: false });
  expect(asked).toEqual(["GET /state/19"]);
});

test.each([500, 502, 520, 524])(
  "a submit answered %i may have arrived: it is not repeated, and says why",
  async (status) => {
    vi.stubEnv("ASKABLE_TIMEOUT", "60");
    reply = saying(status, { detail: "the worker fell over" });
    const { id } = await callThat({ status: "pending" });
    const message = expect.stringContaining("the worker fell over");
    expect(await asking(id)).toMatchObject({ status: "unconfirmed", attempt: 1, message });
    await asking(id);
    expect(asked).toEqual(["POST /start"]);
  },
);

test("a service that reports a failure in its response gets no second submit", async () => {
  vi.stubEnv("ASKABLE_TIMEOUT", "60");
  reply = saying(500, { detail: "out of memory" });
  const { id } = await callThat({ status: "pending" });
  const error = { code: "service_failed", message: "askable answered 500: out of memory", retryable: true };
  expect(await asking(id, { mode: "sync" })).toMatchObject({ status: "failed", attempt: 1, error });
});

test("a base that refuses the connection is skipped within one attempt", async () => {
  vi.stubEnv("ASKABLE_TIMEOUT", "60");
  vi.stubEnv("ASKABLE_URL", `${gone},${base}`);
  reply = saying(200, { id: "20" });
  const { id } = await callThat({ status: "pending" });
  const call = await asking(id, { receipt: () => ({ id: "20" }) });
  vi.stubEnv("ASKABLE_URL", base);
  expect(call).toMatchObject({ status: "waiting", attempt: 1, base, serviceJobId: "20" });
});

test("a scheduled attempt is never made early, not even by a new run or before a deadline", async () => {
  const nextAttemptAt = new Date(Date.now() + 1_800_000);
  const { id } = await callThat({ status: "retrying", attempt: 1, submittedAt: new Date(0), nextAttemptAt });
  vi.stubEnv("ASKABLE_TIMEOUT", "60");
  expect(await asking(id)).toMatchObject({ status: "retrying", attempt: 1 });
  const { settle } = await import("./settle");
  const { findCall } = await import("@/db/calls");
  const next = { ended: false, retryAt: nextAttemptAt.toISOString() };
  expect(await settle(await findCall(id), askable, { keyId: "key", lastTry: false })).toEqual(next);
  expect(asked).toEqual([]);
});

test("when all attempts were refused the call fails in the service's own words, and can be retried", async () => {
  vi.stubEnv("ASKABLE_TIMEOUT", "60");
  reply = saying(503, { detail: "no worker available" });
  const { id } = await callThat({
    status: "retrying",
    attempt: 1,
    submittedAt: new Date(0),
    nextAttemptAt: new Date(0),
  });
  const message = "askable answered 503: no worker available (attempt 2)";
  const error = { code: "service_unavailable", message, retryable: true };
  expect(await asking(id, { maxAttempts: 2 })).toMatchObject({ status: "failed", attempt: 2, error, message });
});

test("a submit that this process waits for does not count as lost", async () => {
  vi.stubEnv("ASKABLE_TIMEOUT", "60");
  let answer = () => {};
  const arrived = new Promise<void>((come) => {
    reply = (response) => {
      answer = () => saying(200, { id: "21" })(response);
      come();
    };
  });
  const { id } = await callThat({ status: "pending" });
  const started = () => ({ id: "21" });
  const first = asking(id, { receipt: started });
  await arrived;
  const second = asking(id, { receipt: started });
  answer();
  expect(await second).toMatchObject({ status: "waiting", attempt: 1, serviceJobId: "21" });
  expect(await first).toMatchObject({ status: "waiting" });
  expect(asked).toEqual(["POST /start"]);
});
