import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { follow } from "@/cli/film/api-client";
import type { Delivery } from "@/lib/schemas/delivery";
import { problemSchema } from "@/lib/schemas/job";
import type { Got } from "../caller-server";
import { sandboxOf } from "../sandbox-admin";
import { type DeliveryWithAttempts, openWebhookApp, verify, type WebhookApp } from "../webhook-app";

/** Outgoing webhooks through the public API of a real app: secret, schedule, log and replay. */

let open: WebhookApp;
let foreignKey: string;
beforeAll(async () => {
  open = await openWebhookApp();
  foreignKey = (await open.anotherKey("another key")).key;
});
afterAll(() => open?.close());

const secretNow = async (key?: string): Promise<string> => (await open.get("/v1/webhooks/secret", key)).secret;
/** Milliseconds between the first two attempts. */
const pauseOf = ({ attempts: [one, two] }: DeliveryWithAttempts) =>
  Date.parse(two?.finishedAt ?? "") - Date.parse(one?.finishedAt ?? "");
const signaturesOf = (one: Got) => String(one.headers["webhook-signature"]).split(" ").length;

/** The request of a new test event. */
async function tested(key?: string): Promise<Got> {
  const { path, url } = open.address();
  expect((await open.post("/v1/webhooks/test", { url }, key)).json.delivered).toBe(true);
  const [one] = open.caller.at(path);
  if (!one) throw new Error("No test event came.");
  return one;
}

describe("the secret", () => {
  test("verifies its key's webhooks, however often it is shown; another key's does not", async () => {
    const { path, url } = open.address();
    const job = await open.ended(url);
    const [came] = (await open.caller.came(path)) as [Got];
    const { headers, json } = await open.ask("GET", "/v1/webhooks/secret");
    expect([headers.get("cache-control"), json.object]).toEqual(["no-store", "webhook_secret"]);
    expect(verify(json.secret, came)).toMatchObject({ id: job.id, status: "completed" });
    expect(await secretNow()).toBe(json.secret);
    const foreign = await secretNow(foreignKey);
    expect(foreign).not.toBe(json.secret);
    expect(() => verify(foreign, came)).toThrow();
  });

  test("after a rotation both sign until the overlap ends; then the old one stops", async () => {
    const { id, key } = await open.anotherKey("rotates");
    const old = await secretNow(key);
    const rotated = (await open.post("/v1/webhooks/secret/rotate", { overlap: 3600 }, key)).json;
    expect(rotated.secret).not.toBe(old);
    expect(rotated).toEqual(await open.get("/v1/webhooks/secret", key));
    expect(Date.parse(rotated.previousUntil) - Date.parse(rotated.rotatedAt)).toBe(3_600_000);
    const both = await tested(key);
    for (const secret of [old, rotated.secret]) expect(verify(secret, both)).toMatchObject({ model: "webhook.test" });
    await open.database("update webhook_rotations set previous_until = ? where key_id = ?", [Date.now() - 1, id]);
    const one = await tested(key);
    expect(verify(rotated.secret, one)).toMatchObject({ model: "webhook.test" });
    expect(() => verify(old, one)).toThrow();
    expect((await open.get("/v1/webhooks/secret", key)).previousUntil).toBeNull();
  });

  test("without a body the overlap is a day; a second rotation meanwhile is a conflict, unless its overlap is 0", async () => {
    const { key } = await open.anotherKey("rotates twice");
    const old = await secretNow(key);
    const first = await open.post("/v1/webhooks/secret/rotate", undefined, key);
    expect(Date.parse(first.json.previousUntil) - Date.parse(first.json.rotatedAt)).toBe(86_400_000);
    const second = await open.post("/v1/webhooks/secret/rotate", {}, key);
    expect([second.status, second.json.code]).toEqual([409, "conflict"]);
    expect(await secretNow(key)).toBe(first.json.secret);
    const last = await open.post("/v1/webhooks/secret/rotate", { overlap: 0 }, key);
    const came = await tested(key);
    expect([signaturesOf(came), verify(last.json.secret, came).model]).toEqual([1, "webhook.test"]);
    for (const secret of [old, first.json.secret]) expect(() => verify(secret, came)).toThrow();
  });

  test("ten concurrent rotations rotate it once", async () => {
    const { key } = await open.anotherKey("rotates at once");
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => open.post("/v1/webhooks/secret/rotate", {}, key)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
  });

  test.each([
    [{ overlap: -1 }, "/overlap"],
    [{ overlap: 604_801 }, "/overlap"],
    [{ overlap: 1.5 }, "/overlap"],
    [{ hours: 1 }, "/hours"],
  ])("a rotation with %j is refused, naming the field", async (body, pointer) => {
    const { status, json } = await open.post("/v1/webhooks/secret/rotate", body);
    expect([status, problemSchema.parse(json).errors[0]?.pointer]).toEqual([400, pointer]);
  });
});

describe("a delivery", () => {
  test("that fails is retried after five seconds with the same id and a new signature, and the log contains both", async () => {
    const { path, url } = open.address();
    open.caller.answer(path, { status: 500, body: "down" }, { status: 200, body: "thanks" });
    const job = await open.ended(url);
    const [first, second] = (await open.caller.came(path, 2)) as [Got, Got];
    const done = await open.until(job, { status: "delivered", attempt: 2, nextAttemptAt: null });
    expect(done.attempts).toMatchObject([
      { attempt: 1, status: 500, answer: "down", milliseconds: expect.any(Number) },
      { attempt: 2, status: 200, answer: "thanks", milliseconds: expect.any(Number) },
    ]);
    expect(pauseOf(done)).toBeGreaterThan(3_900);
    expect([first.headers["webhook-id"], second.headers["webhook-id"]]).toEqual([done.id, done.id]);
    expect(Number(second.headers["webhook-timestamp"])).toBeGreaterThan(Number(first.headers["webhook-timestamp"]));
    for (const one of [first, second]) expect(verify(await secretNow(), one)).toMatchObject({ id: job.id });
  });

  test("does not follow a redirect", async () => {
    const [{ path, url }, elsewhere] = [open.address(), open.address()];
    open.caller.answer(path, { status: 302, headers: { location: elsewhere.url } }, { status: 204 });
    const done = await open.until(await open.ended(url), { status: "delivered" });
    expect([done.attempts[0]?.status, open.caller.at(elsewhere.path)]).toEqual([302, []]);
  });

  test("answered with 410 is not retried", async () => {
    const { path, url } = open.address();
    open.caller.answer(path, { status: 410, body: "gone" });
    const delivery = await open.until(await open.ended(url), { status: "failed" });
    expect(delivery).toMatchObject({ attempt: 1, nextAttemptAt: null, deliveredAt: null });
  });

  test("waits for Retry-After, up to twice the delay", async () => {
    const { path, url } = open.address();
    open.caller.answer(path, { status: 503, headers: { "retry-after": "3600" } }, { status: 204 });
    const done = await open.until(await open.ended(url), { status: "delivered" }); // and not after an hour
    expect(pauseOf(done)).toBeGreaterThan(6_500); // longer than the delay with its jitter
  });

  test("is delivered by its status alone: the log stores the start of a long or compressed answer", async () => {
    const [long, packed] = [open.address(), open.address()];
    open.caller.answer(long.path, { status: 200, body: `${"é".repeat(511)}a${"é".repeat(50_000)}` });
    open.caller.answer(packed.path, { status: 200, headers: { "content-encoding": "gzip" }, body: "\x1f\x8b" });
    const [first, second] = await Promise.all([open.ended(long.url), open.ended(packed.url)]);
    const kept = await open.until(first, { status: "delivered" });
    expect(kept.attempts[0]?.answer).toBe(`${"é".repeat(511)}a`); // 1,023 bytes: no character is cut in two
    expect((await open.until(second, { status: "delivered" })).attempts[0]?.answer).toContain("compressed");
  });

  test("without an answer times out and is retried", async () => {
    const { path, url } = open.address();
    open.caller.answer(path, "silence", { status: 204 });
    const done = await open.until(await open.ended(url), { status: "delivered", attempt: 2 });
    expect(done.attempts[0]).toMatchObject({ status: null, answer: expect.stringContaining("did not answer in time") });
  });

  test("that a crash interrupted is sent again with the same id", async () => {
    const { path, url } = open.address();
    open.caller.answer(path, "silence", { status: 204 });
    const job = await open.ended(url);
    const [first] = await open.caller.came(path);
    process.kill(open.testApp.app.pids.web ?? 0, "SIGKILL");
    const [, second] = await open.caller.came(path, 2);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
    const done = await vi.waitFor(() => open.until(job, { status: "delivered", attempt: 2 }), 120_000);
    expect(done.attempts.map(({ attempt }) => attempt)).toEqual([2]); // the outcome of the first one is unknown
  });

  test("reports the end at its time, even after a retry of the job, which gets its own webhook id", async () => {
    const { path, url } = open.address();
    open.caller.answer(path, { status: 410 });
    await sandboxOf(open.testApp).fault({ service: "qwen-edit", fault: "fail", count: 1 });
    const job = await open.ended(url, { model: "qwen-edit", options: { prompt: "It fails once." } });
    const failed = await open.until(job, { status: "failed" });
    open.caller.answer(path, { status: 204 });
    const retried = await follow(open.testApp.api, (await open.post(`/v1/jobs/${job.id}/retry`)).json, () => {});
    expect([job.status, retried.status]).toEqual(["failed", "completed"]);
    await open.caller.came(path, 2);
    await open.post(`/v1/deliveries/${failed.id}/replay`);
    const told = (await open.caller.came(path, 3)).map((one) => JSON.parse(one.body));
    expect(told.map(({ status }) => status)).toEqual(["failed", "completed", "failed"]);
    expect(told[2]).toEqual(told[0]);
    expect(new Set(open.caller.at(path).map(({ headers }) => headers["webhook-id"])).size).toBe(2);
  });
});

describe("the log", () => {
  test("lists the key's deliveries newest first, by job and state, page by page without a gap", async () => {
    const { url } = open.address();
    const jobs = [await open.ended(url), await open.ended(url), await open.ended(url)];
    for (const job of jobs) await open.until(job, { status: "delivered" });
    const all: Delivery[] = (await open.get("/v1/deliveries?limit=100")).data;
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const seen: string[] = [];
    for (let after = ""; ; ) {
      const page = await open.get(`/v1/deliveries?limit=2${after && `&after=${after}`}`);
      seen.push(...page.data.map(({ id }: Delivery) => id));
      if (!page.hasMore) break;
      after = page.lastId;
    }
    expect(seen).toEqual(all.map(({ id }) => id));
    const mine = await open.get(`/v1/deliveries?job=${jobs[0]?.id}&status=delivered`);
    expect(mine.data).toMatchObject([{ jobId: jobs[0]?.id, status: "delivered", lastAttempt: { status: 204 } }]);
    expect((await open.get(`/v1/deliveries?job=${jobs[0]?.id}&status=failed`)).data).toEqual([]);
    for (const query of ["limit=0", "limit=101", "status=lost", "job=x", "after=x", "colour=red"]) {
      expect((await open.ask("GET", `/v1/deliveries?${query}`)).status, query).toBe(400);
    }
  });

  test("of another key does not exist", async () => {
    const job = await open.ended(open.address().url);
    const { id } = await open.until(job, { status: "delivered" });
    const routes = [
      `GET /v1/deliveries/${id}`,
      `POST /v1/deliveries/${id}/replay`,
      `GET /v1/jobs/${job.id}/deliveries`,
    ];
    for (const route of routes) {
      const [method = "", path = ""] = route.split(" ");
      expect((await open.ask(method, path, undefined, foreignKey)).status, route).toBe(404);
    }
    expect((await open.get(`/v1/deliveries?job=${job.id}`, foreignKey)).data).toEqual([]);
    expect((await open.get("/v1/deliveries", foreignKey)).data).toEqual([]);
    expect((await open.ask("GET", "/v1/deliveries/none")).status).toBe(404);
  });

  test("is deleted with its job", async () => {
    const job = await open.ended(open.address().url);
    const { id } = await open.until(job, { status: "delivered" });
    await open.post(`/v1/deliveries/${id}/replay`);
    await open.until(job, { status: "delivered", attempt: 2 });
    await fetch(job.urls.self, { method: "DELETE", headers: { "x-api-key": open.testApp.api.key } });
    expect((await open.ask("GET", `/v1/deliveries/${id}`)).status).toBe(404);
    for (const table of ["delivery_attempts where delivery_id", "outbox where id"]) {
      expect(await open.database(`select * from ${table} like '%${id}%'`), table).toEqual([]);
    }
  });
});

describe("a replay", () => {
  test("sends a delivered one again with its id, and continues the count of its attempts", async () => {
    const { path, url } = open.address();
    const job = await open.ended(url);
    const { id } = await open.until(job, { status: "delivered" });
    const { status, json } = await open.post(`/v1/deliveries/${id}/replay`);
    expect([status, json.id, json.attempts.length]).toEqual([202, id, 1]);
    const [first, second] = (await open.caller.came(path, 2)) as [Got, Got];
    expect([first.headers["webhook-id"], second.headers["webhook-id"]]).toEqual([id, id]);
    const done = await open.until(job, { status: "delivered", attempt: 2 });
    expect(done.attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test("restarts the whole schedule of a failed one", async () => {
    const { path, url } = open.address();
    open.caller.answer(path, { status: 410 }, { status: 500 }, { status: 204 });
    const job = await open.ended(url);
    const { id } = await open.until(job, { status: "failed" });
    await open.post(`/v1/deliveries/${id}/replay`);
    const again = await open.until(job, { status: "delivered" });
    expect(again.attempts.map(({ status }) => status)).toEqual([410, 500, 204]);
  });

  test("sends a pending one at once", async () => {
    const { path, url } = open.address();
    open.caller.answer(path, { status: 500 }, { status: 500 }, { status: 204 });
    const job = await open.ended(url);
    await open.caller.came(path, 2);
    const { id } = await open.until(job, {
      status: "pending",
      attempt: 2,
      lastAttempt: expect.objectContaining({ attempt: 2 }),
    });
    await open.post(`/v1/deliveries/${id}/replay`); // five minutes early
    const done = await open.until(job, { status: "delivered" });
    expect(done.attempts.map(({ status }) => status)).toEqual([500, 500, 204]);
  });

  test("requested twenty times concurrently ends delivered, and every attempt is in the log", async () => {
    const { path, url } = open.address();
    const job = await open.ended(url);
    const { id } = await open.until(job, { status: "delivered" });
    const answers = await Promise.all(Array.from({ length: 20 }, () => open.post(`/v1/deliveries/${id}/replay`)));
    expect(answers.map(({ status }) => status).filter((status) => status !== 409)).toContain(202);
    expect(answers.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
    const done = await open.until(job, { status: "delivered" });
    expect(done.attempt).toBeGreaterThanOrEqual(2);
    expect(open.caller.at(path).length).toBe(done.attempts.length);
  });
});
