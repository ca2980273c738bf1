import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { makeZip } from "client-zip";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepare, thumbnail } from ".";
import type { FileType } from "./file-types";
import { mediaFolder, picture } from "./testing/made";

/** The media type `file`: what is taken, what is said of it, and what is refused. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const path = (name: string) => folder.path(name);
beforeAll(async () => {
  folder = await mediaFolder();
  folder.make("moving.gif", ...picture(2, "64x48", 10));
  folder.make("still.gif", ...picture(1, "64x48", 1), "-frames:v", "1");
  await folder.put("archive.zip", await zipped({ "a.txt": "one", "b/ü.txt": "two" }));
});
afterAll(() => folder.remove());

const zipped = async (files: Record<string, string>) =>
  new Uint8Array(
    await new Response(makeZip(Object.entries(files).map(([name, input]) => ({ name, input })))).arrayBuffer(),
  );
const asFile = (name: string, contentTypes?: FileType[]) => prepare(path(name), { type: "file", contentTypes });

const vtt = "WEBVTT\n\n00:01.000 --> 00:02.500 align:start\nHello\n\n01:00:00.000 --> 01:00:01.000\n再见\n";
const srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n再见\r\n";

describe("each type is told by its bytes and kept as it is", () => {
  const nothing = { width: null, height: null, duration: null, fps: null, codec: null };
  test.each<[string, string, FileType]>([
    ["speech.bin", vtt, "text/vtt"],
    ["with-mark.bin", `\uFEFF${vtt}`, "text/vtt"],
    ["no-cue.bin", "WEBVTT", "text/vtt"],
    ["lines.bin", srt, "application/x-subrip"],
    ["lines-with-mark.bin", `\uFEFF${srt}`, "application/x-subrip"],
    ["no-number.bin", "00:00:01,000 --> 00:00:02,000\nHello\n", "application/x-subrip"],
    ["object.bin", ' {"a": [1, "ü"]}\n', "application/json"],
    ["list.bin", "[]", "application/json"],
  ])("%s", async (name, text, contentType) => {
    await folder.put(name, text);
    for (const prepared of [await asFile(name), await prepare(path(name))]) {
      expect(prepared).toMatchObject({ changed: false, info: { type: "file", contentType, ...nothing } });
    }
    expect(await readFile(path(name), "utf8")).toBe(text);
  });

  test("a ZIP, whatever is in it", async () => {
    const contentType = "application/zip";
    expect(await prepare(path("archive.zip"))).toMatchObject({ info: { type: "file", contentType, extension: "zip" } });
    await folder.put("empty.zip", await zipped({}));
    expect(await asFile("empty.zip")).toMatchObject({ info: { contentType } });
  });

  test("a ZIP that another program wrote", async () => {
    const script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1], 'w', 8); z.writestr('a/b.txt', 'x' * 9000)";
    expect(spawnSync("python3", ["-c", `${script}; z.close()`, path("python.zip")]).status).toBe(0);
    expect(await asFile("python.zip")).toMatchObject({ info: { contentType: "application/zip" } });
  });

  test("a GIF, with its size and length, moving or not", async () => {
    expect((await asFile("moving.gif")).info).toMatchObject({
      ...{ type: "file", contentType: "image/gif", width: 64, height: 48, duration: 2, fps: 10, codec: "gif" },
    });
    expect((await asFile("still.gif")).info).toMatchObject({ width: 64, height: 48, codec: "gif" });
  });
});

test("a GIF that is not wanted as a file becomes a video or a picture, as before", async () => {
  for (const [name, type] of [
    ["moving.gif", "video"],
    ["still.gif", "image"],
  ] as const) {
    await folder.put(`copy-${name}`, await readFile(path(name)));
    expect(await prepare(path(`copy-${name}`))).toMatchObject({ changed: true, info: { type } });
  }
});

test("a GIF has a still; other files have none", async () => {
  await thumbnail(path("moving.gif"), path("still.webp"), { width: 32, at: 1 });
  expect(await prepare(path("still.webp"))).toMatchObject({ info: { contentType: "image/webp", width: 32 } });
  await folder.put("for-still.vtt", vtt);
  await expect(thumbnail(path("for-still.vtt"), path("never.webp"), { width: 32 })).rejects.toMatchObject({
    code: "no_video",
  });
});

describe("what is not of an allowed type is refused by name", () => {
  const allowed: FileType[] = ["text/vtt", "application/x-subrip"];
  const send = "send WebVTT (text/vtt) or SRT (application/x-subrip)";
  test.each<[string, string]>([
    ["archive.zip", `The file is ZIP (application/zip): ${send}`],
    ["moving.gif", `The file is GIF (image/gif): ${send}`],
    ["still.jpg", `The file type image/jpeg is not supported: ${send}`],
    ["film.mp4", `The file type video/mp4 is not supported: ${send}`],
  ])("%s", async (name, message) => {
    await expect(asFile(name, allowed)).rejects.toMatchObject({ code: "not_media", message });
  });

  test.each(["hello", "", "12", "<!doctype html><p>1</p>", "#EXTM3U\nfile:///etc/passwd\n", "\0\0\0\0"])(
    "%j is no file of any type",
    async (text) => {
      await folder.put("nothing.bin", text);
      await expect(asFile("nothing.bin")).rejects.toMatchObject({ code: "not_media" });
      await expect(prepare(path("nothing.bin"))).rejects.toMatchObject({ code: "not_media" });
    },
  );
});

describe("what is damaged is refused with the place", () => {
  const put = (name: string, bytes: Uint8Array | string) => folder.put(name, bytes).then(() => asFile(name));
  const refused = (message: string | RegExp) => ({
    code: "not_decodable",
    message: typeof message === "string" ? message : expect.stringMatching(message),
  });

  test.each<[string, string, string | RegExp]>([
    ["WebVTT with a comma", "WEBVTT\n\n00:01,000 --> 00:02,000\nHello", /WebVTT .* line 3: the times are not valid$/],
    ["a minute of 61", "WEBVTT\n\n61:01.000 --> 62:02.000\nHello", /line 3: the times are not valid$/],
    ["SRT that ends too soon", "1\n00:00:05,000 --> 00:00:02,000\nHello", /line 2: the cue ends before it begins$/],
    ["SRT with a bad line", `${srt}\n3\n00:00:05 --> end\n`, /SRT .* line 10: the times are not valid$/],
    ["JSON that is cut off", '{"a": [1, 2', /^The JSON file is not valid: /],
    ["two objects", '{"a": 1}\n{"a": 2}', /^The JSON file is not valid: /],
  ])("%s", async (_, text, message) => {
    await expect(put("damaged.bin", text)).rejects.toMatchObject(refused(message));
  });

  test("text in another encoding", async () => {
    const latin = Buffer.concat([Buffer.from("WEBVTT\n\nNOTE Caf"), Buffer.from([0xe9])]);
    await expect(put("latin.vtt", latin)).rejects.toMatchObject(
      refused("The WebVTT file is not UTF-8 text: save it as UTF-8"),
    );
  });

  test("text of more than 4 MB", async () => {
    await expect(put("long.json", `["${"x".repeat(4 * 1024 * 1024)}"]`)).rejects.toMatchObject({
      ...{ code: "too_large", message: "The JSON file is larger than 4 MB" },
    });
  });

  test("a GIF or a ZIP without its end, or with a piece that is not its own", async () => {
    for (const name of ["moving.gif", "archive.zip"]) {
      const bytes = await readFile(path(name));
      const cut = bytes.subarray(0, bytes.length - 30);
      await expect(put("cut.bin", cut), name).rejects.toMatchObject(refused(/ is damaged or incomplete$/));
      const half = Buffer.concat([bytes.subarray(0, bytes.length >> 1), bytes.subarray(-30)]);
      await expect(put("half.bin", half), name).rejects.toMatchObject(refused(/ is damaged or incomplete$/));
    }
    await expect(put("head.gif", "GIF89a\x01\0\x01\0;")).rejects.toMatchObject(refused(/damaged or incomplete$/));
  });

  test("a GIF with another file behind it", async () => {
    const bytes = await readFile(path("still.gif"));
    const archive = await readFile(path("archive.zip"));
    await expect(put("jar.gif", Buffer.concat([bytes, archive]))).rejects.toMatchObject(
      refused(/^The GIF has other data/),
    );
  });

  test.each(["../outside.txt", "/etc/passwd", "a/../../b", "..\\b", "C:\\b"])(
    "a ZIP that would write to %s",
    async (name) => {
      const bytes = Buffer.from(await zipped({ [name.replaceAll(/[./\\:]/g, "_")]: "x" }));
      const renamed = Buffer.from(
        bytes.toString("latin1").replaceAll(name.replaceAll(/[./\\:]/g, "_"), name),
        "latin1",
      );
      await expect(put("outside.zip", renamed)).rejects.toMatchObject(refused(/an entry with an unsafe name/));
    },
  );

  test("a ZIP that unpacks to more than a disk should hold", async () => {
    const bytes = Buffer.from(await zipped({ "1.bin": "x", "2.bin": "x", "3.bin": "x" }));
    for (let at = bytes.indexOf("PK\x01\x02"); at >= 0; at = bytes.indexOf("PK\x01\x02", at + 4)) {
      bytes.writeUInt32LE(0xfffffff0, at + 24);
    }
    await expect(put("bomb.zip", bytes)).rejects.toMatchObject({ code: "too_large" });
  });
});
