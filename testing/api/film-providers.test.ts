import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createClient } from "@/lib/client";
import type { Job, Step } from "@/lib/schemas/job";
import { sample } from "../sample";
import { sandboxOf } from "../sandbox-admin";
import { type SharedApp, sharedApp } from "../shared-app";

/** A film made by own pods, by vendors, or by both. The sandbox replaces each of them, and counts its submits. */

let testApp: SharedApp;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;
beforeAll(async () => {
  testApp = await sharedApp();
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
  // As the vendor's answer says; its other parts say nothing of tokens.
  const used = { inputTokens: expect.any(Number), outputTokens: expect.any(Number) };
  expect(job.steps.map(({ key, usage }) => [key, usage])).toEqual(
    job.steps.map(({ key }) => [key, key === "scenes" ? used : null]),
  );
});

const wan = { image_to_video_provider: "fal:wan-2.5" };
const stepOf = (job: Job, key: string): Step => {
  const found = job.steps.find((one) => one.key === key);
  if (!found) throw new Error(`There is no step "${key}".`);
  return found;
};
async function post(path: string, body: unknown) {
  const headers = { "x-api-key": testApp.api.key, "content-type": "application/json" };
  const answer = await fetch(new URL(path, testApp.api.url), { method: "POST", headers, body: JSON.stringify(body) });
  return { status: answer.status, json: await answer.json() };
}
const retake = (job: Job, step: string, body: object) => post(`/v1/jobs/${job.id}/steps/${step}/retake`, body);

test("a vendor makes its nearest size and its next longer clip, says so, and costs that", patience, async () => {
  const job = await end(await film({ ...wan, width: 832, height: 468, duration: 3 }));
  expect(job).toMatchObject({ status: "completed", cost: { estimated: 0.75, actual: 0.75 } }); // 3 clips of 5 s in 480p
  expect(makers(job)).toEqual({
    ...{ scenes: "qwen-vl", film: "concat-upscale" },
    ...each("keyframe", "qwen-edit"),
    ...each("clip", "fal:wan-2.5"),
  });
  expect(stepOf(job, "clip.1").fitted).toEqual({ requested: "832 × 468, 3 s", made: "480p, 16:9, 5 s" });
  expect(stepOf(job, "keyframe.1").fitted).toBeNull();
  expect(stepOf(job, "clip.1").cost).toBe(0.25);
});

test("after a vendor has failed one clip in the middle, a pod makes it and the others stay", patience, async () => {
  await sandbox.fault({ service: "fal", fault: "fail", count: 1 });
  const job = await end(await film({ image_to_video_provider: "fal:wan-2.5, pod:wan-i2v" }));
  expect(job.status).toBe("completed");
  const clips = scenes.map((i) => stepOf(job, `clip.${i}`));
  expect(clips.map(({ provider }) => provider).sort()).toEqual(["fal:wan-2.5", "fal:wan-2.5", "pod:wan-i2v"]);
  const made = clips.find(({ provider }) => provider === "pod:wan-i2v");
  expect(made).toMatchObject({ tried: [{ provider: "fal:wan-2.5", kind: "failed" }], fitted: null, cost: 0 });
  const prompts = new Set(clips.map(({ prompt }) => prompt));
  const submits = (await sandbox.submits()).filter(({ prompt, service }) => prompts.has(prompt) && service === "fal");
  expect(submits).toHaveLength(3); // one for each clip, although one failed
});

test(
  "a vendor that has no balance fails the film with its words, and a retry keeps what is there",
  patience,
  async () => {
    await sandbox.fault({ service: "fal", fault: "submit-402" });
    const failed = await end(await film(wan));
    expect(failed).toMatchObject({ status: "failed", error: { code: "service_refused", service: "image-to-video" } });
    expect(stepOf(failed, "keyframe.3").status).toBe("succeeded");
    await sandbox.fault();
    const before = (await sandbox.submits()).length;
    await createClient(testApp.api).retry(failed.id);
    const job = await end(failed);
    expect(job.status).toBe("completed");
    const later = (await sandbox.submits()).slice(before).map(({ service }) => service);
    expect(later.sort()).toEqual(["concat-upscale", "fal", "fal", "fal"]);
  },
);

test("a re-take names another provider, and the earlier take can be chosen again", patience, async () => {
  const begun = await end(await film());
  expect(await retake(begun, "clip.2", { provider: "fal:wan-2.5", continue: true })).toMatchObject({ status: 202 });
  const job = await end(begun);
  const clip = stepOf(job, "clip.2");
  expect(clip).toMatchObject({ status: "succeeded", service: "image-to-video", provider: "fal:wan-2.5", cost: 0.5 });
  expect(clip.fitted).toEqual({ requested: "768 × 768, 3 s", made: "720p, 1:1, 5 s" });
  expect(clip.takes.map(({ service, provider, chosen }) => [service, provider, chosen])).toEqual([
    ["wan-i2v", null, false],
    ["image-to-video", "fal:wan-2.5", true],
  ]);
  expect(stepOf(job, "clip.1")).toMatchObject({ service: "wan-i2v", takes: [] });

  const before = (await sandbox.submits()).length;
  expect((await post(`/v1/jobs/${job.id}/steps/clip.2/choose`, { take: 1, continue: true })).status).toBe(202);
  const back = await end(job);
  expect(stepOf(back, "clip.2")).toMatchObject({ service: "wan-i2v", provider: null });
  expect((await sandbox.submits()).slice(before)).toEqual([]); // the first film is still there
  const named = { model: "image-to-video", provider: "pod:wan-i2v", seed: 3, continue: true };
  expect(await retake(back, "clip.2", named)).toMatchObject({ status: 202 });
  expect(stepOf(await end(back), "clip.2")).toMatchObject({ service: "wan-i2v", provider: null, seed: 3 });
});

test("a step of a vendor is made again by a pod, and its text is changed by hand", patience, async () => {
  const begun = await end(await film(hosted));
  expect(await retake(begun, "clip.1", { model: "wan-i2v", seed: 5, continue: true })).toMatchObject({ status: 202 });
  const job = await end(begun);
  expect(stepOf(job, "clip.1")).toMatchObject({ service: "wan-i2v", provider: null, seed: 5 });
  const text = "Next Scene: A lighthouse stands alone.";
  const edit = { output: { text }, continue: true };
  expect(await post(`/v1/jobs/${job.id}/steps/scenes/edit`, edit)).toMatchObject({ status: 202 });
  const edited = await end(job);
  expect(stepOf(edited, "scenes")).toMatchObject({ byHand: true, text });
  expect(stepOf(edited, "keyframe.1")).toMatchObject({
    provider: "fal:nano-banana",
    prompt: "A lighthouse stands alone.",
  });
});

test.each([
  [{ image_to_video_provider: "nobody:wan" }, "image_to_video_provider", 'no provider is called "nobody"'],
  [{ language_provider: "pod:wan-i2v" }, "language_provider", "cannot do this"],
  [
    { image_to_video_provider: "google:veo-3.1-fast-generate-preview", duration: 9 },
    "image_to_video_provider",
    "makes clips of 4, 6 or 8 seconds, not 9",
  ],
])("%o is refused at its field, and nothing is stored", async (options, field, words) => {
  const { data } = await createClient(testApp.api).jobs({ limit: 1 });
  const body = { model: "next-scene", input: [{ type: "image", url: picture }], options: { prompt: "x", ...options } };
  expect(await post("/v1/generate", body)).toMatchObject({
    status: 400,
    json: { errors: [{ pointer: `/options/${field}`, detail: expect.stringContaining(words) }] },
  });
  expect((await createClient(testApp.api).jobs({ limit: 1 })).data[0]?.id).toBe(data[0]?.id);
});

test(
  "a list may name own pods and local work: when the pod refuses, this machine joins the film",
  patience,
  async () => {
    await sandbox.fault({ service: "concat-upscale", fault: "submit-503" });
    const job = await end(await film({ join_provider: "pod:concat-upscale, local:join-clips" }));
    expect(job).toMatchObject({ status: "completed", outputs: [{ type: "video" }] });
    const tried = [{ provider: "pod:concat-upscale", kind: "unavailable" }];
    expect(stepOf(job, "film")).toMatchObject({ service: "join", provider: "local:join-clips", tried });
  },
);

test("a scene that is too long for the only provider fails its clip with the reason", patience, async () => {
  const begun = await end(await film(wan));
  const text = `Next Scene: ${"The lighthouse turns. ".repeat(40)}`;
  const edit = { output: { text }, continue: true };
  expect(await post(`/v1/jobs/${begun.id}/steps/scenes/edit`, edit)).toMatchObject({ status: 202 });
  const job = await end(begun);
  expect(job).toMatchObject({
    status: "failed",
    error: { step: "clip.1", message: expect.stringContaining("fal:wan-2.5 takes 800 characters at most") },
  });
});
