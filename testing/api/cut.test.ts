import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { upload } from "@/cli/film/api-client";
import { createClient } from "@/lib/client/client";
import type { CutRequest } from "@/lib/schemas/cut";
import type { Export, ExportRequest } from "@/lib/schemas/export";
import type { Job, Step } from "@/lib/schemas/job";
import { type Caller, callerOf } from "../caller";
import { sample } from "../sample";
import { sandboxOf } from "../sandbox-admin";
import { type SharedApp, sharedApp } from "../shared-app";

/** The cut of a film through the public API: a take that costs nothing, follows its clips, and can be downloaded. */

let testApp: SharedApp;
let sandbox: ReturnType<typeof sandboxOf>;
let client: ReturnType<typeof createClient>;
let caller: Caller;
/** A film of `next-scene`; each test leaves it as it needs it. */
let film: Job;
beforeAll(async () => {
  testApp = await sharedApp();
  sandbox = sandboxOf(testApp);
  client = createClient(testApp.api);
  caller = callerOf(testApp, testApp.api.key);
  film = await client.wait(await client.generate(await request("The fog lifts.")));
}, 600_000);
afterAll(() => testApp?.close());
afterEach(() => sandbox.fault());

const patience = { timeout: 600_000 };

const request = async (prompt: string) => ({
  model: "next-scene",
  input: [{ type: "image" as const, url: await upload(testApp.api, sample) }],
  // The sandbox's instant clips are half a second long; its instant films are not made of them.
  options: { prompt, width: 160, height: 96, seed: 7, join_provider: "local:join-clips" },
});

function step(job: Job, key: string): Step {
  const found = job.steps.find((one) => one.key === key);
  if (!found) throw new Error(`There is no step "${key}".`);
  return found;
}
/** Cuts the film; also how many requests the services got meanwhile. */
async function cut(id: string, cut: CutRequest): Promise<{ job: Job; submits: number }> {
  const before = (await sandbox.submits()).length;
  const job = await client.wait(await client.cut(id, cut));
  return { job, submits: (await sandbox.submits()).length - before };
}
const faultsOf = async (id: string, body: unknown) => {
  const response = await caller.post(`/v1/jobs/${id}/cut`, body);
  const { errors = [], detail } = await response.json();
  return { status: response.status, pointers: errors.map(({ pointer }: { pointer: string }) => pointer), detail };
};
const trimmed: CutRequest = {
  shots: [
    { clip: "clip.2", from: 0.1, to: 0.4, join: { kind: "dissolve", seconds: 0.2 } },
    { clip: "clip.1", to: 0.3 },
  ],
};
const trimmedSeconds = 0.6;

describe("a film of clips", () => {
  test("that was never cut has the cut that makes the same film", patience, async () => {
    const made = await client.cutOf(film.id);
    expect(made.cut.shots.map(({ clip, from, to }) => [clip, from, to])).toEqual(
      made.sources.map(({ clip }) => [clip, 0, null]),
    );
    expect(made.sources.map(({ clip, title }) => [clip, title]).slice(0, 2)).toEqual([
      ["clip.1", "Scene 1: clip"],
      ["clip.2", "Scene 2: clip"],
    ]);
    expect(made.film).toMatchObject({ step: "film", take: 1, outOfDate: false });
    expect(made.takes).toEqual([{ number: 1, chosen: true, byCut: false, cut: null }]);
    const clip = await fetch(made.sources[0]?.video ?? "");
    expect([clip.status, clip.headers.get("content-type")]).toEqual([200, "video/mp4"]);
    const seconds = made.sources.reduce((sum, one) => sum + one.seconds, 0);
    expect(Math.abs((made.film.seconds ?? 0) - seconds)).toBeLessThan(0.1);
  });

  test("becomes a new take at no cost, and the earlier one can be chosen again", patience, async () => {
    const { job, submits } = await cut(film.id, trimmed);
    expect([job.status, submits, job.cost.actual]).toEqual(["completed", 0, film.cost.actual]);
    const made = step(job, "film");
    expect(made).toMatchObject({ service: "cut-film", status: "succeeded", cost: 0, byHand: false });
    expect(made.takes.map(({ number, chosen, cut }) => [number, chosen, cut !== null])).toEqual([
      [1, false, false],
      [2, true, true],
    ]);
    expect(job.outputs[0]?.duration).toBeCloseTo(trimmedSeconds, 1);
    const now = await client.cutOf(job.id);
    expect(now.cut).toEqual(made.takes[1]?.cut);
    expect(now.cut.shots).toMatchObject(trimmed.shots);
    expect(now.film).toMatchObject({ take: 2, outOfDate: false });
    expect(now.sources.length).toBeGreaterThanOrEqual(2);

    const back = await client.wait(await client.choose(film.id, "film", 1));
    expect(back.outputs.map(({ id }) => id)).toEqual(film.outputs.map(({ id }) => id));
    expect((await client.cutOf(film.id)).cut.shots.every(({ to }) => to === null)).toBe(true);
    const again = await client.wait(await client.choose(film.id, "film", 2));
    expect(again.outputs[0]?.id).toBe(job.outputs[0]?.id);
    expect((await client.cut(film.id, trimmed)).status).toBe("completed"); // the chosen cut: nothing runs
    expect(step(await client.job(film.id), "film").takes).toHaveLength(2);
  });

  test("follows a new take of a clip: it is out of date, and made again with its cut", patience, async () => {
    await cut(film.id, trimmed);
    const before = await client.job(film.id);
    await client.wait(await client.retake(film.id, "clip.2", { prompt: "Seen from above." }));
    expect((await client.cutOf(film.id)).film.outOfDate).toBe(true);
    const { outOfDate } = step(await client.job(film.id), "film");
    expect(outOfDate).toEqual({ cost: 0 });
    const job = await client.wait(await client.continue(film.id));
    expect([job.status, step(job, "film").service]).toEqual(["completed", "cut-film"]);
    // Instant clips look alike, and so do films of them: the new take shows in the takes, not in the bytes.
    expect(step(job, "film").takes).toHaveLength(step(before, "film").takes.length + 1);
    expect(job.outputs[0]?.duration).toBeCloseTo(trimmedSeconds, 1);
    const inputs = step(job, "film").inputs.map(({ id }) => id);
    expect(inputs).toContain(step(job, "clip.2").outputs[0]?.id);
    expect((await client.cutOf(film.id)).cut.shots).toMatchObject(trimmed.shots);
  });

  test("can be given by hand after it was cut, and be cut again after that", patience, async () => {
    await cut(film.id, trimmed);
    const video = `asset:${step(await client.job(film.id), "clip.1").outputs[0]?.id}`;
    const byHand = await client.wait(await client.edit(film.id, "film", { video }));
    expect([byHand.status, step(byHand, "film").byHand]).toEqual(["completed", true]);
    expect((await client.cutOf(film.id)).takes.find(({ chosen }) => chosen)).toMatchObject({ byCut: false });
    const { job } = await cut(film.id, { shots: [{ clip: "clip.1", to: 0.2 }] });
    expect([job.status, step(job, "film").byHand]).toEqual(["completed", false]);
    expect(job.outputs[0]?.duration).toBeCloseTo(0.2, 1);
  });
});

test("a wrong cut is refused with its field, and changes nothing", patience, async () => {
  const before = await client.job(film.id);
  const { sources } = await client.cutOf(film.id);
  const all = sources[0]?.seconds ?? 0;
  const wrong: [object, string][] = [
    [{ shots: [] }, "/shots"],
    [{ shots: [{ clip: "clip.9" }] }, "/shots/0/clip"],
    [{ shots: [{ clip: "clip.1", to: all + 1 }] }, "/shots/0/to"],
    [{ shots: [{ clip: "clip.1", from: 0.4, to: 0.2 }] }, "/shots/0/to"],
    [{ shots: [{ clip: "clip.1" }, { clip: "clip.2", from: all }] }, "/shots/1/from"],
    [{ shots: [{ clip: "clip.1", narration: "narration.1" }] }, "/shots/0/narration"],
    [
      { shots: [{ clip: "clip.1", to: 0.3, join: { kind: "wipe", seconds: 2 } }, { clip: "clip.2" }] },
      "/shots/0/join/seconds",
    ],
    [{ shots: [{ clip: "clip.1" }], music: { url: "asset:nothing" } }, "/music/url"],
    [{ shots: [{ clip: "clip.1" }], subtitles: [{ from: 1, to: 1, text: "Now." }] }, "/subtitles/0/to"],
    [{ shots: [{ clip: "clip.1" }], colour: "red" }, "/colour"],
  ];
  for (const [body, pointer] of wrong) {
    expect({ body, ...(await faultsOf(film.id, body)) }).toMatchObject({ status: 400, pointers: [pointer] });
  }
  expect(await client.job(film.id)).toMatchObject({ status: "completed", finishedAt: before.finishedAt });
});

test("what has no film of clips, or none yet, says so", patience, async () => {
  const { input } = await request("");
  const clip = await client.generate({ model: "wan-i2v", input, options: { prompt: "Closer. [fault:hold]" } });
  expect(await faultsOf(clip.id, trimmed)).toMatchObject({
    status: 404,
    detail: expect.stringMatching(/nothing to cut/),
  });
  const running = await client.generate(await request("Held. [fault:hold]"));
  expect(await faultsOf(running.id, trimmed)).toMatchObject({
    status: 409,
    detail: expect.stringMatching(/no film to cut/),
  });
  await Promise.all([client.cancel(clip.id), client.cancel(running.id)]);
});

describe("downloads", () => {
  const made = async (id: string, what: ExportRequest): Promise<Export> => {
    const first = await client.export(id, what);
    if (first.job && first.status !== "completed") await client.wait(first.job);
    const now = await client.export(id, what);
    expect(now.job).toBe(first.job);
    return now;
  };

  test("shapes, GIF and still are made once, in their size", patience, async () => {
    const [{ width, height } = { width: null, height: null }] = (await client.job(film.id)).outputs;
    const shape = (width ?? 0) / (height ?? 1);
    const files = [];
    for (const what of [{ what: "9:16" }, { what: "gif", seconds: 0.2 }, { what: "still", time: 0.1 }] as const) {
      const { status, file, url, error } = await made(film.id, what);
      files.push([
        what.what,
        status,
        error,
        file?.contentType,
        file && file.height !== null && file.width !== null && file.width / file.height,
      ]);
      const answer = await fetch(url ?? "");
      expect([answer.status, answer.headers.get("content-disposition")]).toEqual([
        200,
        expect.stringMatching(/^attachment/),
      ]);
      await answer.body?.cancel();
    }
    expect(files).toEqual([
      ["9:16", "completed", null, "video/mp4", expect.closeTo(9 / 16, 1)],
      ["gif", "completed", null, "image/gif", expect.closeTo(shape, 1)],
      ["still", "completed", null, "image/jpeg", expect.closeTo(shape, 1)],
    ]);
  });

  test("the project is a ZIP with an edit list, which is also served with signed addresses", patience, async () => {
    await cut(film.id, { ...trimmed, subtitles: [{ from: 0, to: 1, text: "The fog lifts." }] });
    const { url } = await client.export(film.id, { what: "otio" });
    const list = await (await fetch(url ?? "", { headers: { "x-api-key": testApp.api.key } })).json();
    const [track] = list.tracks.children;
    const kinds = track.children.map(({ OTIO_SCHEMA }: { OTIO_SCHEMA: string }) => OTIO_SCHEMA);
    expect([list.OTIO_SCHEMA, track.kind, kinds]).toEqual([
      "Timeline.1",
      "Video",
      ["Clip.2", "Transition.1", "Clip.2"],
    ]);
    const [first] = track.children;
    const { start_time, duration } = first.source_range;
    expect([start_time.value / start_time.rate, duration.value / duration.rate]).toEqual([
      expect.closeTo(0.1, 1),
      expect.closeTo(0.3, 1),
    ]);
    expect((await fetch(first.media_references.DEFAULT_MEDIA.target_url)).status).toBe(200);
    const zip = await client.export(film.id, { what: "zip" });
    const bytes = Buffer.from(
      await (await fetch(zip.url ?? "", { headers: { "x-api-key": testApp.api.key } })).arrayBuffer(),
    );
    for (const name of ["film.otio", "manifest.json", "scene-1-clip.mp4"]) expect(bytes.includes(name)).toBe(true);
    const vtt = await client.export(film.id, { what: "vtt" });
    expect(await (await fetch(vtt.url ?? "")).text()).toContain("The fog lifts.");
  });

  test("a film without sound has no MP3, and says so", patience, async () => {
    const sound = await made(film.id, { what: "mp3" });
    expect(sound).toMatchObject({
      status: "failed",
      file: null,
      url: null,
      error: expect.stringContaining("no sound"),
    });
    const wrong = await caller.post(`/v1/jobs/${film.id}/exports`, { what: "gif", fit: "blur" });
    expect([wrong.status, (await wrong.json()).errors[0].pointer]).toEqual([400, "/fit"]);
  });
});

test("a film from a topic keeps each narration with its shot, and its subtitles follow", patience, async () => {
  const options = { topic: "How a kite is made", style: "documentary", duration: 12 };
  const job = await client.wait(await client.generate({ model: "topic-film", options }));
  const { cut: asMade, narrations } = await client.cutOf(job.id);
  expect(asMade.shots.map(({ clip, narration }) => [clip, narration])).toEqual(
    asMade.shots.map((_, i) => [`clip.${i + 1}`, `narration.${i + 1}`]),
  );
  expect(narrations.map(({ text }) => text)).toEqual(asMade.shots.map(({ text }) => text));
  expect([asMade.fades, asMade.shots.some(({ join }) => join.kind === "dissolve")]).toEqual([true, true]);
  // The last shot first, without naming its narration; the other shots are left out.
  const last = asMade.shots.at(-1);
  const { job: again, submits } = await cut(job.id, { shots: [{ clip: last?.clip ?? "" }], width: 160, height: 90 });
  expect([again.status, submits, again.warnings]).toEqual(["completed", 0, []]);
  const spoken = narrations.at(-1);
  expect(again.result).toMatchObject({ title: Object(job.result).title, film: { width: 160, height: 90 } });
  expect(again.outputs[0]?.duration).toBeGreaterThan(spoken?.seconds ?? 99);
  const vtt = await client.export(job.id, { what: "vtt" });
  const words = (await (await fetch(vtt.url ?? "")).text())
    .replace(/^.*-->.*$|^WEBVTT$/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  expect((last?.text ?? "").replace(/\s+/g, " ")).toContain(words.slice(0, 20));
});
