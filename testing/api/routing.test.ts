import { join } from "node:path";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { createClient } from "@/lib/client";
import type { Job, Quote } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** Which provider of a role is tried, at which price, and what happens when its answer is lost. */

let app: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;
beforeAll(async () => {
  app = await startApp({
    SANDBOX_INSTANT: "1",
    TEXT_TO_IMAGE: "openai:gpt-image-1.5, fal:flux-dev",
    TEXT_TO_IMAGE_HIGH: "fal:flux-dev",
    FALLBACK_ON_MODERATION: "true",
    TEXT_TO_VIDEO_KLING_TIMEOUT: "20",
    IMAGE_TO_VIDEO_KLING_INPUTS: "inline",
    CRASH_AT: "after-accept",
  });
  sandbox = sandboxOf(app);
  picture = await upload(app.api, sample);
}, 600_000);
afterAll(() => app?.close());
afterEach(() => sandbox.fault());

const patience = { timeout: 300_000 };
let number = 0;
const prompt = () => `A harbour, number ${++number}.`;
type Wanted = { priority?: string; maxCost?: number; options?: Record<string, unknown> };
/** A request for a picture, or for a clip of one. Each prompt is new, so that no result is reused. */
const image = ({ options, ...more }: Wanted = {}) => ({
  ...{ model: "text-to-image", input: [], options: { prompt: prompt(), ...options }, ...more },
});
const clip = (provider: string, options: Record<string, unknown> = {}) => ({
  ...{ model: "image-to-video", input: [{ type: "image" as const, url: picture }] },
  options: { prompt: prompt(), provider, ...options },
});
const end = async (job: Job) => follow(app.api, job, () => {});
const made = async (request: Record<string, unknown>, api = app.api) =>
  follow(api, await generate(api, request), () => {});
const quoted = async (request: Record<string, unknown>, key = app.api.key): Promise<Quote> => {
  const response = await callerOf(app, key).post("/v1/generate?dry_run=true", request);
  expect(response.status).toBe(200);
  return response.json();
};
/** Who accepted the work of a job, as the stand-ins log it. */
const accepted = async ({ steps }: Job) =>
  (await sandbox.submits()).filter((one) => one.prompt === steps[0]?.prompt).map(({ service }) => service);

test(
  "a clip whose receipt is lost in a crash is found by our own id, and no one is asked to decide",
  patience,
  async () => {
    await sandbox.fault({ service: "kling", fault: "no-webhook" });
    const job = await made(clip("kling:kling-v3, fal:wan-2.5"));
    expect(job).toMatchObject({ status: "completed", steps: [{ provider: "kling:kling-v3", attempt: 1, tried: [] }] });
    expect(await accepted(job)).toEqual(["kling"]);
  },
);

test.each([
  ["kling", "kling:kling-v3, fal:wan-2.5"],
  ["luma", "luma:ray-2, fal:wan-2.5"],
])(
  "a submit to %s whose answer is lost is found, and neither repeated nor sent to the next",
  patience,
  async (service, list) => {
    await sandbox.fault({ service, fault: "submit-reset-accepted" }, { service, fault: "no-webhook" });
    const job = await made(clip(list));
    expect(job).toMatchObject({ status: "completed", steps: [{ attempt: 1, tried: [] }] });
    expect(job.steps[0]?.provider).toMatch(new RegExp(`^${service}:`));
    expect(await accepted(job)).toEqual([service]);
  },
);

test("work that is not found is no refusal: the step waits, and no other provider gets it", patience, async () => {
  await sandbox.fault({ service: "kling", fault: "submit-500" });
  const options = { prompt: prompt(), provider: "kling:kling-v3, fal:wan-2.5" };
  const begun = await generate(app.api, { model: "text-to-video", input: [], options });
  await vi.waitFor(
    async () => expect((await createClient(app.api).job(begun.id)).steps[0]?.status).toBe("unconfirmed"),
    { timeout: 120_000, interval: 200 },
  );
  const job = await end(begun);
  expect(job).toMatchObject({ status: "failed", error: { code: "service_timeout" }, steps: [{ attempt: 1 }] });
  expect(await accepted(job)).toEqual([]);
});

test("a picture larger than a provider takes is scaled, and the step says so", patience, async () => {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 60 };
  const create = { width: 2000, height: 1500, channels: 3 as const, background: "#000", noise };
  const file = join(app.dataDir, "noise.png");
  await sharp({ create }).png().toFile(file);
  const url = await upload(app.api, file);
  const job = await made({ ...clip("kling:kling-v2-5-turbo"), input: [{ type: "image", url }] });
  expect(job).toMatchObject({ status: "completed", steps: [{ provider: "kling:kling-v2-5-turbo" }] });
  expect(job.steps[0]?.note).toMatch(
    /^A picture \(8\.\d MB, 2000 pixels wide\) was sent to kling:kling-v2-5-turbo as a JPEG of .* MB, 2000 pixels wide: it takes 7\.2 MB at most\.$/,
  );
});

test("a quote names each provider in order, with its price or why it is not tried", patience, async () => {
  const provider = "fal:wan-2.5, kling:kling-v3, kling:next";
  const { steps, cost } = await quoted(clip(provider, { duration: 12 }));
  const reason = "fal:wan-2.5 makes clips of 5 or 10 seconds, not 12.";
  expect(steps[0]?.providers).toEqual([
    { provider: "fal:wan-2.5", cost: null, reason },
    { provider: "kling:kling-v3", cost: 12 * 0.084, reason: null },
    { provider: "kling:next", cost: null, reason: null },
  ]);
  expect(cost.max).toBeCloseTo(1.008, 6);
});

test("a provider that costs more than maxCost is not tried, and the quote and the job say why", patience, async () => {
  const { steps, cost } = await quoted(image({ maxCost: 0.03 }));
  expect(cost).toMatchObject({ estimated: 0.025, max: 0.025 });
  expect(steps[0]?.providers).toEqual([
    {
      ...{ provider: "openai:gpt-image-1.5", cost: 0.034 },
      reason: "It costs 0.034 USD, and the job may cost at most 0.03 USD (`maxCost`).",
    },
    { provider: "fal:flux-dev", cost: 0.025, reason: null },
  ]);
  const job = await made(image({ maxCost: 0.03 }));
  expect(job).toMatchObject({
    ...{ status: "completed", cost: { max: 0.025, actual: 0.025 } },
    steps: [{ provider: "fal:flux-dev", tried: [{ provider: "openai:gpt-image-1.5", kind: "budget" }] }],
  });
  expect(job.steps[0]?.providers).toEqual(steps[0]?.providers);
  const refused = await callerOf(app, app.api.key).post("/v1/generate", image({ maxCost: 0.02 }));
  expect(refused.status).toBe(402);
});

test("a provider that costs more than is left of the key's budget is not tried", patience, async () => {
  const admin = callerOf(app, (await createApiKey(app.app.settings, "admin", "admin")).key);
  const response = await admin.post("/v1/keys", { name: "poor", limits: { dailyBudget: 0.055 } });
  const { key }: { key: string } = await response.json();
  const api = { ...app.api, key };
  expect((await made(image({ options: { provider: "fal:flux-dev" } }), api)).cost.actual).toBe(0.025);
  const { steps } = await quoted(image(), key);
  expect(steps[0]?.providers).toEqual([
    {
      ...{ provider: "openai:gpt-image-1.5", cost: 0.034 },
      reason: "It costs 0.034 USD, and only 0.03 USD is left of the key's daily budget.",
    },
    { provider: "fal:flux-dev", cost: 0.025, reason: null },
  ]);
  expect(await made(image(), api)).toMatchObject({ status: "completed", steps: [{ provider: "fal:flux-dev" }] });
});

test.each([
  ["normal", "openai:gpt-image-1.5"],
  ["high", "fal:flux-dev"],
  ["urgent", "fal:flux-dev"],
])("a job of priority %s uses the list of its priority", patience, async (priority, provider) => {
  expect((await quoted(image({ priority }))).steps[0]?.providers[0]?.provider).toBe(provider);
  expect(await made(image({ priority }))).toMatchObject({ status: "completed", steps: [{ provider, tried: [] }] });
});

test("with FALLBACK_ON_MODERATION, refused content goes to the next provider", patience, async () => {
  await sandbox.fault({ service: "openai", fault: "submit-422" });
  const job = await made(image());
  const tried = [{ provider: "openai:gpt-image-1.5", kind: "moderated" }];
  expect(job).toMatchObject({ status: "completed", steps: [{ provider: "fal:flux-dev", tried }] });
  expect(await accepted(job)).toEqual(["fal"]);
});

test("a call costs what its provider's answer says, not what was estimated", patience, async () => {
  const job = await made(clip("runway:gen4_turbo", { duration: 10 }));
  expect(job).toMatchObject({ status: "completed", cost: { max: 0.5, actual: 0.25 }, steps: [{ cost: 0.25 }] });
});
