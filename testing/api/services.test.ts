import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { type ServiceObject, serviceObjectSchema } from "@/lib/schemas/service";
import { sample, startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** The state of the services by the last exchange with each; one of them has an address without a server. */

let testApp: TestApp;
let admin: Caller;
let user: Caller;
let picture: string;

beforeAll(async () => {
  const nobody = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => nobody.once("listening", resolve));
  const { port } = nobody.address() as { port: number };
  await new Promise((resolve) => nobody.close(resolve));
  const settings = { SANDBOX_INSTANT: "1", WAN_TALK_URL: `http://127.0.0.1:${port}`, SERVICE_API_KEY: "x".repeat(32) };
  testApp = await startApp(settings, [`127.0.0.1/32:${port}`]);
  admin = callerOf(testApp, (await createApiKey(testApp.app.settings, "operations", "admin")).key);
  user = callerOf(testApp, testApp.api.key);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());

async function look(id: string, as = admin): Promise<ServiceObject> {
  const { data } = (await (await as.get("/v1/services")).json()) as { data: unknown[] };
  const found = serviceObjectSchema
    .array()
    .parse(data)
    .find((one) => one.id === id);
  if (!found) throw new Error(`There is no service ${id}.`);
  return found;
}
const becomes = (id: string, expected: object, as = admin) =>
  vi.waitFor(async () => expect(await look(id, as)).toMatchObject(expected), { timeout: 120_000, interval: 100 });

async function ask(model: string, options: object = {}): Promise<void> {
  const input = [{ type: "image", url: picture }];
  const prompt = `Evening comes. ${Math.random()}`;
  const response = await user.post("/v1/generate", { model, input, options: { prompt, ...options }, cache: false });
  expect(response.status).toBe(202);
}

test("an unused service is ready, without an answer yet", async () => {
  expect(await look("qwen-edit")).toMatchObject({ status: "ok", lastAnsweredAt: null });
});

test("a service that answers is ready, with the time of its answer", async () => {
  await ask("wan-i2v");
  await becomes("wan-i2v", { status: "ok", lastAnsweredAt: expect.any(String) });
});

test("an unreachable service is failing; only admins see the reason", async () => {
  await ask("wan-talk", { audio_prompt: "Hello." });
  await becomes("wan-talk", {
    status: "failing",
    lastAnsweredAt: null,
    message: expect.stringMatching(/^wan-talk: ./),
  });
  const told = await look("wan-talk", user);
  expect([told.status, told.message]).toEqual(["failing", undefined]);
});

test("a service that refuses is failing with its own message, until it accepts work again", async () => {
  const { fault } = sandboxOf(testApp);
  await fault({ service: "wan-i2v", fault: "submit-503", value: "99" });
  await ask("wan-i2v");
  const lastAnsweredAt = expect.any(String);
  await becomes("wan-i2v", {
    status: "failing",
    lastAnsweredAt,
    message: expect.stringMatching(/^wan-i2v answered 503/),
  });
  await fault();
  await ask("wan-i2v");
  await becomes("wan-i2v", { status: "ok" });
});

test("failed work counts as an answer", async () => {
  const before = await look("wan-i2v");
  await ask("wan-i2v", { prompt: "It stalls. [fault:wan-i2v:fail=out of memory]" });
  await vi.waitFor(
    async () => {
      const now = await look("wan-i2v");
      expect([now.status, now.lastHour.failed]).toEqual(["ok", before.lastHour.failed + 1]);
      expect(Date.parse(now.lastAnsweredAt ?? "")).toBeGreaterThan(Date.parse(before.lastAnsweredAt ?? ""));
    },
    { timeout: 120_000, interval: 100 },
  );
});
