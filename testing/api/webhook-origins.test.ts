import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Job } from "@/lib/schemas/job";
import { openWebhookApp, verify, type WebhookApp } from "../webhook-app";

/** Outgoing webhooks through the public API of a real app: pausing a dead origin, and the test event. */

let open: WebhookApp;
beforeAll(async () => {
  open = await openWebhookApp();
});
afterAll(() => open?.close());

const origins = async (key?: string) => (await open.get("/v1/webhooks/origins", key)).data;

/** A job whose webhook origin is paused: a few failures are real, the others are written to the database. */
async function paused(): Promise<{ job: Job; path: string; url: string }> {
  const { path, url } = open.address();
  open.caller.answer(path, { status: 500 });
  const first = await open.ended(url);
  await open.until(first, { lastAttempt: expect.objectContaining({ status: 500 }) });
  await open.database("update failing_origins set failures = 99 where origin = ?", [open.caller.origin]);
  const job = await open.ended(url);
  await open.until(job, { status: "paused" });
  return { job, path, url };
}
const resume = () => open.post("/v1/webhooks/origins/resume", { origin: open.caller.origin });

describe("a dead origin", () => {
  test("is paused and listed; new jobs are accepted and their webhooks wait, also after a crash, until it is resumed", async () => {
    const { job, path, url } = await paused();
    const before = open.caller.at(path).length;
    const later = await open.ended(url);
    expect([later.status, await open.deliveryOf(later)]).toMatchObject(["completed", { status: "paused", attempt: 0 }]);
    const [origin, ...others] = await origins();
    expect(others).toEqual([]);
    expect(origin).toMatchObject({ origin: open.caller.origin, status: "paused", failures: 100, waiting: 3 });
    expect(await origins((await open.anotherKey("another key")).key)).toEqual([]);

    const web = open.testApp.app.pids.web ?? 0;
    process.kill(web, "SIGKILL");
    await vi.waitFor(async () => expect(await origins()).toEqual([origin]), { timeout: 120_000, interval: 200 });
    expect(open.caller.at(path).length).toBe(before);

    open.caller.answer(path, { status: 204 });
    const resumed = await resume();
    expect([resumed.status, resumed.json]).toMatchObject([200, { status: "ok", failures: 0, waiting: 0 }]);
    for (const one of [job, later]) await open.until(one, { status: "delivered" });
    expect(await origins()).toEqual([]);
    expect(await resume()).toMatchObject({ status: 200, json: resumed.json });
  });

  test("is resumed by a successful test event, not by a failed one", async () => {
    const { job, path, url } = await paused();
    expect((await open.post("/v1/webhooks/test", { url })).json).toMatchObject({ delivered: false, status: 500 });
    expect(await origins()).toMatchObject([{ status: "paused", failures: 100 }]);
    open.caller.answer(path, { status: 204 });
    expect((await open.post("/v1/webhooks/test", { url: open.address().url })).json.delivered).toBe(true);
    await open.until(job, { status: "delivered" });
    expect(await origins()).toEqual([]);
  });

  test("is paused per key", async () => {
    const { job, path, url } = await paused();
    const { key } = await open.anotherKey("another key");
    const tested = open.address();
    expect((await open.post("/v1/webhooks/test", { url: tested.url }, key)).json.delivered).toBe(true);
    expect(await origins()).toMatchObject([{ status: "paused" }]); // another key's success does not resume this one's
    expect((await open.deliveryOf(await open.ended(url))).status).toBe("paused");
    open.caller.answer(path, { status: 204 });
    await resume();
    await open.until(job, { status: "delivered" });
  });

  test.each([
    ["a path", { origin: "https://example.com/hook" }, "/origin"],
    ["no URL", { origin: "example.com" }, "/origin"],
    ["no HTTP", { origin: "ftp://example.com" }, "/origin"],
    ["another field", { origin: "https://example.com", url: "https://example.com" }, "/url"],
  ])("cannot be resumed by %s", async (_, body, pointer) => {
    const { status, json } = await open.post("/v1/webhooks/origins/resume", body);
    expect([status, json.errors.map((error: { pointer: string }) => error.pointer)]).toMatchObject([400, [pointer]]);
  });
});

describe("a test event", () => {
  test("is signed and formatted like every other webhook, and returns the receiver's answer", async () => {
    const { path, url } = open.address();
    open.caller.answer(path, { status: 202, body: "x".repeat(2000) });
    const { status, json } = await open.post("/v1/webhooks/test", { url });
    const [came] = open.caller.at(path);
    if (!came) throw new Error("Nothing came.");
    expect([status, json]).toEqual([
      200,
      {
        ...{ object: "webhook_test", id: came.headers["webhook-id"], url, delivered: true, status: 202 },
        ...{ milliseconds: expect.any(Number), answer: "x".repeat(1024) },
      },
    ]);
    const { secret } = await open.get("/v1/webhooks/secret");
    const job = await open.ended(open.address().url);
    const delivered = await open.until(job, { status: "delivered" });
    const [told] = open.caller.at(new URL(delivered.url).pathname);
    expect(Object.keys(verify(secret, came))).toEqual(Object.keys(JSON.parse(told?.body ?? "")));
    expect(verify(secret, came)).toMatchObject({ model: "webhook.test", status: "completed", webhookUrl: url });
  });

  test("leaves nothing in the log and counts no failure", async () => {
    const { key } = await open.anotherKey("only tests");
    const { path, url } = open.address();
    open.caller.answer(path, { status: 500, body: "no" });
    const { json } = await open.post("/v1/webhooks/test", { url }, key);
    expect(json).toMatchObject({ delivered: false, status: 500, answer: "no" });
    expect((await open.get("/v1/deliveries", key)).data).toEqual([]);
    expect(await origins(key)).toEqual([]);
  });

  test("without a receiver reports why, and a redirect is not followed", async () => {
    const [moved, elsewhere] = [open.address(), open.address()];
    open.caller.answer(moved.path, { status: 307, headers: { location: elsewhere.url } });
    expect((await open.post("/v1/webhooks/test", { url: moved.url })).json).toMatchObject({
      delivered: false,
      status: 307,
    });
    expect(open.caller.at(elsewhere.path)).toEqual([]);
    open.other.close();
    const { status, json } = await open.post("/v1/webhooks/test", { url: open.address(open.other).url });
    expect([status, json]).toMatchObject([200, { delivered: false, status: null }]);
    expect(json.answer).toContain("ECONNREFUSED");
  });

  test.each([
    ["a private address", { url: "http://10.0.0.1/hook" }, "/url"],
    ["the cloud's metadata", { url: "http://169.254.169.254/latest" }, "/url"],
    ["another scheme", { url: "ftp://example.com/" }, "/url"],
    ["no address", {}, "/url"],
  ])("to %s is refused, naming the field", async (_, body, pointer) => {
    const { status, json } = await open.post("/v1/webhooks/test", body);
    expect([status, json.errors[0].pointer]).toEqual([400, pointer]);
  });
});
