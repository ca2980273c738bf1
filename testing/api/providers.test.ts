import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { follow, generate } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import * as vendors from "@/lib/providers";
import { type ProviderObject, providerListSchema, providerTestSchema } from "@/lib/schemas/provider";
import { startApp, type TestApp } from "../app";
import { type Caller, callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** Who can make what, and the test of each; the sandbox replaces every vendor. */

let app: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let admin: Caller;
let user: Caller;
let adminId: string;

beforeAll(async () => {
  app = await startApp({
    ...{ SANDBOX_INSTANT: "1", TEXT_TO_IMAGE: "openai:gpt-image-1.5, fal:flux-dev" },
    LANGUAGE: "openai:a-model-of-tomorrow, anthropic",
  });
  sandbox = sandboxOf(app);
  const { key } = await createApiKey(app.app.settings, "operations", "admin");
  admin = callerOf(app, key);
  user = callerOf(app, app.api.key);
  adminId = key.split("_")[1] ?? "";
}, 600_000);
afterAll(() => app?.close());
afterEach(() => sandbox.fault());

const patience = { timeout: 300_000 };
const ids = ["pod", ...Object.values(vendors).map(({ id }) => id)].sort();
const vendorIds = ids.filter((id) => id !== "pod");

const list = async (as: Caller, query = "") =>
  providerListSchema.parse(await (await as.get(`/v1/providers${query}`)).json());
async function look(id: string, as = admin): Promise<ProviderObject> {
  const found = (await list(as)).data.find((one) => one.id === id);
  if (!found) throw new Error(`There is no provider ${id}.`);
  return found;
}
const roleOf = ({ roles }: ProviderObject, id: string) => roles.find((one) => one.id === id);
const health = async () => (await callerOf(app, null).get("/health")).json();

async function probe(id: string) {
  const response = await admin.post(`/v1/providers/${id}/test`);
  return { status: response.status, ...providerTestSchema.parse(await response.json()) };
}

let number = 0;
async function picture(options: object = {}) {
  const body = { model: "text-to-image", input: [], options: { prompt: `A lake, number ${++number}.`, ...options } };
  return follow(app.api, await generate(app.api, body), () => {});
}

test("every provider is listed with its models, prices and places in the lists, and no secret", async () => {
  const whole = await list(user);
  expect(whole.data.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  expect(whole.data[0]?.id).toBe("pod");
  const openai = await look("openai", user);
  expect(openai).toMatchObject({
    ...{ status: "sandbox", configured: false, missing: ["OPENAI_KEY"], test: { free: true } },
    ...{ keyPage: "https://platform.openai.com/api-keys", lastWorkedAt: null, lastFailed: null },
  });
  expect(roleOf(openai, "text-to-image")).toEqual({
    ...{ id: "text-to-image", resting: null, testCost: 0.034 },
    models: expect.arrayContaining([
      {
        ...{ id: "openai:gpt-image-1.5", position: 1, configured: false, references: 15, longestPrompt: 32_000 },
        price: { unit: "picture", usd: 0.034 },
      },
      { id: "openai:*", position: null, configured: false, price: null },
    ]),
  });
  expect(roleOf(await look("fal"), "text-to-image")?.models[0]).toMatchObject({ id: "fal:flux-dev", position: 2 });
  const text = JSON.stringify(whole);
  expect(text).not.toContain(app.app.settings.SERVICE_API_KEY);
  expect(text).not.toContain(app.app.settings.SANDBOX_URL);
});

test("a model that only the list names has its place, and nothing is promised of it", async () => {
  const models = roleOf(await look("openai"), "language")?.models ?? [];
  expect(models.filter(({ position }) => position)).toEqual([
    { id: "openai:a-model-of-tomorrow", position: 1, configured: false, price: null },
  ]);
  const [first] = roleOf(await look("anthropic"), "language")?.models ?? [];
  expect(first?.position).toBe(2);
});

test("pages hold the same providers as the whole list", async () => {
  const whole = (await list(user)).data.map(({ id }) => id);
  const paged: string[] = [];
  for (let after = "", more = true; more; ) {
    const page = await list(user, `?limit=4${after && `&after=${after}`}`);
    paged.push(...page.data.map(({ id }) => id));
    after = page.lastId ?? "";
    more = page.hasMore;
  }
  expect(paged).toEqual(whole);
  expect((await user.get("/v1/providers?limit=0")).status).toBe(400);
});

test.each(ids)("the test of %s is free and says that it works", patience, async (id) => {
  const before = (await sandbox.submits()).length;
  const found = await probe(id);
  expect(found).toMatchObject({ status: 200, provider: id, result: "works", cost: 0 });
  expect(found.request).toMatch(/^(GET|POST) \//);
  expect((await sandbox.submits()).length).toBe(before);
});

test.each(vendorIds)(
  "the test of %s tells a refused key, an empty balance, a busy and an absent vendor",
  patience,
  async (id) => {
    const results: Record<string, string> = {};
    for (const fault of ["submit-401", "submit-402", "submit-429", "submit-503", "submit-reset"]) {
      await sandbox.fault({ service: id, fault });
      results[fault] = (await probe(id)).result;
    }
    expect(results).toEqual({
      ...{ "submit-401": "key_refused", "submit-402": "balance_empty" },
      ...{ "submit-429": "busy", "submit-503": "busy", "submit-reset": "unreachable" },
    });
    await sandbox.fault();
    expect((await probe(id)).result).toBe("works");
  },
);

test("a vendor's own words reach the admin, without the key that they repeat", async () => {
  const key = app.app.settings.SERVICE_API_KEY ?? "";
  await sandbox.fault({ service: "openai", fault: "submit-401", value: `Incorrect API key provided: ${key}` });
  expect(await probe("openai")).toMatchObject({ result: "key_refused", message: "Incorrect API key provided: …" });
  expect(JSON.stringify(await list(admin))).not.toContain(key);
  await sandbox.fault();
  await probe("openai");
});

test("a dead key is loud in /health although the next provider helps, until it works again", patience, async () => {
  await sandbox.fault({ service: "openai", fault: "submit-401" });
  const job = await picture({ provider: "openai:gpt-image-1.5, fal:flux-dev" });
  expect(job).toMatchObject({ status: "completed", steps: [{ provider: "fal:flux-dev" }] });
  const warning = { provider: "openai", setting: "OPENAI_KEY", message: expect.stringContaining("OPENAI_KEY") };
  expect(await health()).toMatchObject({ status: "degraded", warnings: [warning] });
  expect(await look("openai", user)).toMatchObject({
    status: "key_refused",
    lastFailed: { kind: "key", reason: null },
  });
  await sandbox.fault();
  expect((await probe("openai")).result).toBe("works");
  expect(await health()).toMatchObject({ status: "ok", warnings: [] });
  expect((await look("openai")).status).not.toBe("key_refused");
});

test("a busy provider rests in its role, and only admins read its words", patience, async () => {
  await sandbox.fault({ service: "openai", fault: "submit-429", value: "1,120" });
  expect(await picture()).toMatchObject({ status: "completed", steps: [{ provider: "fal:flux-dev" }] });
  const openai = await look("openai");
  expect(openai).toMatchObject({ status: "resting", lastFailed: { kind: "throttled" } });
  expect(roleOf(openai, "text-to-image")?.resting).toMatchObject({ failures: 1, kind: "throttled" });
  expect(roleOf(openai, "text-to-image")?.resting?.reason).toContain("too many requests");
  expect(roleOf(await look("openai", user), "text-to-image")?.resting?.reason).toBeNull();
  const fal = await look("fal");
  expect(fal.lastWorkedAt).toEqual(expect.any(String));
  expect(await health()).toMatchObject({ status: "ok", warnings: [] });
});

test("a refused test is loud as well, and a result ends it", patience, async () => {
  await sandbox.fault({ service: "fal", fault: "submit-401" });
  await probe("fal");
  expect((await health()).warnings).toMatchObject([{ provider: "fal", setting: "FAL_KEY" }]);
  await sandbox.fault();
  expect(await picture({ provider: "fal:flux-dev" })).toMatchObject({ status: "completed" });
  expect((await health()).warnings).toEqual([]);
});

const charged = async () => {
  const { data } = await (await admin.get(`/v1/usage?keyId=${adminId}`)).json();
  return (data as { actual: number }[]).reduce((sum, { actual }) => sum + actual, 0);
};

test("a test that costs says its price first, is sent once, and is charged", patience, async () => {
  const before = (await sandbox.submits()).length;
  const ask = (body: object) => admin.post("/v1/providers/openai/test", body);
  for (const body of [{ role: "text-to-image" }, { role: "text-to-image", confirmCost: 0.03 }]) {
    const refused = await ask(body);
    expect(refused.status).toBe(400);
    const [error] = (await refused.json()).errors;
    expect(error).toMatchObject({ pointer: "/confirmCost", detail: expect.stringContaining("0.034 USD") });
  }
  expect(await charged()).toBe(0);
  const made = await ask({ role: "text-to-image", confirmCost: 0.05 });
  expect(providerTestSchema.parse(await made.json())).toMatchObject({ result: "works", cost: 0.034 });
  expect((await sandbox.submits()).length).toBe(before + 1);
  expect(await charged()).toBe(0.034);
  const again = await ask({ role: "text-to-image", confirmCost: 0.05 });
  expect([again.status, Number(again.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect((await sandbox.submits()).length).toBe(before + 1);
});

test.each([
  ["fal", "image-to-video", 0.25],
  ["elevenlabs", "speech", 1],
  ["kling", "text-to-video", 1],
  ["deepgram", "speech", 1],
  ["google", "language", 1],
])("the smallest %s of %s is accepted", patience, async (id, role, confirmCost) => {
  const { testCost } = roleOf(await look(id), role) ?? {};
  const made = await admin.post(`/v1/providers/${id}/test`, { role, confirmCost });
  expect(providerTestSchema.parse(await made.json())).toMatchObject({ result: "works", cost: testCost });
});

test("a refused paid test costs nothing", patience, async () => {
  await sandbox.fault({ service: "luma", fault: "submit-402" });
  const before = await charged();
  const made = await admin.post("/v1/providers/luma/test", { role: "text-to-video", confirmCost: 5 });
  expect(providerTestSchema.parse(await made.json())).toMatchObject({ result: "balance_empty", cost: 0 });
  expect(await charged()).toBe(before);
});

test.each([
  ["openai", { role: "image-to-video", confirmCost: 1 }, 400, "/role"],
  ["openai", { role: "nothing" }, 400, "/role"],
  ["luma", { role: "image-to-video", confirmCost: 1 }, 400, "/role"], // takes pictures by address only
  ["openai", { confirmCost: -1 }, 400, "/confirmCost"],
  ["nobody", {}, 404, undefined],
])("a test of %s with %o is refused as %i", async (id, body, status, pointer) => {
  const response = await admin.post(`/v1/providers/${id}/test`, body);
  expect([response.status, (await response.json()).errors?.[0]?.pointer]).toEqual([status, pointer]);
});

test("only an admin key may test", async () => {
  expect((await user.post("/v1/providers/openai/test")).status).toBe(403);
  expect((await callerOf(app, null).post("/v1/providers/openai/test")).status).toBe(401);
});
