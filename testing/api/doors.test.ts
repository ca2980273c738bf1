import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { problemSchema } from "@/lib/schemas/job";
import { sample } from "../sample";
import { type SharedApp, sharedApp } from "../shared-app";

/** Every request is either accepted or refused with a reason, whatever it contains: none is a 5xx. */

let testApp: SharedApp;
beforeAll(async () => {
  testApp = await sharedApp();
});
afterAll(() => testApp?.close());

const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(new URL(path, testApp.api.url), {
    method: "POST",
    headers: { "x-api-key": testApp.api.key, "content-type": "application/json", ...headers },
    body: body as BodyInit,
  });

async function expectAnAnswer(response: Response, ...accepted: number[]): Promise<void> {
  const text = await response.text();
  expect(response.status, text).toBeLessThan(500);
  if (accepted.includes(response.status)) return;
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(problemSchema.parse(JSON.parse(text)).status).toBe(response.status);
}

const encoded = (text: string) => encodeURIComponent(Buffer.from(text).toString()); // lone surrogates have no encoding

const evil = fc.constantFrom(
  ...["", "\0", "\ud800", "__proto__", "constructor", "toString", "../../etc/passwd", "asset:", "asset:none", "data:"],
  ...["data:image/png;base64,AAAA", "http://127.0.0.1:1/", "http://[::1]:1/", "s3://x/", "s3:///", "https://[", "%00"],
  ...["\u202e", "😀".repeat(300), "x".repeat(3_000), "1e999", "-0", "' OR 1=1 --", "{{7*7}}"],
);
const value = fc.oneof(
  { weight: 3, arbitrary: evil },
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, [], {}, -1, 1e308, Number.MAX_SAFE_INTEGER, 0.1, true),
);
const media = fc.record({ type: fc.oneof(fc.constantFrom("image", "video", "audio"), value), url: value });
const request = fc.record(
  {
    model: fc.oneof(fc.constantFrom("next-scene", "qwen-vl", "qwen-edit", "wan-i2v"), value),
    input: fc.oneof(fc.array(media, { maxLength: 12 }), value),
    options: fc.oneof(
      fc.record({ prompt: value, seed: value, duration: value, [`__proto__`]: value }, { requiredKeys: [] }),
      value,
    ),
    webhookUrl: value,
    s3Url: value,
    priority: value,
    metadata: value,
    cache: value,
    stream: value,
    unknown: value,
  },
  { requiredKeys: ["model", "input"] },
);
const text = fc.oneof(
  { weight: 4, arbitrary: request.map((body) => JSON.stringify(body)) },
  fc.json(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "[".repeat(100_000),
    '{"a":'.repeat(10_000),
    "1e999",
    '"\\ud800"',
    "{",
    "\ufeff{}",
    "nul",
    '{"a":1}x',
  ),
  fc.constantFrom('{"__proto__":{"role":"admin"},"model":"next-scene"}', '{"model":"next-scene","model":1}'),
);

test("POST /v1/generate accepts a job or explains the error, whatever the body is", async () => {
  const header = fc.record(
    {
      "idempotency-key": fc.constantFrom("a", '"a"', "x".repeat(255), "x".repeat(256), '"'),
      prefer: fc.constant("wait=x"),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(text, header, async (body, headers) => {
      await expectAnAnswer(await post("/v1/generate", body, headers), 200, 202);
    }),
    { numRuns: 300 },
  );
});

test("POST /v1/generate refuses invalid UTF-8, and types that are not JSON", async () => {
  for (const body of [
    Buffer.from([0xff, 0xfe, 0x00]),
    Buffer.from("7b22c328227d", "hex"),
    Buffer.alloc(300_000, 0x20),
  ]) {
    await expectAnAnswer(await post("/v1/generate", body));
  }
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "x",
    "application/jsonx",
  ]) {
    const response = await post("/v1/generate", "{}", { "content-type": type });
    expect([type, response.status]).toEqual([type, 415]);
    await expectAnAnswer(response);
  }
});

test("the services' webhook route stores nothing without a valid token, whatever the body is", async () => {
  const id = fc.oneof(fc.uuid(), evil, fc.string());
  const token = fc.oneof(fc.string({ minLength: 43, maxLength: 43 }), evil, fc.string());
  await fc.assert(
    fc.asyncProperty(id, token, text, async (call, given, body) => {
      const path = `/api/answers/${[call, given].map((part) => encoded(part) || "x").join("/")}`;
      const response = await post(path, body);
      expect(response.status).toBeGreaterThanOrEqual(400);
      if (response.headers.get("content-type")?.startsWith("application/")) await expectAnAnswer(response);
      else expect(response.status).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
});

test("wrong queries and paths get an error that explains them", async () => {
  const path = fc.oneof(
    fc
      .tuple(fc.constantFrom("limit", "after", "status", "model", "x"), evil)
      .map(([name, text]) => `/v1/jobs?${name}=${encoded(text)}`),
    evil.map((text) => `/v1/jobs/${encoded(text)}`),
    evil.map((text) => `/files/${encoded(text)}?expires=x&signature=x`),
  );
  await fc.assert(
    fc.asyncProperty(path, async (one) => {
      const headers = { "x-api-key": testApp.api.key };
      const response = await fetch(new URL(one, testApp.api.url), { headers });
      expect([one, response.status < 500]).toEqual([one, true]);
    }),
    { numRuns: 150 },
  );
});

test("an upload's file name has no effect and is stored nowhere", async () => {
  const bytes = new Uint8Array(await readFile(sample));
  const names = ["../../x.jpg", "-i.mp4", "a:b.mp4", "x".repeat(300), "\u202egpj.exe", "🎬.jpg", ".", "con"];
  const send = (name: string) => {
    const form = new FormData();
    form.set("file", new Blob([bytes]), name);
    const headers = { "x-api-key": testApp.api.key };
    return fetch(new URL("/v1/uploads", testApp.api.url), { method: "POST", headers, body: form });
  };
  const ids = new Set<string>();
  for (const name of names) {
    const response = await send(name);
    expect([name, response.status < 300]).toEqual([name, true]);
    ids.add((await response.json()).id);
  }
  for (const name of ["a\0b.jpg", ""]) await expectAnAnswer(await send(name), 200, 201);
  expect(ids.size).toBe(1);
  const kept = readdirSync(testApp.dataDir, { recursive: true }).map(String);
  expect(kept.filter((path) => names.some((name) => name.length > 2 && path.includes(name)))).toEqual([]);
});
