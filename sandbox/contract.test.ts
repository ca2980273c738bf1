import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, KEY, openCaller } from "./testing/caller";

const LATER = ["qwen-edit", "wan-i2v", "wan-talk", "concat-upscale"];

let caller: Caller;
beforeAll(async () => {
  caller = await openCaller({ concurrency: 1 });
});
afterAll(() => caller.close());

const small = { width: 64, height: 64, seed: 1 };

describe("the protocol of the pods", () => {
  test("a submit is answered with exactly the fields of the contract", async () => {
    const { hook, response } = await caller.submit("qwen-edit", { options: small });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      pod_id: expect.any(String),
      queuePosition: expect.any(Number),
      estimatedWaitTime: expect.any(Number),
      pod_url: `${caller.sandbox.url}/qwen-edit`,
    });
    await caller.receiver.until(hook);
  });

  test("a webhook has exactly the fields of the contract and is sent once", async () => {
    const options = { prompt: "dusk", ...small, anything: { of: "the caller's" } };
    const { hook, response } = await caller.submit("qwen-edit", { options });
    const { id }: { id: string } = await response.json();
    const [told] = await caller.receiver.until(hook);
    expect(told?.headers["content-type"]).toBe("application/json");
    expect(told?.body).toEqual({
      id,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      status: "completed",
      model: "qwen-edit",
      webhookUrl: `${caller.receiver.url}${hook}`,
      options,
      stream: true,
      localUrl: [`${caller.sandbox.url}/files/${id}.jpg`],
      error: null,
    });
    expect(caller.receiver.hooks.filter((other) => other.path === hook)).toHaveLength(1);
  });

  test("a result is served with its type and length, and needs no key", async () => {
    const told = await caller.run("qwen-edit", { options: { ...small, output_format: "webp" } });
    const url = told.localUrl[0] ?? "";
    const [head, whole] = [await fetch(url, { method: "HEAD" }), await fetch(url)];
    const bytes = Buffer.from(await whole.arrayBuffer());
    for (const response of [head, whole]) {
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("image/webp");
      expect(response.headers.get("content-length")).toBe(String(bytes.length));
    }
    expect((await fetch(`${caller.sandbox.url}/files/..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  });
});

describe("requests", () => {
  test.each(["", "wrong", `${KEY}x`, "k".repeat(10_000)])("every service refuses the wrong key %#", async (key) => {
    for (const [method, at] of [
      ["POST", "/wan-i2v/v1/generate"],
      ["POST", `/wan-i2v/cancel/${randomUUID()}`],
      ["GET", "/admin/submits"],
      ["DELETE", "/admin/faults"],
    ] as const) {
      const response = await caller.send(method, at, method === "POST" ? {} : undefined, { "x-api-key": key });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ detail: "X-API-Key: is missing or wrong" });
    }
  });

  test("health needs no key and names the services", async () => {
    const response = await fetch(`${caller.sandbox.url}/health`);
    const body: { services: string[] } = await response.json();
    expect(body).toMatchObject({ status: "ok" });
    expect(body.services.sort()).toEqual([...LATER, "qwen-vl"].sort());
  });

  test("an unknown service is a 404 in JSON", async () => {
    const response = await caller.send("POST", "/wan-2/v1/generate", {});
    expect([response.status, await response.json()]).toEqual([404, { detail: 'there is no service "wan-2"' }]);
  });

  test.each([
    ["not JSON", "{", 400, /^body: /],
    ["no object", "[]", 422, /^body: /],
    ["another model", { model: "qwen-edit" }, 422, /^model: /],
    ["no input", { input: undefined }, 422, /^input: /],
    ["no picture", { input: [] }, 422, /^input: 1 to 2 of type image/],
    ["a film for a picture", { input: [{ type: "video", url: "https://a.test/a.mp4" }] }, 422, /^input.0.type: /],
    ["a local file", { input: [{ type: "image", url: "file:///etc/passwd" }] }, 422, /^input.0.url: /],
    ["no webhook", { webhookUrl: undefined }, 422, /^webhookUrl: /],
    ["an invalid webhook URL", { webhookUrl: "ftp://a.test" }, 422, /^webhookUrl: /],
    ["a width of 5", { options: { width: 5 } }, 422, /^options.width: /],
    ["a duration of an hour", { options: { duration: 3600 } }, 422, /^options.duration: /],
    ["an unknown fault", { options: { prompt: "[fault:nonsense]" } }, 422, /^prompt: there is no fault "nonsense"/],
  ])("a body with %s is refused with an error that names the field", async (_, change, status, detail) => {
    const before = (await caller.submits()).length;
    const response =
      typeof change === "string"
        ? await caller.send("POST", "/wan-i2v/v1/generate", change)
        : (await caller.submit("wan-i2v", { body: change })).response;
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ detail: expect.stringMatching(detail) });
    expect(await caller.submits()).toHaveLength(before);
  });

  test("wan-talk requires a text", async () => {
    const { response } = await caller.submit("wan-talk", { options: small });
    expect([response.status, await response.json()]).toEqual([
      422,
      { detail: expect.stringMatching(/^options.audio_prompt: /) },
    ]);
  });
});

describe("the queue", () => {
  test("the position counts the jobs ahead, and the wait grows with it", async () => {
    // The first job runs until the test has seen the others wait.
    const held = await caller.submit("wan-i2v", { options: { ...small, prompt: "[fault:slow=1]" } });
    const others = [];
    for (let i = 0; i < 3; i++) others.push(await caller.submit("qwen-edit", { options: small }));
    const places: { queuePosition: number; estimatedWaitTime: number }[] = await Promise.all(
      [held, ...others].map(({ response }) => response.json()),
    );
    expect(places.map((place) => place.queuePosition)).toEqual([1, 2, 3, 4]);
    const waits = places.slice(1).map((place) => place.estimatedWaitTime);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(new Set(waits).size).toBe(3);
    for (const { hook } of [held, ...others]) await caller.receiver.until(hook);
  });

  test("a queued job can be cancelled once; it never runs and sends no webhook", async () => {
    const held = await caller.submit("wan-i2v", { options: { ...small, prompt: "[fault:slow=1]" } });
    const waiting = await caller.submit("wan-i2v", { options: small });
    const [{ id: heldId }, { id }]: [{ id: string }, { id: string }] = [
      await held.response.json(),
      await waiting.response.json(),
    ];

    const cancelled = await caller.send("POST", `/wan-i2v/cancel/${id}`);
    expect([cancelled.status, await cancelled.json()]).toEqual([200, { status: "cancelled", job_id: id }]);
    expect((await caller.send("POST", `/wan-i2v/cancel/${id}`)).status).toBe(404);
    // It is generating already, so it cannot be cancelled.
    expect((await caller.send("POST", `/wan-i2v/cancel/${heldId}`)).status).toBe(404);

    await caller.receiver.until(held.hook);
    expect((await caller.send("POST", `/wan-i2v/cancel/${heldId}`)).status).toBe(404);
    // A later job has passed through the only worker, so the cancelled one will not run.
    await caller.run("qwen-edit", { options: small });
    expect(caller.receiver.hooks.some((hook) => hook.path === waiting.hook)).toBe(false);
    expect((await caller.submits()).find((submit) => submit.id === id)).toMatchObject({ state: "cancelled" });
  });

  test("an unknown job cannot be cancelled", async () => {
    const response = await caller.send("POST", `/wan-i2v/cancel/${randomUUID()}`);
    expect([response.status, await response.json()]).toEqual([404, { detail: expect.any(String) }]);
  });

  test("every accepted submit is in the log, with the sha of its body", async () => {
    const webhookUrl = `${caller.receiver.url}/hooks/${randomUUID()}`;
    const body = JSON.stringify({
      model: "qwen-edit",
      input: [caller.picture],
      options: { prompt: "log me", ...small },
      webhookUrl,
    });
    const { id }: { id: string } = await (await caller.send("POST", "/qwen-edit/v1/generate", body)).json();
    await caller.receiver.until(new URL(webhookUrl).pathname);
    expect((await caller.submits()).find((submit) => submit.id === id)).toEqual({
      id,
      service: "qwen-edit",
      time: expect.any(String),
      webhookUrl,
      prompt: "log me",
      state: "completed",
      since: expect.any(String),
      sha256: createHash("sha256").update(body).digest("hex"),
    });
  });

  test("the log also lists refusals, webhooks and cancel requests", async () => {
    const webhookUrl = `${caller.receiver.url}/hooks/${randomUUID()}`;
    const options = { prompt: `seen ${randomUUID()} [fault:submit-429]`, ...small };
    const body = JSON.stringify({ model: "qwen-edit", input: [caller.picture], options, webhookUrl });
    expect((await caller.send("POST", "/qwen-edit/v1/generate", body)).status).toBe(429);
    const { id }: { id: string } = await (await caller.send("POST", "/qwen-edit/v1/generate", body)).json();
    await caller.receiver.until(new URL(webhookUrl).pathname);
    expect((await caller.send("POST", `/qwen-edit/cancel/${id}`)).status).toBe(404);
    const seen = async () =>
      (await (await caller.send("GET", "/admin/submits")).json()).auditEvents.filter(
        (one: { id?: string; prompt?: string }) => one.id === id || options.prompt.startsWith(one.prompt ?? "-"),
      );
    await expect.poll(async () => (await seen()).length).toBe(3);
    const time = expect.any(String);
    expect(await seen()).toEqual(
      expect.arrayContaining([
        { happened: "refused", time, service: "qwen-edit", status: 429, prompt: options.prompt.split(" [")[0] },
        { happened: "told", time, id, webhookUrl, says: "completed", status: 200 },
        { happened: "asked to cancel", time, id, status: 404 },
      ]),
    );
  });
});
