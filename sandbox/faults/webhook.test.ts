import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, openCaller, wishing } from "../testing/caller";

let caller: Caller;
beforeAll(async () => {
  caller = await openCaller({ instant: "media", concurrency: 1 });
});
afterAll(() => caller.close());

/** Settles when the only worker has finished everything that was submitted before. */
const settle = () => caller.run("qwen-edit");

describe("faults of the webhook", () => {
  test("no-webhook: the work is done without a webhook", async () => {
    const { hook, response } = await caller.submit("wan-i2v", wishing("no-webhook"));
    const { id }: { id: string } = await response.json();
    await settle();
    expect((await caller.submits()).find((submit) => submit.id === id)).toMatchObject({ state: "completed" });
    expect(caller.receiver.hooks.some((told) => told.path === hook)).toBe(false);
  });

  test("webhook-late arrives after the webhook of a later submit", async () => {
    const late = await caller.submit("wan-i2v", wishing("webhook-late=0.4"));
    await settle();
    expect(caller.receiver.hooks.some((told) => told.path === late.hook)).toBe(false);
    await caller.receiver.until(late.hook);
  });

  test("webhook-many: the same body, 50 times by default", async () => {
    for (const [fault, count] of [["webhook-many", 50] as const, ["webhook-many=3", 3] as const]) {
      const { hook } = await caller.submit("wan-i2v", wishing(fault));
      const told = await caller.receiver.until(hook, count);
      expect(new Set(told.map(({ bytes }) => bytes.toString())).size).toBe(1);
    }
  });

  test.each([
    ["webhook-numeric-id=7", { id: 7, status: "completed" }],
    ["webhook-status", { status: "SUCCESS" }],
    ["webhook-status=done", { status: "done" }],
    ["webhook-empty-error", { error: "None", status: "completed" }],
  ])("%s", async (fault, said) => {
    const { hook } = await caller.submit("wan-i2v", wishing(fault));
    expect((await caller.receiver.until(hook))[0]?.body).toMatchObject(said);
  });

  test("webhook-packed: gzip, UTF-16, NaN, two megabytes", async () => {
    const told = async (how: string) => {
      const { hook } = await caller.submit("wan-i2v", wishing(`webhook-packed=${how}`));
      return (await caller.receiver.until(hook))[0]?.bytes ?? Buffer.alloc(0);
    };
    expect(JSON.parse(gunzipSync(await told("gzip")).toString())).toMatchObject({ status: "completed" });
    expect((await told("utf16")).toString("utf16le")).toContain('"status":"completed"');
    expect((await told("nan")).toString()).toContain('"processing_time":NaN');
    expect((await told("large")).length).toBeGreaterThan(2_000_000);
  });

  test("progress-storm: many reports, then the correct webhook", async () => {
    const { hook } = await caller.submit("wan-i2v", wishing("progress-storm=20"));
    const told = await caller.receiver.until(hook, 21);
    expect(told.at(10)?.body).toMatchObject({ id: 42, status: "processing", progress: 50, queuePosition: "now" });
    expect(told.at(20)?.body).toMatchObject({ status: "completed" });
  });

  test("webhook-failed-after: completed, then failed", async () => {
    const { hook } = await caller.submit("wan-i2v", wishing("webhook-failed-after"));
    const told = await caller.receiver.until(hook, 2);
    expect(told.map(({ body }) => body?.status)).toEqual(["completed", "failed"]);
  });

  test.each(["webhook-wrong-token", "webhook-foreign-token"])(
    "%s arrives at a wrong address first, then at the right one",
    async (fault) => {
      await settle();
      const before = caller.receiver.hooks.length;
      const { hook } = await caller.submit("wan-i2v", wishing(fault));
      await caller.receiver.until(hook);
      const [forged, truth] = caller.receiver.hooks.slice(before);
      expect(forged?.path).not.toBe(hook);
      expect(forged?.path).toHaveLength(hook.length);
      expect(forged?.body).toMatchObject({ status: "failed" });
      expect(truth).toMatchObject({ path: hook, body: { status: "completed" } });
      // The foreign token is a real one of this receiver, for another call.
      const known = caller.receiver.hooks.slice(0, before).some(({ path }) => path === forged?.path);
      expect(known).toBe(fault === "webhook-foreign-token");
    },
  );

  test.each([
    ["webhook-huge", (bytes: Buffer) => bytes.length > 10_000_000],
    ["webhook-deep", (bytes: Buffer) => bytes.toString() === "[".repeat(100_000) + "]".repeat(100_000)],
    ["webhook-bad-utf8", (bytes: Buffer) => bytes.toString("utf8").includes("\ufffd")],
    ["webhook-html", (bytes: Buffer) => bytes.toString().startsWith("<html>")],
  ])("%s sends a wrong body first, then the correct one, unless it is the only one", async (fault, holds) => {
    const { hook } = await caller.submit("wan-i2v", wishing(fault));
    const [bad, truth] = await caller.receiver.until(hook, 2);
    expect(holds(bad?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(truth?.body).toMatchObject({ status: "completed" });

    const only = await caller.submit("wan-i2v", wishing(`${fault}=only`));
    await caller.receiver.until(only.hook);
    await settle();
    expect(caller.receiver.hooks.filter((told) => told.path === only.hook)).toHaveLength(1);
  });

  test("webhook-chunked has no length", async () => {
    const { hook } = await caller.submit("wan-i2v", wishing("webhook-chunked"));
    const [told] = await caller.receiver.until(hook);
    expect(told?.headers["content-length"]).toBeUndefined();
    expect(told?.headers["transfer-encoding"]).toBe("chunked");
    expect(told?.body).toMatchObject({ status: "completed" });
  });

  test("webhook-proto has a field __proto__", async () => {
    const { hook } = await caller.submit("wan-i2v", wishing("webhook-proto"));
    const [told] = await caller.receiver.until(hook);
    expect(told?.bytes.toString()).toMatch(/^\{"__proto__":\{"status":"failed"/);
    expect(told?.body?.status).toBe("completed");
  });
});
