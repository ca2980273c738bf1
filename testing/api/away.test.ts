import { readFileSync } from "node:fs";
import { createClient } from "@libsql/client";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/libsql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { type Job, problemSchema } from "@/lib/schemas/job";
import { problemResponse } from "@/server/http/problem-response";
import { sample, startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { startBucket } from "../s3-server";

/** The media are in a bucket whose server goes down: requests get 503 with Retry-After, and work again later. */

let bucket: Awaited<ReturnType<typeof startBucket>>;
let testApp: TestApp;
let caller: Caller;
let job: Job;
beforeAll(async () => {
  bucket = await startBucket();
  testApp = await startApp({ SANDBOX_INSTANT: "1", S3_PREFIX: "ours", S3_DELIVERY_BUCKETS: "media", ...bucket.env });
  caller = callerOf(testApp, testApp.api.key);
  const input = [{ type: "image", url: await upload(testApp.api, sample) }];
  job = await generate(testApp.api, { model: "qwen-edit", input, options: { prompt: "Night." } });
  job = await follow(testApp.api, job, () => {});
  expect(job.status).toBe("completed");
  await bucket.goAway();
});
afterAll(async () => {
  await testApp?.close();
  bucket?.close();
});

const send = (type = "image/jpeg") => {
  const headers = { "x-api-key": testApp.api.key, "content-type": type };
  return fetch(new URL("/v1/uploads", testApp.api.url), { method: "POST", headers, body: readFileSync(sample) });
};
const inline = `data:image/jpeg;base64,${readFileSync(sample).toString("base64").slice(0, 200_000)}`;
const small = { model: "qwen-edit", input: [{ type: "image", url: inline }], options: { prompt: "Night." } };

describe("while it is down", () => {
  test.each<[string, () => Promise<Response>]>([
    ["an upload", () => send()],
    ["the end of a direct upload", () => caller.post(`/v1/uploads/${job.id}/complete`)],
    ["a file", () => fetch(job.outputs[0]?.url ?? "")],
    ["a still", () => caller.get(`/v1/jobs/${job.id}/thumbnail`)],
    ["the archive", () => caller.get(`/v1/jobs/${job.id}/archive.zip`)],
  ])("%s answers 503 with Retry-After", async (_, ask) => {
    const response = await ask();
    const problem = problemSchema.parse(await response.json());
    expect([response.status, problem.code, problem.retryable]).toEqual([503, "unavailable", true]);
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(problem.detail).not.toMatch(/S3|127\.0\.0\.1/);
  });

  test("an address inside our own store is still refused", async () => {
    const body = { ...small, s3Url: "s3://media/ours/ab/abcdef.mp4" };
    const response = await caller.post("/v1/generate", body);
    const { code, errors } = problemSchema.parse(await response.json());
    expect([response.status, code, errors?.[0]?.pointer]).toEqual([400, "invalid_request", "/s3Url"]);
  });
});

test("an unreachable database gives the same answer", async () => {
  const client = createClient({ url: "http://127.0.0.1:59999" });
  const error = await drizzle(client)
    .select({ one: sql`1` })
    .from(sql`x`)
    .catch((fault: unknown) => fault);
  const response = problemResponse(error, { requestId: "x", instance: "/v1/jobs" });
  const { code, detail } = problemSchema.parse(await response.json());
  expect([response.status, code, response.headers.get("retry-after")]).toEqual([503, "unavailable", "10"]);
  expect(detail).not.toMatch(/select|127\.0\.0\.1/);
});

test("once it is back everything works again", async () => {
  await bucket.comeBack();
  expect((await send()).status).toBe(200);
  expect((await fetch(job.outputs[0]?.url ?? "")).status).toBe(200);
  expect((await caller.get(`/v1/jobs/${job.id}/thumbnail`)).status).toBe(200);
});
