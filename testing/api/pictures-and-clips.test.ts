import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { createClient } from "@/lib/client";
import type { Job, Quote } from "@/lib/schemas/job";
import { styles } from "@/lib/styles";
import { sample, startApp, type TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";

/** Pictures and clips by themselves, made by the sandbox with nothing configured but prices. */

let app: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let client: ReturnType<typeof createClient>;
let picture: string;
beforeAll(async () => {
  app = await startApp({ SANDBOX_INSTANT: "1", WAN_I2V_PRICE: "0.35", TEXT_TO_IMAGE: "fal:flux-dev" });
  sandbox = sandboxOf(app);
  client = createClient(app.api);
  picture = await upload(app.api, sample);
}, 600_000);
afterAll(() => app?.close());
afterEach(() => sandbox.fault());

let number = 0;
/** Each asks for something else, so that no result is used again. */
const start = (model: string, options: Record<string, unknown> = {}, pictures: string[] = []) => {
  const input = pictures.map((url) => ({ type: "image", url }));
  const prompt = `A lake, number ${++number}.`;
  return generate(app.api, { model, input, options: { prompt, ...options }, webhookUrl: app.receiver.url });
};
const end = async (job: Promise<Job>) => follow(app.api, await job, () => {});
const quote = (model: string, options: Record<string, unknown>) =>
  client.request<Quote>("POST", "/v1/generate?dry_run=true", { model, options: { prompt: "A lake.", ...options } });
const promptsAt = async (service: string) =>
  (await sandbox.submits()).filter((one) => one.service === service).map(({ prompt }) => prompt);

const patience = { timeout: 300_000 };

test("pictures are made side by side, each by a request and with a seed of its own", patience, async () => {
  const job = await end(start("text-to-image", { count: 3, seed: 5 }));
  expect(job).toMatchObject({ status: "completed", result: null, cost: { actual: 0.075 } });
  expect(job.steps.map(({ key, title, seed }) => [key, title, seed])).toEqual([
    ["picture.1", "Picture 1", 5],
    ["picture.2", "Picture 2", 6],
    ["picture.3", "Picture 3", 7],
  ]);
  expect(job.outputs.map(({ type, step }) => [type, step])).toEqual([1, 2, 3].map((n) => ["image", `picture.${n}`]));
});

test("pictures that are made are outputs when one fails, and a retry makes only that one", patience, async () => {
  await sandbox.fault({ service: "fal", fault: "fail", count: 1 });
  const options = { count: 3, prompt: "Three harbours." };
  const job = await end(start("text-to-image", options));
  expect(job).toMatchObject({
    ...{ status: "failed", error: { retryable: true, shots: { there: 2, of: 3 } }, cost: { actual: 0.075 } },
  });
  expect(job.error?.message).toMatch(/^2 of 3 shots are finished\. /);
  const failed = job.steps.find(({ status }) => status === "failed")?.key;
  expect(job.outputs.map(({ step }) => step)).toEqual(
    ["picture.1", "picture.2", "picture.3"].filter((key) => key !== failed),
  );
  const told = await app.receiver.webhookOf(job.id);
  expect(told).toMatchObject({ status: "failed", localUrl: [expect.any(String), expect.any(String)] });

  const again = await end(client.request<Job>("POST", `/v1/jobs/${job.id}/retry`));
  expect(again).toMatchObject({ status: "completed", cost: { actual: 0.1 } });
  expect(again.outputs.map(({ step }) => step)).toEqual(["picture.1", "picture.2", "picture.3"]);
  expect((await promptsAt("fal")).filter((prompt) => prompt === options.prompt)).toHaveLength(4);
});

test("one picture is made again, and the others stay", patience, async () => {
  const job = await end(start("text-to-image", { count: 2 }));
  const path = `/v1/jobs/${job.id}/steps/picture.2/retake`;
  const again = await end(client.request<Job>("POST", path, { prompt: "A lake at night." }));
  expect(again.status).toBe("completed");
  expect(again.outputs[0]?.id).toBe(job.outputs[0]?.id);
  expect(again.outputs[1]?.id).not.toBe(job.outputs[1]?.id);
});

test("a picture has the requested format and size", patience, async () => {
  const options = { output_format: "webp", quality: 60, width: 320, height: 180 };
  const job = await end(start("text-to-image", options));
  expect(job).toMatchObject({
    ...{ status: "completed", outputs: [{ contentType: "image/webp", width: 320, height: 180, step: "file.1" }] },
  });
});

test("a style's words are part of the request", patience, async () => {
  const job = await end(start("text-to-image", { prompt: "A quay.", style: "fantasy" }));
  expect(job).toMatchObject({ status: "completed", options: { prompt: "A quay.", style: "fantasy" } });
  expect(job.steps[0]?.prompt).toMatch(/^A quay\.\n\nStyle: fantasy: magic/);
  expect(await promptsAt("fal")).toContain(job.steps[0]?.prompt);
});

test(
  "what to leave out is sent in words where the provider has no field for it, and the step says so",
  patience,
  async () => {
    const job = await end(start("text-to-image", { prompt: "A pier.", negative_prompt: "people" }));
    expect(job.steps[0]).toMatchObject({
      ...{ status: "succeeded", provider: "fal:flux-dev" },
      message: "Done. fal:flux-dev has no field for what to leave out: its prompt says it.",
    });
    expect(await promptsAt("fal")).toContain("A pier.\n\nLeave out: people");
  },
);

test("a provider with a field for what to leave out gets it there", patience, async () => {
  const options = { prompt: "A ferry.", negative_prompt: "people", provider: "kling:kling-v2-5-turbo" };
  const job = await end(start("text-to-video", options));
  expect(job).toMatchObject({ status: "completed", steps: [{ key: "clip", message: "Done." }] });
  expect(await promptsAt("kling")).toContain("A ferry.");
});

test("a clip is made straight from the text where a provider can", patience, async () => {
  const options = { duration: 5, provider: "fal:wan-2.5" };
  expect((await quote("text-to-video", options)).steps.map(({ key, service }) => [key, service])).toEqual([
    ["clip", "text-to-video"],
  ]);
  const job = await end(start("text-to-video", options));
  expect(job).toMatchObject({ status: "completed", outputs: [{ type: "video", step: "clip" }] });
});

test("else a picture is painted first, and the quote and the plan say so", patience, async () => {
  const options = { duration: 2, resolution: "480p", provider: "pod:wan-i2v" };
  const quoted = await quote("text-to-video", options);
  expect(quoted).toMatchObject({
    ...{ cost: { estimated: 0.375 }, steps: [{ key: "picture" }, { key: "clip", service: "image-to-video" }] },
  });
  const job = await end(start("text-to-video", options));
  expect(job).toMatchObject({
    ...{ status: "completed", cost: { actual: 0.375 }, outputs: [{ type: "video", step: "clip" }] },
    steps: [
      { key: "picture", provider: "fal:flux-dev" },
      { key: "clip", provider: "pod:wan-i2v" },
    ],
  });
});

test("a picture of one's own is moved; without one, a picture is painted first", patience, async () => {
  const options = { duration: 2, resolution: "480p" };
  const own = await end(start("image-to-video", options, [picture]));
  expect(own).toMatchObject({ status: "completed", steps: [{ key: "clip" }], outputs: [{ type: "video" }] });
  const painted = await end(start("image-to-video", options));
  expect(painted).toMatchObject({ status: "completed", steps: [{ key: "picture" }, { key: "clip" }] });
});

test("a last picture goes to a provider that takes one, and is refused by one that does not", patience, async () => {
  const job = await end(start("image-to-video", { provider: "kling" }, [picture, picture]));
  expect(job).toMatchObject({ status: "completed", steps: [{ key: "clip", provider: "kling:kling-v3" }] });
  const refused = start("image-to-video", { provider: "fal:wan-2.5" }, [picture, picture]);
  await expect(refused).rejects.toThrow("fal:wan-2.5 takes no last picture.");
});

test("a picture says a text", patience, async () => {
  const options = { prompt: "She smiles.", text: "The lake is quiet today.", voice: "calm" };
  const job = await end(start("talking-picture", options, [picture]));
  expect(job).toMatchObject({ status: "completed", outputs: [{ type: "video", step: "clip" }] });
  expect(job.steps[0]?.prompt).toBe("She smiles.\n\nVoice: calm");
});

test.each([
  ["text-to-image", { count: 9 }, "/options/count"],
  ["text-to-image", { style: "baroque" }, "/options/style"],
  ["text-to-image", { provider: "nobody:x" }, "/options/provider"],
  ["text-to-image", { width: 100_000 }, "/options/width"],
  ["text-to-video", { duration: 19, provider: "fal:wan-2.5" }, "/options/provider"],
  ["image-to-video", { picture_provider: "nobody:x" }, "/options/picture_provider"],
  ["talking-picture", { prompt: "She smiles.", text: "Hello." }, "/input"],
])("%s with %j is refused at its field, and nothing is stored", patience, async (model, options, pointer) => {
  const before = (await client.request<{ data: Job[] }>("GET", "/v1/jobs?limit=1")).data[0]?.id;
  const refused = await client
    .request("POST", "/v1/generate", { model, options: { prompt: "A lake.", ...options } })
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({
    status: 400,
    errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
  });
  expect((await client.request<{ data: Job[] }>("GET", "/v1/jobs?limit=1")).data[0]?.id).toBe(before);
});

test("the styles are listed, each with a small picture", patience, async () => {
  type Listed = { data: { id: string; thumbnailUrl: string; zh: { title: string } }[]; hasMore: boolean };
  const { data, hasMore } = await client.request<Listed>("GET", "/v1/styles");
  expect(data.map(({ id }) => id)).toEqual(styles.map(({ id }) => id));
  expect(hasMore).toBe(false);
  for (const { thumbnailUrl } of data) {
    const response = await fetch(thumbnailUrl);
    expect(response.headers.get("content-type")).toBe("image/webp");
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(15_000);
  }
});

test("a job tells step, status, progress, message, result and expected end over its life", patience, async () => {
  await sandbox.fault({ service: "wan-i2v", fault: "hold" });
  const begun = await start("image-to-video", { duration: 2, resolution: "480p", provider: "pod:wan-i2v" }, [picture]);
  expect(["queued", "running"]).toContain(begun.status);
  expect(begun).toMatchObject({ outputs: [], error: null, estimatedWaitTime: expect.any(Number) });
  expect(begun.progress).toMatchObject({ stepsDone: 0, stepsTotal: 1, message: expect.any(String) });
  expect(begun.progress.value).toBeLessThan(1);

  const running = await vi.waitFor(
    async () => {
      const job = await client.job(begun.id);
      // It is held for longer than such a clip usually takes, so that no expected end would be true.
      expect(job).toMatchObject({
        ...{ status: "running", startedAt: expect.any(String), finishedAt: null, outputs: [], error: null },
        estimatedWaitTime: null,
        progress: { currentStep: "clip", message: "Clip is taking longer than usual.", stepsDone: 0 },
        steps: [{ key: "clip", status: "waiting", title: "Clip", message: expect.any(String), error: null }],
      });
      expect(job.steps[0]?.eta).toEqual(expect.any(String));
      return job;
    },
    { timeout: 120_000, interval: 100 },
  );
  expect(running.progress.value).toBeLessThan(1);

  await client.cancel(begun.id);
  const cancelled = await end(Promise.resolve(begun));
  expect(cancelled).toMatchObject({
    ...{ status: "cancelled", estimatedWaitTime: null, finishedAt: expect.any(String), outputs: [], error: null },
    progress: { currentStep: null, message: "Cancelled." },
    steps: [{ status: "cancelled", eta: null }],
  });

  await sandbox.fault();
  const completed = await end(start("image-to-video", { duration: 2, resolution: "480p" }, [picture]));
  expect(completed).toMatchObject({
    ...{ status: "completed", estimatedWaitTime: null, finishedAt: expect.any(String), error: null },
    progress: { value: 1, stepsDone: 1, stepsTotal: 1, currentStep: null, message: "Done." },
    steps: [{ key: "clip", status: "succeeded", outputs: [{ type: "video", step: "clip" }], error: null }],
    outputs: [{ type: "video", contentType: "video/mp4", duration: expect.any(Number) }],
  });
  expect(completed.localUrl).toEqual(completed.outputs.map(({ url }) => url));
  expect((await fetch(completed.localUrl[0] ?? "")).status).toBe(200);

  await sandbox.fault({ service: "wan-i2v", fault: "fail" });
  const failing = start("image-to-video", { duration: 2, resolution: "480p", provider: "pod:wan-i2v" }, [picture]);
  const failed = await end(failing);
  expect(failed).toMatchObject({
    ...{ status: "failed", estimatedWaitTime: null, finishedAt: expect.any(String), outputs: [], localUrl: [] },
    error: { code: "service_failed", step: "clip", message: expect.any(String), retryable: true },
    steps: [{ key: "clip", status: "failed", error: { message: expect.any(String) } }],
  });
  expect(failed.progress.message).toBe(failed.error?.message);
  expect(failed.progress.value).toBeLessThan(1);
});
