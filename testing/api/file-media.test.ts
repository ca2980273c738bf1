import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, generate } from "@/cli/film/api-client";
import { createClient } from "@/lib/client";
import { h264, mediaFolder, picture } from "@/lib/media/testing/made";
import { type Output, outputSchema, problemSchema } from "@/lib/schemas/job";
import { startApp, type TestApp } from "../app";
import { startBucket } from "../s3-server";

/** Files that are no picture, video or sound: taken in, made, served, and handed on. */

let app: TestApp;
let folder: Awaited<ReturnType<typeof mediaFolder>>;
let bucket: Awaited<ReturnType<typeof startBucket>>;
let film: string;

const srt = "1\n00:00:00,500 --> 00:00:01,200\nHello\n\n2\n00:00:01,300 --> 00:00:01,900\n再见\n";
const vtt = "WEBVTT\n\n00:00.500 --> 00:01.200\nHello\n";

beforeAll(async () => {
  folder = await mediaFolder();
  bucket = await startBucket();
  const { S3_BUCKET: _, ...access } = bucket.env;
  app = await startApp({ SANDBOX_INSTANT: "1", S3_DELIVERY_BUCKETS: "media", ...access });
  film = folder.make("clip.mp4", ...picture(2, "320x180"), ...h264);
}, 600_000);
afterAll(async () => {
  await app?.close();
  bucket?.close();
  await folder?.remove();
});

const patience = { timeout: 300_000 };

function ask(path: string, init: RequestInit = {}) {
  return fetch(new URL(path, app.api.url), { ...init, headers: { "x-api-key": app.api.key, ...init.headers } });
}
function send(bytes: Uint8Array | string, query = "", type = "application/octet-stream") {
  const body = typeof bytes === "string" ? bytes : new Uint8Array(bytes);
  return ask(`/v1/uploads${query}`, { method: "POST", headers: { "content-type": type }, body });
}
const sent = async (...upload: Parameters<typeof send>): Promise<Output> => {
  const response = await send(...upload);
  expect(response.status).toBeLessThan(300);
  return outputSchema.parse(await response.json());
};
const problemOf = async (response: Response) => problemSchema.parse(await response.json());
const gifBytes = () => readFileSync(folder.make("moving.gif", ...picture(1, "64x48", 10)));
const subtitled = (input: { type: string; url: string }[]) =>
  ask("/v1/generate", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "add-subtitles", input }),
  });

/** An address without its signature. */
const fileOf = (url: string) => url.split("?")[0];

/** Every file below the app's media folder, by name. */
const stored = () =>
  readdirSync(join(app.dataDir, "media"), { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));

describe("an upload", () => {
  test.each<[string, () => Uint8Array | string, string]>([
    ["WebVTT", () => vtt, "text/vtt"],
    ["SRT", () => srt, "application/x-subrip"],
    ["JSON", () => '{"scenes": [1, 2]}', "application/json"],
  ])("of %s is kept as it is, and saved and never opened by a browser", async (_, bytes, contentType) => {
    const file = await sent(bytes());
    expect(file).toMatchObject({ type: "file", contentType, width: null, duration: null, thumbnailUrl: null });
    const response = await fetch(file.url);
    expect(await response.text()).toBe(bytes());
    const extension = file.url.split("?")[0]?.split(".").at(-1);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": contentType,
      "content-disposition": `attachment; filename=nextscene-${file.id}.${extension}`,
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("sandbox"),
    });
    const part = await fetch(file.url, { headers: { range: "bytes=2-5" } });
    expect([part.status, await part.text()]).toEqual([206, String(bytes()).slice(2, 6)]);
    expect((await send(bytes(), "?type=file")).status).toBe(200); // the same file
  });

  test("of a GIF stays one when it is to be used as a file, and shows a still", async () => {
    const bytes = gifBytes();
    const gif = await sent(bytes, "?type=file", "image/gif");
    expect(gif).toMatchObject({ type: "file", contentType: "image/gif", width: 64, height: 48, duration: 1 });
    const response = await fetch(gif.url);
    expect([response.headers.get("content-type"), response.headers.get("content-disposition")]).toEqual([
      "image/gif",
      null,
    ]);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    const still = await fetch(gif.thumbnailUrl ?? "");
    expect([still.headers.get("content-type"), still.headers.get("content-disposition")]).toEqual(["image/webp", null]);
    expect((await sharp(Buffer.from(await still.arrayBuffer())).metadata()).width).toBe(64);
    expect(await sent(bytes, "", "image/gif")).toMatchObject({ type: "video", contentType: "video/mp4" });
  });

  test("by the client is kept as what it will be used as", async () => {
    const client = createClient({ url: app.api.url, key: app.api.key });
    const blob = new Blob([new Uint8Array(gifBytes())], { type: "image/gif" });
    expect(await client.upload(blob, { as: "file" })).toMatchObject({ type: "file", contentType: "image/gif" });
  });

  test.each<[string, () => Uint8Array | string, string, string, string]>([
    ["a picture as a file", () => readFileSync(folder.path("still.jpg")), "?type=file", "invalid_media", "image/jpeg"],
    ["subtitles as a picture", () => vtt, "?type=image", "invalid_media", "text/vtt"],
    ["damaged JSON", () => '{"a":', "", "invalid_media", "The JSON file is not valid"],
    ["a page", () => "<!doctype html><script>alert(1)</script>", "?type=file", "invalid_media", "send GIF (image/gif)"],
    ["an unknown use", () => vtt, "?type=text", "invalid_request", "type"],
  ])("of %s is refused and leaves nothing", async (_, bytes, query, code, words) => {
    const before = stored();
    const response = await send(bytes(), query);
    const problem = await problemOf(response);
    expect([response.status, problem.code]).toEqual([400, code]);
    expect(JSON.stringify(problem)).toContain(words);
    expect(stored()).toEqual(before);
  });
});

describe("an input of the type file", () => {
  const dataUrl = (type: string, bytes: Uint8Array | string) =>
    `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
  const video = async () => [{ type: "video", url: `asset:${(await sent(readFileSync(film))).id}` }];

  test.each<[string, () => Promise<string>, string]>([
    [
      "a data URL of ZIP",
      async () => dataUrl("text/vtt", Buffer.from("PK\x05\x06".padEnd(22, "\0"))),
      "The file is ZIP",
    ],
    ["a data URL of a picture", async () => dataUrl("text/vtt", readFileSync(folder.path("still.png"))), "image/png"],
    ["subtitles with a wrong time", async () => dataUrl("text/vtt", "WEBVTT\n\n1 --> 2\nx"), "line 3"],
    ["an upload of JSON", async () => `asset:${(await sent("[1]")).id}`, "application/json"],
    ["an upload of a video", async () => (await video())[0]?.url ?? "", "of type video"],
  ])("%s is refused at its field, with what is allowed, and no job starts", async (_, url, words) => {
    const input = [...(await video()), { type: "file", url: await url() }];
    const jobs = async () => (await (await ask("/v1/jobs?model=add-subtitles")).json()).data.length;
    const before = [stored(), await jobs()];
    const response = await subtitled(input);
    const problem = await problemOf(response);
    expect([response.status, problem.code, problem.errors[0]?.pointer]).toEqual([400, "invalid_media", "/input/1/url"]);
    expect(problem.errors[0]?.detail).toContain(words);
    expect([stored(), await jobs()]).toEqual(before);
  });

  test("that is missing is named with its type", async () => {
    expect((await problemOf(await subtitled(await video()))).errors[0]?.detail).toBe(
      'add-subtitles needs "type": "video" and "type": "file" in "input".',
    );
  });

  test("is described with its content types", async () => {
    const { data } = await (await ask("/v1/models")).json();
    const model = data.find(({ id }: { id: string }) => id === "add-subtitles");
    expect(model.input.properties.subtitles).toMatchObject({
      media: "file",
      contentTypes: ["text/vtt", "application/x-subrip"],
    });
  });
});

test(
  "several outputs, nested, with a number beside them: stored, shown, exported, archived, sent and used again",
  patience,
  async () => {
    const clip = await sent(readFileSync(film));
    const lines = await sent(srt);
    const body = {
      model: "add-subtitles",
      input: [
        { type: "video", url: `asset:${clip.id}` },
        { type: "file", url: lines.url },
      ],
      webhookUrl: app.receiver.url,
      s3Url: "s3://media/exports/",
    };
    const job = await follow(app.api, await generate(app.api, body), () => {});
    expect(job).toMatchObject({ status: "completed", error: null, cost: { actual: 0 } });
    expect(job.inputs.map(({ type, sha256 }) => [type, sha256])).toEqual([
      ["video", clip.sha256],
      ["file", lines.sha256],
    ]);
    expect(job.outputs.map(({ contentType }) => contentType)).toEqual([
      "video/mp4",
      "text/vtt",
      "application/x-subrip",
    ]);
    const [video, asVtt, asSrt] = job.outputs.map(({ id }) => `asset:${id}`);
    expect(job.result).toEqual({ video, subtitles: { vtt: asVtt, srt: asSrt }, lines: 2 });
    expect(await (await fetch(job.outputs[1]?.url ?? "")).text()).toMatch(/^WEBVTT\n/);

    await app.receiver.webhookOf(job.id);
    const { localUrl } = JSON.parse(app.receiver.requestOf(job.id).body);
    expect(localUrl.map(fileOf)).toEqual(job.outputs.map(({ url }) => fileOf(url)));

    for (const [i, { sizeBytes, contentType }] of job.outputs.entries()) {
      const extension = { "video/mp4": "mp4", "text/vtt": "vtt", "application/x-subrip": "srt" }[contentType];
      const name = `add-subtitles-${job.id}${i > 0 ? `-${i + 1}` : ""}.${extension}`;
      const copy = await fetch(`${bucket.env.S3_ENDPOINT}/media/exports/${name}`);
      expect([name, copy.status, (await copy.arrayBuffer()).byteLength]).toEqual([name, 200, sizeBytes]);
    }

    const archive = folder.path("job.zip");
    const zip = await ask(`/v1/jobs/${job.id}/archive.zip`);
    await folder.put("job.zip", new Uint8Array(await zip.arrayBuffer()));
    const list = "import sys,zipfile; print('\\n'.join(sorted(zipfile.ZipFile(sys.argv[1]).namelist())))";
    expect(execFileSync("python3", ["-c", list, archive], { encoding: "utf8" }).trim().split("\n")).toEqual([
      ...["add-subtitles-1.mp4", "add-subtitles-2.vtt", "add-subtitles-3.srt"],
      ...["input-1.mp4", "input-2.srt", "manifest.json", "report.md"],
    ]);

    const again = await follow(app.api, await generate(app.api, body), () => {});
    expect(again.steps.map(({ status }) => status)).toEqual(["cached"]);
    expect(again.outputs.map(({ id }) => id)).toEqual(job.outputs.map(({ id }) => id));
  },
);

test("a GIF is made of a video, shown where it is opened, and has stills", patience, async () => {
  const clip = await sent(readFileSync(film));
  const input = [{ type: "video", url: `asset:${clip.id}` }];
  const options = { start: 0.5, duration: 1, width: 160, fps: 10 };
  const job = await follow(app.api, await generate(app.api, { model: "gif", input, options }), () => {});
  expect(job).toMatchObject({
    status: "completed",
    result: null,
    outputs: [{ type: "file", contentType: "image/gif", width: 160, height: 90, duration: 1 }],
  });
  const [gif] = job.outputs;
  const response = await fetch(gif?.url ?? "");
  expect([response.headers.get("content-type"), response.headers.get("content-disposition")]).toEqual([
    "image/gif",
    null,
  ]);
  expect(
    Buffer.from(await response.arrayBuffer())
      .subarray(0, 6)
      .toString(),
  ).toBe("GIF89a");
  expect((await ask(`/v1/jobs/${job.id}/thumbnail?time=0.5&width=80`)).headers.get("content-type")).toBe("image/jpeg");
  expect((await fetch(gif?.thumbnailUrl ?? "")).headers.get("content-type")).toBe("image/webp");
  expect((await ask(`/v1/jobs/${job.id}/video`)).status).toBe(404);
});

test("work that fails says why", patience, async () => {
  const clip = await sent(readFileSync(film));
  const input = [{ type: "video", url: `asset:${clip.id}` }];
  const job = await follow(app.api, await generate(app.api, { model: "gif", input, options: { start: 9 } }), () => {});
  const message = "gif: The video is only 2 s long: choose an earlier start.";
  expect(job).toMatchObject({ status: "failed", steps: [{ error: { message } }] });
});
