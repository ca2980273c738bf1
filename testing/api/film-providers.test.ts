import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import type { Job } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";

/** A film made by own pods, by vendors, or by both. The sandbox replaces each of them, and counts its submits. */

let testApp: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;
beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1" });
  sandbox = sandboxOf(testApp);
  picture = await upload(testApp.api, sample);
}, 600_000);
afterAll(() => testApp?.close());
afterEach(() => sandbox.fault());

const hosted = {
  ...{ language_provider: "openai:gpt-5.1", image_edit_provider: "fal:nano-banana" },
  ...{ image_to_video_provider: "fal:wan-2.5", join_provider: "local:join-clips" },
};

let number = 0;
const film = (options: Record<string, unknown> = {}) =>
  generate(testApp.api, {
    model: "next-scene",
    input: [{ type: "image", url: picture }],
    options: { prompt: `A boat comes near, number ${++number}.`, ...options },
  });
const end = async (job: Job) => follow(testApp.api, job, () => {});
const makers = ({ steps }: Job) =>
  Object.fromEntries(steps.map(({ key, service, provider }) => [key, provider ?? service]));
const scenes = [1, 2, 3];
const each = (key: string, maker: string) => Object.fromEntries(scenes.map((i) => [`${key}.${i}`, maker]));

const patience = { timeout: 300_000 };

test("without a list, own pods make the film", patience, async () => {
  const job = await end(await film());
  expect(job.status).toBe("completed");
  expect(makers(job)).toEqual({
    ...{ scenes: "qwen-vl", film: "concat-upscale" },
    ...each("keyframe", "qwen-edit"),
    ...each("clip", "wan-i2v"),
  });
  expect(job.steps.map(({ provider }) => provider)).toEqual(job.steps.map(() => null));
});

test("vendors make the whole film, and this machine joins it", patience, async () => {
  const job = await end(await film(hosted));
  expect(job).toMatchObject({ status: "completed", outputs: [{ type: "video" }] });
  expect(makers(job)).toEqual({
    ...{ scenes: "openai:gpt-5.1", film: "join-clips" },
    ...each("keyframe", "fal:nano-banana"),
    ...each("clip", "fal:wan-2.5"),
  });
});
