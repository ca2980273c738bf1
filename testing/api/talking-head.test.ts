import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { upload } from "@/cli/film/api-client";
import { ApiError } from "@/lib/client/api-error";
import { createClient } from "@/lib/client/client";
import { makeShot } from "@/lib/media/matting/testing/footage";
import { h264, mediaFolder, picture, sound, tools } from "@/lib/media/testing/made";
import type { GenerateBody } from "@/lib/schemas/generate";
import type { Job, Step } from "@/lib/schemas/job";
import { startApp, type TestApp } from "../app";
import { aliveIn, groupsThatRun } from "../processes";
import { sandboxOf } from "../sandbox-admin";

/** A talking head through the public API, with nothing configured. The sandbox's log counts what was painted. */

let app: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let client: ReturnType<typeof createClient>;
let folder: Awaited<ReturnType<typeof mediaFolder>>;
let [person, nobody, room] = ["", "", ""];

beforeAll(async () => {
  folder = await mediaFolder();
  const shot = await makeShot(folder.dir, "shot", { width: 180, height: 320, seconds: 1, fps: 10 });
  const heard = folder.make("person.mp4", "-i", shot.video, ...sound(1), "-c:v", "copy", "-c:a", "aac");
  const empty = folder.make("nobody.mp4", ...picture(1, "180x320", 10), ...h264);
  // An ffmpeg that, while the file "hold" exists, gets no frame of those that are drawn for it.
  const script = `#!/bin/bash
case " $* " in *" pipe:0 "*)
  exec -a "$0" ${tools.ffmpeg} "$@" < <(while [ -e ${folder.path("hold")} ]; do /bin/sleep 0.05; done; exec /bin/cat);;
esac
exec -a "$0" ${tools.ffmpeg} "$@"
`;
  writeFileSync(folder.path("ffmpeg"), script);
  chmodSync(folder.path("ffmpeg"), 0o755);
  app = await startApp({ SANDBOX_INSTANT: "1", FFMPEG_PATH: folder.path("ffmpeg") });
  sandbox = sandboxOf(app);
  client = createClient(app.api);
  person = await upload(app.api, heard);
  nobody = await upload(app.api, empty);
  room = await upload(app.api, folder.path("still.jpg"));
}, 600_000);
afterEach(() => rmSync(folder.path("hold"), { force: true }));
afterAll(async () => {
  await app?.close();
  await folder?.remove();
});

const patience = { timeout: 600_000 };
const small = { resolution: "360p", fps: 10, matting: "fast", style: "cinematic" };
const start = (options: Record<string, unknown> = {}, more: Partial<GenerateBody> = {}) =>
  client.generate({
    model: "talking-head",
    input: [{ type: "video", url: person }],
    options: { ...small, ...options },
    ...more,
  });
const ownRoom = () => ({
  input: [
    { type: "video" as const, url: person },
    { type: "image" as const, url: room, field: "background" },
  ],
});
function step(job: Job, key: string): Step {
  const found = job.steps.find((one) => one.key === key);
  if (!found) throw new Error(`There is no step "${key}".`);
  return found;
}
/** Follows a job until it waits for a review. */
async function reviewed({ id }: Job): Promise<Job> {
  for await (const job of client.events(id)) if (job.status === "awaiting_review") return job;
  throw new Error(`The job did not wait for a review: ${JSON.stringify((await client.job(id)).error)}`);
}
async function painted(work: () => Promise<unknown>): Promise<number> {
  const before = (await sandbox.submits()).length;
  await work();
  return (await sandbox.submits()).length - before;
}
const output = (job: Job, field: string) => job.outputs.find((one) => one.field === field);
const read = async (url = "") => Buffer.from(await (await fetch(url)).arrayBuffer());

describe("a person before another background", () => {
  let job: Job;
  test("is a film with its assets, a comparison and the video as it was", patience, async () => {
    const texts = { title: "Good light", subtitle: "Eileen", quotes: ["Start small."] };
    const asked = await painted(async () => {
      job = await client.wait(await start({ ...texts, social: ["square"] }));
    });
    expect(job).toMatchObject({ status: "completed", error: null });
    expect(asked).toBe(3);
    expect(output(job, "video")).toMatchObject({ type: "video", width: 360, height: 640, duration: 1 });
    expect(output(job, "square")).toMatchObject({ type: "video", width: 360, height: 360, duration: 1 });
    expect(output(job, "original")).toMatchObject({ type: "video", width: 360, height: 640, duration: 1 });
    expect(output(job, "comparison")).toMatchObject({ type: "video", duration: 1 });
    expect(job.result).toMatchObject({ style: { source: "preset", mood: "sophisticated" } });
    const cards = job.steps.map(({ key }) => key).filter((key) => key.startsWith("card."));
    expect(cards.sort()).toEqual(["card.quote.1", "card.subtitle", "card.title"]);
  });

  test("whose asset pack has the backgrounds, cards, mask, profile and grade", async () => {
    const zip = (await read(output(job, "pack")?.url)).toString("latin1");
    const names = ["background.", "backgrounds/1.", "backgrounds/3.", "cards/title.png", "cards/quote.1.png"];
    for (const name of [...names, "mask.mp4", "style/profile.json", "style/grade.cube"]) expect(zip).toContain(name);
  });

  test("whose backgrounds are empty of people, in the look of the style", () => {
    const prompts = [1, 2, 3].map((n) => step(job, `background.${n}`).prompt ?? "");
    expect(new Set(prompts).size).toBe(3);
    for (const prompt of prompts) expect(prompt).toMatch(/no people.*#1a1a2e/s);
  });

  test("whose report has each step with its time, also as a table and in the archive", async () => {
    const report = await client.report(job.id);
    expect(report).toMatchObject({ object: "report", job: job.id, status: "completed" });
    expect(report.stages.map(({ key }) => key)).toEqual(job.steps.map(({ key }) => key));
    for (const { seconds, waited_seconds: waited, details } of report.stages) {
      expect(seconds).toBeGreaterThanOrEqual(waited ?? 0);
      expect(details).not.toBe("");
    }
    const headers = { "x-api-key": app.api.key, accept: "text/markdown" };
    const table = await fetch(new URL(`/v1/jobs/${job.id}/report`, app.api.url), { headers });
    expect(table.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
    expect(await table.text()).toMatch(/^# Report of talking-head\n\n.+: completed, [\d.]+ s/);
    const archive = await fetch(new URL(`/v1/jobs/${job.id}/archive.zip`, app.api.url), { headers });
    const zip = Buffer.from(await archive.arrayBuffer()).toString("latin1");
    expect(zip).toContain("report.md");
    expect(zip).toContain('"object": "report"');
  });
});

test("an own background is used, and nothing is painted", patience, async () => {
  let job: Job | undefined;
  const asked = await painted(async () => {
    job = await client.wait(await start({}, ownRoom()));
  });
  expect([job?.status, asked]).toEqual(["completed", 0]);
  expect(job?.steps.map(({ key }) => key).filter((key) => /^(background|choice)/.test(key))).toEqual([]);
});

test("a video without a person ends early, in words, before anything is painted", patience, async () => {
  let job: Job | undefined;
  const asked = await painted(async () => {
    job = await client.wait(await start({}, { input: [{ type: "video", url: nobody }] }));
  });
  expect(asked).toBe(0);
  expect(job).toMatchObject({
    status: "failed",
    error: { code: "no_person", message: expect.stringContaining("There is no person in the video.") },
    cost: { actual: 0 },
  });
});

test("a person chooses another background at the review", patience, async () => {
  const waiting = await reviewed(await start({ title: "Choose", seed: 7 }, { review: ["backgrounds"] }));
  const { id } = waiting;
  const chosen = await read(step(waiting, "choice").outputs[0]?.url);
  const others = waiting.steps.filter(({ key }) => key.startsWith("background."));
  let other: string | undefined;
  for (const { outputs } of others)
    if (!chosen.equals(await read(outputs[0]?.url))) other ??= `asset:${outputs[0]?.id}`;
  await reviewed(await client.edit(id, "choice", { image: other ?? room }));
  await client.approve(id);
  const job = await client.wait(id);
  expect(job.status).toBe("completed");
  expect(step(job, "film").inputs.map((input) => `asset:${input.id}`)).toContain(other ?? room);
});

/** Starts a job and resolves when the frames of its film are drawn for an ffmpeg that waits for them. */
async function startHeld(seed: number): Promise<{ job: Job; group: number }> {
  const { id } = await reviewed(await start({ seed, title: `Held ${seed}` }, { review: ["backgrounds"] }));
  await vi.waitFor(async () => expect(step(await client.job(id), "matte").status).toMatch(/succeeded|cached/), {
    timeout: 300_000,
  });
  writeFileSync(folder.path("hold"), "");
  const job = await client.approve(id);
  const group = await vi.waitFor(
    () => {
      const [found, ...more] = groupsThatRun(folder.path("ffmpeg"));
      expect([found, more]).toEqual([expect.any(Number), []]);
      return found ?? 0;
    },
    { timeout: 300_000, interval: 100 },
  );
  return { job, group };
}
const untilGone = (group: number) =>
  vi.waitFor(() => expect(aliveIn(group)).toEqual([]), { timeout: 120_000, interval: 50 });

test("a cancel in the middle of the composition ends its ffmpeg", patience, async () => {
  const { job, group } = await startHeld(21);
  expect(aliveIn(group).length).toBeGreaterThan(1);
  await client.cancel(job.id);
  await untilGone(group);
  expect((await client.wait(job.id)).status).toBe("cancelled");
});

test("a work process killed in the middle of the composition costs nothing and ends well", patience, async () => {
  const { job, group } = await startHeld(22);
  const asked = await painted(async () => {
    process.kill(app.app.pids.work ?? 0, "SIGKILL");
    await untilGone(group);
    rmSync(folder.path("hold"));
    expect(await client.wait(job.id)).toMatchObject({ status: "completed", error: null });
  });
  expect(asked).toBe(0);
});

describe("what cannot be made is refused with its field, and stores nothing", () => {
  test.each([
    ["a title of 500 characters", { title: "x".repeat(500) }, "/options/title", "At most 80 characters"],
    [
      "a quote that ends before it begins",
      { quotes: [{ text: "a", from: 3, to: 2 }] },
      "/options/quotes/0/to",
      "later",
    ],
    ["a style that there is not", { style: "loud" }, "/options/style", "minimal"],
    ["a frame rate of 500", { fps: 500 }, "/options/fps", "60"],
  ])("%s", async (_, options, pointer, words) => {
    const error = await start(options).catch((reason: unknown) => reason);
    if (!(error instanceof ApiError)) throw new Error("It was accepted.");
    expect(error.status).toBe(400);
    expect(error.errors).toEqual([{ pointer, detail: expect.stringContaining(words) }]);
  });

  test("a reference beside a style", async () => {
    const input = [...ownRoom().input, { type: "image" as const, url: room, field: "reference" }];
    const error = await start({}, { input }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 400, message: expect.stringContaining("not both") });
  });
});
