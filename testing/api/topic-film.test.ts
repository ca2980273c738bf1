import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ApiError } from "@/lib/client/api-error";
import { createClient } from "@/lib/client/client";
import type { GenerateBody } from "@/lib/schemas/generate";
import type { Job, Step } from "@/lib/schemas/job";
import type { Storyboard } from "@/lib/story/schemas";
import { startApp, type TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";

/** A film from a topic, through the public API. The sandbox makes all of it, and its log counts what was submitted. */

let testApp: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1" });
  sandbox = sandboxOf(testApp);
  client = createClient(testApp.api);
}, 600_000);
afterAll(() => testApp?.close());
afterEach(() => sandbox.fault());

const patience = { timeout: 600_000 };

let films = 0;
const start = (options: Record<string, unknown> = {}, more: Partial<GenerateBody> = {}) =>
  client.generate({
    model: "topic-film",
    options: { topic: `How a violin is made, part ${++films}`, style: "documentary", duration: 12, ...options },
    ...more,
  });
const film = async (options?: Record<string, unknown>, more?: Partial<GenerateBody>) =>
  client.wait(await start(options, more));

/** Follows a job until it waits for a review. */
async function reviewed({ id }: Job): Promise<Job> {
  for await (const job of client.events(id)) if (job.status === "awaiting_review") return job;
  throw new Error(`The job did not wait for a review: ${JSON.stringify((await client.job(id)).error)}`);
}
function step(job: Job, key: string): Step {
  const found = job.steps.find((one) => one.key === key);
  if (!found) throw new Error(`There is no step "${key}".`);
  return found;
}
const keysOf = (job: Job, word: string) => job.steps.map(({ key }) => key).filter((key) => key.split(".")[0] === word);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ApiError ? error : undefined),
  );
async function get(path: string, accept: string) {
  const headers = { "x-api-key": testApp.api.key, accept };
  const answer = await fetch(new URL(path, testApp.api.url), { headers });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}
/** How many submits the sandbox accepted meanwhile, by service. */
async function submits(work: () => Promise<unknown>): Promise<string[]> {
  const before = (await sandbox.submits()).length;
  await work();
  return (await sandbox.submits())
    .slice(before)
    .map(({ service }) => service)
    .sort();
}

describe("a film without any setting", () => {
  test("has a frame, a clip and a narration for each shot, subtitles, and readable documents", patience, async () => {
    const job = await film();
    expect(job).toMatchObject({ status: "completed", error: null });
    const { document: storyboard } = await client.storyboard(job.id);
    const { document: script } = await client.script(job.id);
    const shots = storyboard.shots.map((_, i) => i + 1);
    expect(shots.length).toBeGreaterThanOrEqual(3);
    for (const word of ["frame", "clip", "narration"])
      expect(keysOf(job, word).filter((key) => !key.includes("check"))).toEqual(shots.map((n) => `${word}.${n}`));
    expect(script).toMatchObject({
      title: expect.stringContaining("How a violin is made"),
      structure: { scenes: [{}, {}, {}] },
    });
    const total = storyboard.shots.reduce((sum, { duration }) => sum + duration, 0);
    expect(Math.abs(total - 12)).toBeLessThanOrEqual(1.2);
    expect(job.result).toMatchObject({
      title: script.title,
      style: { style: "documentary", source: "user_specified" },
    });
    expect(job.outputs.filter(({ type }) => type === "video")).toHaveLength(1);
    expect(keysOf(job, "style")).toEqual([]);
  });

  test("is told in the language of its topic, with a style that a model chose", patience, async () => {
    const job = await film({ topic: "一部关于制作小提琴的纪录片", style: undefined });
    expect(job.status).toBe("completed");
    const { document } = await client.storyboard(job.id);
    expect(document.shots.every(({ description }) => /\p{Script=Han}/u.test(description))).toBe(true);
    expect(step(job, "frame.1").prompt).toMatch(/^远景：/);
    expect(job.result).toMatchObject({ style: { source: "detected" } });
    expect(step(job, "style").text).toContain('"reasoning"');
  });

  test("without narration has no sound and no step that speaks", patience, async () => {
    const job = await film({ include_audio: false });
    expect([job.status, keysOf(job, "narration")]).toEqual(["completed", []]);
  });
});

describe("the documents of a film", () => {
  test("are JSON or Markdown, and part of the archive and its manifest", patience, async () => {
    const job = await film({ topic: "A lake # at _dawn_" });
    const json = await get(`/v1/jobs/${job.id}/script`, "*/*");
    expect([json.status, json.type]).toEqual([200, "application/json"]);
    expect(JSON.parse(json.text)).toMatchObject({ object: "script", job: job.id, step: "script", byHand: false });
    const markdown = await get(`/v1/jobs/${job.id}/storyboard`, "text/markdown");
    expect([markdown.status, markdown.type]).toEqual([200, "text/markdown; charset=utf-8"]);
    expect(markdown.text).toMatch(/^# Storyboard\n\n\d+ shots, 12 s\n\n## Shot 1: /);
    const headers = { "x-api-key": testApp.api.key };
    const archive = await fetch(new URL(`/v1/jobs/${job.id}/archive.zip`, testApp.api.url), { headers });
    const zip = Buffer.from(await archive.arrayBuffer()).toString("latin1");
    expect(zip).toContain("storyboard.md");
    expect(zip).toContain("script.md");
    expect(zip).toContain('"documents": {\n    "script": {\n      "title"');
  });

  test("are 404 with words for other models, before they are written, and for other keys", patience, async () => {
    const other = await client.generate({ model: "text-to-image", options: { prompt: "Snow." } });
    expect((await refusal(client.script(other.id)))?.message).toContain("Jobs of text-to-image have no script.");
    const failed = await film({ topic: "[fault:anthropic:submit-402] A lake." });
    const error = await refusal(client.storyboard(failed.id));
    expect([error?.status, error?.message]).toEqual([404, expect.stringContaining("not written yet")]);
  });
});
