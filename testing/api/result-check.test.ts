import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { upload } from "@/cli/film/api-client";
import { createClient } from "@/lib/client/client";
import type { GenerateBody } from "@/lib/schemas/generate";
import type { Job, Quote } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";

/** The check of a job's result, by real work on real media of the sandbox. */

let testApp: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let client: ReturnType<typeof createClient>;
let picture: string;
beforeAll(async () => {
  testApp = await startApp({ CHECK_RESULTS: "on", TEXT_TO_IMAGE: "fal:flux-dev" });
  sandbox = sandboxOf(testApp);
  client = createClient(testApp.api);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());
afterEach(() => sandbox.fault());

const small = { width: 320, height: 192 };
let number = 0;
/** Each asks for something else, so that no result is used again. */
const body = (model: string, options: Record<string, unknown> = {}, more: Partial<GenerateBody> = {}) => ({
  ...{ model, options: { prompt: `A lake, number ${++number}.`, ...options }, ...more },
});
const withPicture = () => ({ input: [{ type: "image" as const, url: picture }] });
const made = async (...asked: Parameters<typeof body>) => client.wait(await client.generate(body(...asked)));
const checkOf = (job: Job) => job.steps.find(({ key }) => key === "check");
const black = (service: string) => sandbox.fault({ service, fault: "result-black" });

describe("a result without a fault", () => {
  test.each<[string, Record<string, unknown>, Partial<GenerateBody>]>([
    ["next-scene", { ...small, duration: 1, fps: 12 }, withPicture()],
    ["talking-picture", { ...small, text: "Good morning." }, withPicture()],
    ["text-to-image", { width: 256, height: 256 }, {}],
    ["image-to-video", { duration: 2, resolution: "480p" }, withPicture()],
    ["text-to-video", { duration: 2, resolution: "480p" }, {}],
  ])("%s has no warning, and its check is the last step, free of charge", async (model, options, more) => {
    const input = more.input && [{ type: "image" as const, url: picture }];
    const job = await made(model, options, { ...more, input });
    expect(job).toMatchObject({ status: "completed", error: null, quality: "on", warnings: [] });
    expect(job.steps.at(-1)).toMatchObject({
      ...{ key: "check", title: "Check the result", service: "quality-check", status: "succeeded", cost: 0 },
    });
  });

  test("the check is in the plan, and a request can switch it off", async () => {
    const quoteOf = (quality?: "off") =>
      client.request<Quote>("POST", "/v1/generate?dry_run=true", { ...body("text-to-image"), quality });
    expect((await quoteOf()).steps.at(-1)).toMatchObject({ key: "check", cost: 0, maxCost: 0 });
    expect((await quoteOf("off")).steps.map(({ key }) => key)).toEqual(["picture.1"]);
    const job = await made("text-to-image", {}, { quality: "off" });
    expect([job.quality, job.warnings, checkOf(job)]).toEqual(["off", [], undefined]);
  });

  test("single services and roles are not checked", async () => {
    for (const model of ["qwen-edit", "image-edit"]) {
      const job = await made(model, small, { input: [{ type: "image", url: picture }] });
      expect([job.status, checkOf(job)]).toEqual(["completed", undefined]);
    }
  });
});

describe("a result with a fault", () => {
  test("a black and silent clip completes with warnings that name the step, and its file is kept", async () => {
    await black("wan-talk");
    const options = { ...small, text: "Good morning." };
    const job = await made("talking-picture", options, { input: [{ type: "image", url: picture }] });
    expect(job).toMatchObject({ status: "completed", error: null, outputs: [{ type: "video", step: "clip" }] });
    expect(checkOf(job)).toMatchObject({ status: "succeeded", cost: 0 });
    const found = (metric: string) => ({ code: "quality_failed", step: "clip", metric });
    expect(job.warnings).toEqual(
      expect.arrayContaining([
        { ...found("black"), value: expect.any(Number), message: expect.stringMatching(/^It is black for .* s\.$/) },
        { ...found("silent"), value: 1, message: "Its sound track is silent." },
      ]),
    );
  });

  test("a new take of the last step is checked at once, and its warnings replace those of the old one", async () => {
    await black("fal");
    const job = await made("text-to-image");
    const found = { code: "quality_failed", step: "picture.1", metric: "black" };
    expect(job.warnings).toContainEqual(expect.objectContaining(found));
    await sandbox.fault();
    await client.retake(job.id, "picture.1", {});
    const again = await client.wait(job);
    expect(again).toMatchObject({ status: "completed", warnings: [] });
    expect(again.steps.map(({ key, status, outOfDate }) => [key, status, outOfDate])).toEqual([
      ["picture.1", "succeeded", null],
      ["check", "succeeded", null],
    ]);
  });
});

describe("a check that does not end", () => {
  let stuck: TestApp;
  let ofStuck: typeof client;
  beforeAll(async () => {
    stuck = await startApp({ CHECK_RESULTS: "on", SANDBOX_INSTANT: "1", QUALITY_CHECK_TIMEOUT: "5" });
    ofStuck = createClient(stuck.api);
    process.kill(stuck.app.pids.work ?? 0, "SIGSTOP");
  });
  afterAll(async () => {
    process.kill(stuck.app.pids.work ?? 0, "SIGCONT");
    await stuck.close();
  });
  test("the job completes with its result, and says that it was not checked", async () => {
    const job = await ofStuck.wait(await ofStuck.generate(body("text-to-image")));
    expect(job).toMatchObject({ status: "completed", error: null, outputs: [{ type: "image" }] });
    expect(job.warnings).toEqual([
      {
        ...{ code: "not_checked", step: "picture.1", metric: null, value: null },
        message: expect.stringMatching(
          /^The result was not checked\. quality-check did not answer within 5 seconds\.$/,
        ),
      },
    ]);
  });
});

test("a job can be cancelled while its result is checked", async () => {
  const work = testApp.app.pids.work ?? 0;
  process.kill(work, "SIGSTOP");
  try {
    const job = await client.generate(body("text-to-image"));
    const isChecking = async () => Boolean(checkOf(await client.job(job.id))?.startedAt);
    await vi.waitUntil(isChecking, { timeout: 120_000, interval: 50 });
    await client.cancel(job.id);
    expect(await client.wait(job)).toMatchObject({ status: "cancelled", warnings: [] });
  } finally {
    process.kill(work, "SIGCONT");
  }
});
