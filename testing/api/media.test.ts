import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cancel, follow, generate, upload } from "@/cli/film/api-client";
import { createClient } from "@/lib/client";
import { type Job, problemSchema, videoMetadataSchema } from "@/lib/schemas/job";
import { manifestSchema } from "@/lib/schemas/manifest";
import { fileName } from "@/server/media/archive-entries";
import { sample } from "../sample";
import { newKey, type SharedApp, sharedApp } from "../shared-app";

/** Downloads of a job's results: the film, a still, its metadata, and an archive of all files. */

let testApp: SharedApp;
let picture: string;
let film: Job;
let foreignKey: string;

beforeAll(async () => {
  testApp = await sharedApp({}); // real services: instant ones return the same clip for everything
  foreignKey = (await newKey(testApp, "another key")).key;
  picture = await upload(testApp.api, sample);
  film = await run("next-scene", { prompt: "The wind rises.", width: 64, height: 64, duration: 1, seed: 5 });
});
afterAll(() => testApp?.close());

const start = (model: string, options: Record<string, unknown>) =>
  generate(testApp.api, { model, input: [{ type: "image", url: picture }], options });
const run = async (model: string, options: Record<string, unknown>) =>
  follow(testApp.api, await start(model, options), () => {});

function ask(path: string, init: RequestInit = {}, key: string | null = testApp.api.key) {
  return fetch(new URL(path, testApp.api.url), {
    ...init,
    headers: { ...(key && { "x-api-key": key }), ...init.headers },
  });
}
const get = (path: string, headers: Record<string, string> = {}, method = "GET") => ask(path, { method, headers });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("GET /v1/jobs/{id}/video", () => {
  const path = () => `/v1/jobs/${film.id}/video`;

  test("serves the whole film with its length, and with headers that make it harmless in a browser", async () => {
    const response = await get(path());
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "video/mp4"]);
    expect(response.headers.get("content-length")).toBe(String(film.outputs[0]?.sizeBytes));
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-disposition")).toBeNull();
    expect(sha256(await bytesOf(response))).toBe(film.outputs[0]?.sha256);
  });

  test("serves parts for a player, and an attachment for a download", async () => {
    const whole = await bytesOf(await get(path()));
    const part = await get(path(), { range: "bytes=100-199" });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 100-199/${whole.length}`]);
    expect((await bytesOf(part)).equals(whole.subarray(100, 200))).toBe(true);
    const head = await get(path(), {}, "HEAD");
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(whole.length)]);
    expect((await get(path(), { range: `bytes=${whole.length}-` })).status).toBe(416);
    const saved = await get(`${path()}?download=1`);
    expect(saved.headers.get("content-disposition")).toBe(`attachment; filename=next-scene-${film.id}.mp4`);
    await saved.arrayBuffer();
  });

  test("answers 304 to a current copy, and never serves a part for another version", async () => {
    const etag = (await get(path(), {}, "HEAD")).headers.get("etag") ?? "";
    expect((await get(path(), { "if-none-match": etag })).status).toBe(304);
    const ranged = { range: "bytes=0-9" };
    const same = await get(path(), { ...ranged, "if-range": etag });
    const other = await get(path(), { ...ranged, "if-range": '"other"' });
    expect([same.status, other.status]).toEqual([206, 200]);
    await Promise.all([same.arrayBuffer(), other.arrayBuffer()]);
  });

  test("explains a missing film: still running, without a video, cancelled, another key's", async () => {
    const said = async (id: string, what = "video") => {
      const response = await get(`/v1/jobs/${id}/${what}`);
      return [response.status, problemSchema.parse(await response.json()).detail] as const;
    };
    const job = await start("next-scene", { prompt: "A long one.", seed: 77 });
    for (const what of ["video", "archive.zip", "thumbnail"]) {
      expect(await said(job.id, what)).toEqual([409, expect.stringMatching(/The job is (queued|running)/)]);
    }
    expect(await said(job.id, "thumbnail?step=film")).toEqual([409, expect.stringContaining("is not finished")]);
    await cancel(testApp.api, job);
    await follow(testApp.api, job, () => {});
    expect(await said(job.id)).toEqual([404, expect.stringContaining("cancelled")]);
    const keyframe = await run("qwen-edit", { prompt: "Night.", width: 64, height: 64 });
    expect(await said(keyframe.id)).toEqual([404, expect.stringContaining("no video")]);
    expect(await said(keyframe.id, "video/metadata")).toEqual([404, expect.stringContaining("no video")]);
    for (const what of ["video", "video/metadata", "thumbnail", "archive.zip"]) {
      expect((await ask(`/v1/jobs/${film.id}/${what}`, {}, foreignKey)).status, what).toBe(404);
      expect((await ask(`/v1/jobs/${film.id}/${what}`, {}, null)).status, what).toBe(401);
    }
  });
});

test("GET /v1/jobs/{id}/video/metadata returns the measured properties of the file", async () => {
  const metadata = videoMetadataSchema.strict().parse(await (await get(`/v1/jobs/${film.id}/video/metadata`)).json());
  const [output] = film.outputs;
  expect(metadata).toMatchObject({
    duration: output?.duration,
    width: output?.width,
    height: output?.height,
    fileSize: output?.sizeBytes,
  });
  expect(metadata.fps).toBeGreaterThan(0);
  expect(metadata.codec).toBe("h264");
  expect(metadata.bitrate).toBe(Math.round((metadata.fileSize * 8) / metadata.duration));
});

describe("GET /v1/jobs/{id}/thumbnail", () => {
  const path = (query = "") => `/v1/jobs/${film.id}/thumbnail${query}`;

  test("is a JPEG of the requested time and width, of the result or of a step", async () => {
    const duration = film.outputs[0]?.duration ?? 0;
    for (const query of ["", "?time=0.5", `?time=${duration}`, "?step=keyframe.1", "?step=clip.2"]) {
      const response = await get(path(query));
      expect([response.status, response.headers.get("content-type")], query).toEqual([200, "image/jpeg"]);
      expect((await sharp(await bytesOf(response)).metadata()).format).toBe("jpeg");
    }
    const small = await bytesOf(await get(path("?width=64")));
    expect((await sharp(small).metadata()).width).toBe(64);
    const head = await get(path("?width=64"), {}, "HEAD");
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(small.length)]);
  });

  test("answers 304 to a current copy", async () => {
    const first = await get(path("?time=1"));
    await first.arrayBuffer();
    const etag = first.headers.get("etag") ?? "";
    expect((await get(path("?time=1"), { "if-none-match": etag })).status).toBe(304);
    expect((await get(path("?time=0"), { "if-none-match": etag })).status).toBe(200);
  });

  test.each([
    ["?time=-1", 400],
    ["?time=x", 400],
    ["?time=9999", 400],
    ["?time=Infinity", 400],
    ["?width=5", 400],
    ["?width=100000", 400],
    ["?colour=red", 400],
    ["?step=no%20such%20step", 404],
    ["?step=scenes", 404],
  ])("%s is refused with the reason", async (query, status) => {
    const response = await get(path(query));
    const problem = problemSchema.parse(await response.json());
    expect(response.status).toBe(status);
    if (status === 400) expect(problem.errors[0]?.pointer).toBe(query.split("=")[0]);
  });

  test("thirty concurrent requests are all answered", async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => get(path(`?time=0.${i + 10}`))));
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });
});

describe("GET /v1/jobs/{id}/archive.zip", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "archive-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Unpacked with an independent program. */
  async function unpacked(id: string): Promise<Map<string, Buffer>> {
    const response = await get(`/v1/jobs/${id}/archive.zip`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/zip"]);
    expect(response.headers.get("content-disposition")).toMatch(new RegExp(`^attachment; filename=[\\w-]+-${id}.zip$`));
    const bytes = await bytesOf(response);
    expect(response.headers.get("content-length")).toBe(String(bytes.length));
    const zip = join(folder, `${id}.zip`);
    writeFileSync(zip, bytes);
    const script =
      "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2]); print('\\n'.join(z.namelist()))";
    const names = execFileSync("python3", ["-c", script, zip, join(folder, id)], { encoding: "utf8" })
      .trim()
      .split("\n");
    return new Map(names.map((name) => [name, readFileSync(join(folder, id, name))]));
  }

  test("contains every file under a useful name, and its manifest describes how each was made", async () => {
    const files = await unpacked(film.id);
    const scenes = [1, 2, 3].flatMap((scene) => [`scene-${scene}-clip.mp4`, `scene-${scene}-keyframe.jpg`]);
    expect([...files.keys()].sort()).toEqual([
      "film.otio",
      "input-1.jpg",
      "join-the-film.mp4",
      "manifest.json",
      "report.md",
      ...scenes,
    ]);
    expect(sha256(files.get("join-the-film.mp4") ?? Buffer.of())).toBe(film.outputs[0]?.sha256);
    expect(sha256(files.get("input-1.jpg") ?? Buffer.of())).toBe(sha256(readFileSync(sample)));
    const manifest = manifestSchema.strict().parse(JSON.parse(String(files.get("manifest.json"))));
    expect(manifest).toMatchObject({
      job: film.id,
      model: "next-scene",
      status: "completed",
      prompt: "The wind rises.",
      seed: 5,
      options: film.options,
      cost: { amount: film.cost.actual, currency: film.cost.currency },
      inputs: [{ file: "input-1.jpg", sha256: sha256(readFileSync(sample)) }],
      outputs: [{ file: "join-the-film.mp4", sha256: film.outputs[0]?.sha256 }],
    });
    for (const { name, sha256: told, sizeBytes } of manifest.files) {
      expect([name, sha256(files.get(name) ?? Buffer.of()), files.get(name)?.length]).toEqual([name, told, sizeBytes]);
    }
    expect(manifest.steps.map(({ key }) => key).sort()).toEqual(film.steps.map(({ key }) => key).sort());
    const join = manifest.steps.find(({ key }) => key === "film");
    expect(join?.inputs.map(({ sha256 }) => sha256)).toEqual(
      [1, 2, 3].map((scene) => film.steps.find(({ key }) => key === `clip.${scene}`)?.outputs[0]?.sha256),
    );
  });

  test("the manifest says who made a step of a role", async () => {
    const begun = await generate(testApp.api, { model: "text-to-image", input: [], options: { prompt: "A lake." } });
    const job = await follow(testApp.api, begun, () => {});
    const files = await unpacked(job.id);
    const manifest = manifestSchema.strict().parse(JSON.parse(String(files.get("manifest.json"))));
    expect(job.steps[0]?.provider).toMatch(/^[\w-]+:./);
    expect(manifest.steps).toMatchObject([
      { service: "text-to-image", provider: job.steps[0]?.provider, version: "1" },
    ]);
  });

  /** The takes of a step in the manifest. */
  const takesIn = (files: Map<string, Buffer>, step: string) => {
    const manifest = manifestSchema.strict().parse(JSON.parse(String(files.get("manifest.json"))));
    const rows = manifest.steps.filter(({ key }) => key === step);
    return rows.map(({ take, chosen, outputs }) => [take, chosen, outputs[0]?.file]);
  };

  test("contains every take, and marks the chosen one", async () => {
    const first = await run("next-scene", film.options);
    const step = `/v1/jobs/${first.id}/steps/keyframe.1`;
    const body = JSON.stringify({ prompt: "From above.", continue: true });
    const sent = await ask(`${step}/retake`, { method: "POST", headers: { "content-type": "application/json" }, body });
    const second = await follow(testApp.api, await sent.json(), () => {});
    const files = await unpacked(first.id);
    for (const [name, job] of [
      ["scene-1-keyframe.jpg", second],
      ["scene-1-keyframe-take-1.jpg", first],
    ] as const) {
      const keyframe = job.steps.find((one) => one.key === "keyframe.1")?.outputs[0];
      expect([name, sha256(files.get(name) ?? Buffer.of())]).toEqual([name, keyframe?.sha256]);
    }
    expect([...files.keys()].filter((name) => name.includes("take")).sort()).toEqual([
      "join-the-film-take-1.mp4",
      "scene-1-clip-take-1.mp4",
      "scene-1-keyframe-take-1.jpg",
    ]);
    expect(takesIn(files, "keyframe.1")).toEqual([
      [1, false, "scene-1-keyframe-take-1.jpg"],
      [2, true, "scene-1-keyframe.jpg"],
    ]);
    expect(takesIn(files, "keyframe.2")).toEqual([[1, true, "scene-2-keyframe.jpg"]]);
  });

  test("of a job that waits for a review, was cancelled or has failed contains the files made so far", async () => {
    const keyframes = [1, 2, 3].map((scene) => `scene-${scene}-keyframe.jpg`);
    const made = ["input-1.jpg", "manifest.json", "report.md", ...keyframes];
    const input = [{ type: "image", url: picture }];
    const job = await generate(testApp.api, { model: "next-scene", input, options: film.options, review: true });
    const client = createClient(testApp.api);
    const reviewed = async () => {
      for await (const { status } of client.events(job.id)) if (status === "awaiting_review") break;
    };
    await reviewed();
    await client.approve(job.id); // the scenes
    await reviewed();
    expect([...(await unpacked(job.id)).keys()].sort()).toEqual(made);
    await cancel(testApp.api, job);
    await follow(testApp.api, job, () => {});
    expect([...(await unpacked(job.id)).keys()].sort()).toEqual(made);
    const failing = { ...film.options, prompt: "Night falls. [fault:wan-i2v:fail]" };
    const failed = await run("next-scene", failing);
    expect(failed.status).toBe("failed");
    expect([...(await unpacked(failed.id)).keys()]).toEqual(expect.arrayContaining(["input-1.jpg", "manifest.json"]));
    expect([...(await unpacked(failed.id)).keys()].filter((name) => name.includes("keyframe"))).not.toEqual([]);
  });

  test("of a job with text results only contains the manifest and the input", async () => {
    const job = await run("qwen-vl", { prompt: "What is there?" });
    const files = await unpacked(job.id);
    expect([...files.keys()].sort()).toEqual(["input-1.jpg", "manifest.json", "report.md"]);
    const manifest = manifestSchema.parse(JSON.parse(String(files.get("manifest.json"))));
    expect(manifest.steps[0]?.text).toContain("Next Scene:");
  });

  test("HEAD returns its length without creating it", async () => {
    const head = await get(`/v1/jobs/${film.id}/archive.zip`, {}, "HEAD");
    const whole = await bytesOf(await get(`/v1/jobs/${film.id}/archive.zip`));
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(whole.length)]);
  });

  test("contains no secret", async () => {
    const files = await unpacked(film.id);
    const text = String(files.get("manifest.json"));
    for (const secret of [
      "whsec_",
      "signature=",
      "tokenHash",
      testApp.api.key,
      testApp.app.settings.SECRET ?? "-none-",
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});

test.each([
  ["Scene 1: keyframe", "scene-1-keyframe"],
  ["../../etc/passwd", "etc-passwd"],
  ["第一幕：关键帧", "第一幕-关键帧"],
  ["a\0b", "a-b"],
  ["::", "step"],
  ["x".repeat(300), "x".repeat(60)],
])("the title %j is named %j in an archive", (title, name) => expect(fileName(title)).toBe(name));
