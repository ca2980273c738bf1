import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { startAll } from "@/cli/supervisor/supervisor";
import { createClient } from "@/lib/client";
import type { Job } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";

/** Roles: a request names no provider, and vendors or pods make the result. The sandbox replaces each of them, and counts its submits. */

let app: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;
beforeAll(async () => {
  app = await startApp({
    SANDBOX_INSTANT: "1",
    TEXT_TO_IMAGE: "openai:gpt-image-1.5, fal:flux-dev",
    LANGUAGE: "pod:qwen-vl, openai:gpt-5.1",
    OPENAI_COMPATIBLE_URL: "http://127.0.0.1:9/v1", // no one listens there
    CRASH_AT: "after-response,after-accept",
  });
  sandbox = sandboxOf(app);
  picture = await upload(app.api, sample);
}, 600_000);
afterAll(() => app?.close());
afterEach(() => sandbox.fault());

let number = 0;
/** Each asks for another picture, so that no result is used again. */
const start = (model: string, options: Record<string, unknown> = {}, input: { type: string; url: string }[] = []) =>
  generate(app.api, { model, input, options: { prompt: `A lake, number ${++number}.`, ...options } });
const end = async (job: Job) => follow(app.api, job, () => {});
/** Who accepted the work of a job, as the stand-ins tell. */
const accepted = async ({ steps }: Job) => {
  const prompt = steps[0]?.prompt ?? "";
  return (await sandbox.submits()).filter((one) => one.prompt === prompt).map(({ service }) => service);
};

/** A provider that refused rests until it accepts a request: the next test finds the order of the list again. */
const wake = async () => {
  await sandbox.fault();
  for (const provider of ["openai:gpt-image-1.5", "fal:flux-dev"])
    await end(await start("text-to-image", { provider }));
};

const patience = { timeout: 300_000 };

test("a web process that dies with the answer of a paid request asks no one else", patience, async () => {
  const job = await end(await start("text-to-image"));
  expect(job).toMatchObject({ status: "failed", error: { code: "service_unknown" }, outputs: [] });
  expect(await accepted(job)).toEqual(["openai"]);
});

test("a web process that dies before it notes the receipt asks no one else: a person decides", patience, async () => {
  await sandbox.fault({ service: "fal", fault: "no-webhook" });
  const client = createClient(app.api);
  const begun = await start("text-to-image", { provider: "fal:flux-dev, openai:gpt-image-1.5" });
  const unconfirmed = await vi.waitFor(
    async () => {
      const job = await client.job(begun.id);
      expect(job.steps).toMatchObject([{ status: "unconfirmed", provider: "fal:flux-dev" }]);
      return job;
    },
    { timeout: 120_000, interval: 200 },
  );
  expect(await accepted(unconfirmed)).toEqual(["fal"]);
  const [work] = (await sandbox.submits()).filter(({ prompt }) => prompt === unconfirmed.steps[0]?.prompt);
  const serviceJobId = `fal-ai/flux/requests/${work?.id}`;
  await client.resolve(begun.id, "picture.1", { action: "adopt", serviceJobId });
  const job = await end(begun);
  expect(job).toMatchObject({ status: "completed", cost: { actual: 0.025 }, steps: [{ provider: "fal:flux-dev" }] });
  expect(await accepted(job)).toEqual(["fal"]);
});

test.each([
  ["refuses to say how far the work is", { fault: "poll-503", value: 3 }],
  ["says so in an unknown word", { fault: "poll-word", value: 3 }],
])(
  "work that a vendor had finished is charged when its job is cancelled, although it %s",
  patience,
  async (_, rule) => {
    await sandbox.fault({ service: "runway", ...rule });
    const client = createClient(app.api);
    const begun = await start("text-to-image", { provider: "runway:gen4_image" });
    const finished = async () => {
      const [{ prompt } = { prompt: "" }] = (await client.job(begun.id)).steps;
      expect((await sandbox.submits()).find((one) => one.prompt === prompt)).toMatchObject({ state: "completed" });
    };
    await vi.waitFor(finished, { timeout: 60_000, interval: 50 });
    await client.cancel(begun.id);
    const charged = async () => {
      const job = await client.job(begun.id);
      expect(job).toMatchObject({ status: "cancelled", cost: { actual: job.cost.estimated } });
      expect(job.cost.actual).toBeGreaterThan(0);
    };
    await vi.waitFor(charged, { timeout: 120_000, interval: 200 });
  },
);

test("a picture is made by the first of the list, at its price; the dearest was reserved", patience, async () => {
  const job = await end(await start("text-to-image"));
  expect(job).toMatchObject({
    ...{ status: "completed", cost: { estimated: 0.034, actual: 0.034 } },
    steps: [{ service: "text-to-image", provider: "openai:gpt-image-1.5", tried: [] }],
    outputs: [{ type: "image", contentType: "image/png" }],
  });
  expect(await accepted(job)).toEqual(["openai"]);
});

test.each([
  ["submit-429", "throttled", "was busy"],
  ["submit-503", "unavailable", "was unavailable"],
  ["submit-401", "key", "refused its key"],
  ["submit-402", "balance", "has no balance left"],
  ["receipt-refusal", "balance", "has no balance left"],
])("after %s of the first, the next one makes it", patience, async (fault, kind, words) => {
  await sandbox.fault({ service: "openai", fault });
  const job = await end(await start("text-to-image"));
  expect(job).toMatchObject({
    ...{ status: "completed", cost: { actual: 0.025 } },
    steps: [
      {
        ...{ provider: "fal:flux-dev", tried: [{ provider: "openai:gpt-image-1.5", kind }], attempt: 1 },
        message: `openai:gpt-image-1.5 ${words}; fal:flux-dev made it.`,
      },
    ],
  });
  expect(await accepted(job)).toEqual(["fal"]);
  await wake();
});

test("one that cannot be reached is passed over", patience, async () => {
  const job = await end(await start("language", { provider: "openai-compatible:llama,openai:gpt-5.1" }));
  const tried = [{ provider: "openai-compatible:llama", kind: "unsent" }];
  expect(job).toMatchObject({ status: "completed", steps: [{ provider: "openai:gpt-5.1", tried }] });
});

test("refused content ends the job, and no other provider gets the request", patience, async () => {
  await sandbox.fault({ service: "openai", fault: "submit-422" });
  const job = await end(await start("text-to-image"));
  expect(job).toMatchObject({ status: "failed", error: { code: "service_refused" }, cost: { actual: 0 } });
  expect(await accepted(job)).toEqual([]);
});

test("when all are busy, the step waits and begins again", patience, async () => {
  await sandbox.fault(
    { service: "openai", fault: "submit-429", count: 1 },
    { service: "fal", fault: "submit-503", count: 1 },
  );
  const job = await end(await start("text-to-image"));
  expect(job).toMatchObject({ status: "completed", steps: [{ provider: "openai:gpt-image-1.5", attempt: 2 }] });
  expect(job.steps[0]?.tried.map(({ kind }) => kind)).toEqual(["throttled", "unavailable"]);
  expect(await accepted(job)).toEqual(["openai"]);
  await wake();
});

test("a lost answer of a paid request asks no one else", patience, async () => {
  await sandbox.fault({ service: "openai", fault: "submit-reset-accepted" });
  const job = await end(await start("text-to-image"));
  expect(job).toMatchObject({ status: "failed", error: { code: "service_unknown" }, steps: [{ attempt: 1 }] });
  expect(await accepted(job)).toEqual(["openai"]);
});

test("work that a vendor accepted and failed goes to the next, once", patience, async () => {
  await sandbox.fault({ service: "fal", fault: "fail" });
  const job = await end(await start("text-to-image", { provider: "fal:flux-dev,openai:gpt-image-1.5" }));
  const tried = [{ provider: "fal:flux-dev", kind: "failed" }];
  expect(job).toMatchObject({ status: "completed", cost: { actual: 0.034 }, steps: [{ tried, attempt: 2 }] });
  expect((await accepted(job)).sort()).toEqual(["fal", "openai"]);

  const provider = "fal:flux-dev,fal:flux-schnell,openai:gpt-image-1.5";
  expect(await end(await start("text-to-image", { provider }))).toMatchObject({
    ...{ status: "failed", error: { code: "service_failed" } },
    steps: [{ provider: "fal:flux-schnell", tried: [{ provider: "fal:flux-dev" }] }],
  });
});

test("without its webhook the result is found by polling", patience, async () => {
  await sandbox.fault({ service: "fal", fault: "no-webhook" });
  const job = await end(await start("text-to-image", { provider: "fal:flux-dev" }));
  expect(job).toMatchObject({ status: "completed", steps: [{ provider: "fal:flux-dev" }] });
  expect(await accepted(job)).toEqual(["fal"]);
});

test.each([
  ["image-edit", "pod:qwen-edit", "image", { aspectRatio: "16:9" }],
  ["image-to-video", "pod:wan-i2v", "video", { duration: 2, resolution: "480p" }],
])("%s is made by the pod first where no list is set", patience, async (model, provider, type, options) => {
  const job = await end(await start(model, options, [{ type: "image", url: picture }]));
  expect(job).toMatchObject({ status: "completed", steps: [{ service: model, provider }], outputs: [{ type }] });
});

test("text is written by the pod about a picture, and by a vendor without one", patience, async () => {
  const about = await end(await start("language", {}, [{ type: "image", url: picture }]));
  expect(about).toMatchObject({ status: "completed", steps: [{ provider: "pod:qwen-vl", text: expect.any(String) }] });
  expect(await end(await start("language", { seed: 1 }))).toMatchObject({
    ...{ status: "completed", steps: [{ provider: "openai:gpt-5.1", text: expect.any(String) }] },
  });
});

test("text whose answer is lost is requested again", patience, async () => {
  await sandbox.fault({ service: "openai", fault: "submit-reset", count: 1 });
  const job = await end(await start("language", { provider: "openai:gpt-5.1" }));
  expect(job).toMatchObject({ status: "completed", steps: [{ tried: [{ kind: "unknown" }], attempt: 1 }] });
});

test.each([
  ["nobody:x", /no provider is called "nobody"\. There are: .*fal:flux-dev/],
  ["openai:gpt-5.1", /./],
])("a request that names %s is refused or taken as the vendor's own name", patience, async (provider, words) => {
  const [quoted] = await Promise.allSettled([start("text-to-image", { provider })]);
  if (provider.startsWith("nobody")) expect(String(quoted?.status === "rejected" && quoted.reason)).toMatch(words);
  else expect(quoted?.status).toBe("fulfilled");
});

test("speech is written down by a vendor that takes the recording as a form", patience, async () => {
  const text = `The lake is quiet, number ${++number}.`;
  const spoken = await end(
    await generate(app.api, { model: "speech", input: [], options: { text, provider: "deepgram" } }),
  );
  expect(spoken).toMatchObject({ status: "completed", outputs: [{ type: "audio" }] });
  const input = [{ type: "audio", url: spoken.outputs[0]?.url ?? "" }];
  for (const provider of ["openai", "elevenlabs"]) {
    const written = await end(await generate(app.api, { model: "transcription", input, options: { provider } }));
    expect(written).toMatchObject({ status: "completed", result: { text }, steps: [{ error: null }] });
    expect(written.steps[0]?.provider).toMatch(new RegExp(`^${provider}:`));
  }
});

test("what no one on the list can do is refused with the reasons", patience, async () => {
  const provider = "fal:wan-2.5";
  const job = start("image-to-video", { duration: 12, provider }, [{ type: "image", url: picture }]);
  await expect(job).rejects.toThrow("fal:wan-2.5 makes clips of 5 or 10 seconds, not 12.");
});

test("a list in the settings with a wrong name stops the start, and says what there is", patience, async () => {
  const settings = { SANDBOX_INSTANT: "1", TEXT_TO_IMAGE: "fal:flux-dev,nobody:x" };
  const starting = startAll({ ports: "free", dataDir: `${app.dataDir}/second`, quiet: true, env: settings });
  await expect(starting).rejects.toThrow(
    /^TEXT_TO_IMAGE is "fal:flux-dev,nobody:x": text-to-image: no provider is called "nobody"\. There are: .*openai:/,
  );
});
