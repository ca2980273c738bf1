import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { follow, generate } from "@/cli/film/api-client";
import type { Job } from "@/lib/schemas/job";
import { startApp, type TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";

/** Providers that refuse rest: they are tried last until the rest is over or they accept a request. */

let app: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
beforeAll(async () => {
  app = await startApp({
    SANDBOX_INSTANT: "1",
    TEXT_TO_IMAGE: "openai:gpt-image-1.5, fal:flux-dev",
    SPEECH: "openai:gpt-4o-mini-tts, elevenlabs:eleven_flash_v2_5",
  });
  sandbox = sandboxOf(app);
}, 600_000);
afterAll(() => app?.close());
afterEach(() => sandbox.fault());

let number = 0;
const end = async (job: Job) => follow(app.api, job, () => {});
const picture = async (options: Record<string, unknown> = {}) => {
  const prompt = `A hill, number ${++number}.`;
  return end(await generate(app.api, { model: "text-to-image", input: [], options: { prompt, ...options } }));
};
const speech = async (options: Record<string, unknown> = {}) => {
  const text = `The hill, number ${++number}.`;
  return end(await generate(app.api, { model: "speech", input: [], options: { text, ...options } }));
};
/** Who made the only step of a job, and who refused. */
const made = ({ steps }: Job) => [steps[0]?.provider, steps[0]?.tried.map(({ provider }) => provider)];
/** Lets both providers of pictures accept a request, which ends their rests. */
const wake = async () => {
  for (const provider of ["openai:gpt-image-1.5", "fal:flux-dev"]) await picture({ provider });
};
const patience = { timeout: 300_000 };

test.each(["submit-429", "submit-503", "submit-402", "submit-401"])(
  "after %s the first provider rests, and the next job asks it last; an acceptance ends the rest",
  patience,
  async (fault) => {
    await sandbox.fault({ service: "openai", fault, count: 1 });
    expect(made(await picture())).toEqual(["fal:flux-dev", ["openai:gpt-image-1.5"]]);
    expect(made(await picture())).toEqual(["fal:flux-dev", []]);
    expect(made(await picture({ provider: "openai:gpt-image-1.5" }))).toEqual(["openai:gpt-image-1.5", []]);
    expect(made(await picture())).toEqual(["openai:gpt-image-1.5", []]);
  },
);

test("a provider that rests gets the request when the others refuse", patience, async () => {
  await sandbox.fault({ service: "openai", fault: "submit-429", count: 1 });
  await picture();
  await sandbox.fault({ service: "fal", fault: "submit-503" });
  expect(made(await picture())).toEqual(["openai:gpt-image-1.5", ["fal:flux-dev"]]);
  await sandbox.fault();
  await wake();
});

test("when all rest, requests follow the order of the list", patience, async () => {
  const refusals = [
    { service: "openai", fault: "submit-429", count: 1 },
    { service: "fal", fault: "submit-503", count: 1 },
  ];
  await sandbox.fault(...refusals);
  expect(made(await picture())).toEqual(["openai:gpt-image-1.5", ["openai:gpt-image-1.5", "fal:flux-dev"]]);
  await wake();
});

test("refused content or input is no reason to rest", patience, async () => {
  await sandbox.fault({ service: "openai", fault: "submit-422", count: 1 });
  expect((await picture()).status).toBe("failed");
  expect(made(await picture())).toEqual(["openai:gpt-image-1.5", []]);
});

test("a busy role leaves the provider's other roles in place; a refused key does not", patience, async () => {
  await sandbox.fault({ service: "openai", fault: "submit-429", count: 1 });
  await picture();
  expect(made(await speech())[0]).toMatch(/^openai:/);
  await wake();
  await sandbox.fault({ service: "openai", fault: "submit-401", count: 1 });
  await picture();
  expect(made(await speech())[0]).toMatch(/^elevenlabs:/);
  expect(made(await speech({ provider: "openai:gpt-4o-mini-tts" }))[0]).toMatch(/^openai:/);
  expect(made(await picture())).toEqual(["openai:gpt-image-1.5", []]);
});
