import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { claimPort } from "@/cli/supervisor/ports";
import { killGroup, root, spawnBound } from "@/cli/supervisor/spawn";
import { sample, startApp, type TestApp } from "@/testing/app";

/** A separate Inngest server that never polls the app: it starts after the app, and restarts with empty memory. */

const keys = { INNGEST_SIGNING_KEY: randomBytes(32).toString("hex"), INNGEST_EVENT_KEY: "an-event-key" };
let port = 0;
let testApp: TestApp;
let picture: string;
let engine: ChildProcess | undefined;

beforeAll(async () => {
  port = await claimPort(0, "127.0.0.1", "ENGINE_PORT");
  const settings = { ...keys, INNGEST_BASE_URL: `http://127.0.0.1:${port}`, SECRET: randomBytes(32).toString("hex") };
  testApp = await startApp({ ...settings, SANDBOX_INSTANT: "1" });
  picture = await upload(testApp.api, sample);
});
afterAll(async () => {
  if (engine) killGroup(engine);
  await testApp?.close();
});

/** Started without the app's URL: only the app can register its functions. */
function startEngine(): Promise<void> {
  const env = { PATH: process.env.PATH ?? "", ...keys, ENGINE_PORT: String(port) };
  return new Promise((resolve) => {
    engine = spawnBound(["--import", "tsx", join(root, "engine/main.ts")], env, (line) => {
      if (line.includes("listening")) resolve();
    });
  });
}

const health = async () => (await fetch(`${testApp.api.url}/health`)).json();
const submit = () => {
  const input = [{ type: "image", url: picture }];
  return generate(testApp.api, { model: "qwen-vl", input, options: { prompt: "x" }, cache: false });
};

test("an engine that starts after the app gets the functions, and waiting jobs complete", async () => {
  expect(await health()).toMatchObject({ status: "degraded", engine: { status: "down" } });
  const waiting = await submit();
  await startEngine();
  expect((await follow(testApp.api, waiting, () => {})).status).toBe("completed");
  expect(await health()).toMatchObject({ engine: { status: "ok" } });
});

test("an engine that restarts with empty memory gets the functions again", async () => {
  if (engine) killGroup(engine);
  await expect.poll(health).toMatchObject({ engine: { status: "down" } });
  await startEngine();
  expect((await follow(testApp.api, await submit(), () => {})).status).toBe("completed");
  expect(await health()).toMatchObject({ engine: { status: "ok" } });
});
