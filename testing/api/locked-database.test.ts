import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { follow, upload } from "@/cli/film/api-client";
import { problemSchema } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";

/** Another process, a backup or a shell, holds the lock of the database file. */

let testApp: TestApp;
let caller: Caller;
let other: Database.Database;
let picture: string;
beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", DATABASE_WAIT_SECONDS: "6" });
  caller = callerOf(testApp, testApp.api.key);
  picture = await upload(testApp.api, sample);
  other = new Database(join(testApp.dataDir, "nextscene.db"));
});
afterAll(async () => {
  other?.close();
  await testApp?.close();
});

const submit = (prompt: string) =>
  caller.post("/v1/generate", {
    model: "qwen-edit",
    input: [{ type: "image", url: picture }],
    options: { prompt },
    webhookUrl: testApp.receiver.url,
  });
const listed = async () => (await (await caller.get("/v1/jobs")).json()).data.length;

test("reads still work; a submit waits, and is accepted when the lock is released", async () => {
  other.exec("begin immediate");
  let answered = false;
  const submitting = submit("Night.").finally(() => {
    answered = true;
  });
  for (let nth = 0; nth < 5; nth++) {
    expect((await fetch(`${testApp.api.url}/health`)).status).toBe(200);
    expect(await listed()).toBe(0);
  }
  expect(answered).toBe(false);
  other.exec("rollback");
  const response = await submitting;
  expect(response.status).toBe(202);
  const job = await follow(testApp.api, await response.json(), () => {});
  expect(job.status).toBe("completed");
});

test("after DATABASE_WAIT_SECONDS a submit is answered 503 with Retry-After and has stored nothing", async () => {
  const before = await listed();
  other.exec("begin immediate");
  const response = await submit("Noon.");
  const problem = problemSchema.parse(await response.json());
  expect([response.status, problem.code, problem.retryable]).toEqual([503, "unavailable", true]);
  expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
  other.exec("rollback");
  expect((await submit("Dawn.")).status).toBe(202);
  expect(await listed()).toBe(before + 1);
});
