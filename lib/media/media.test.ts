import { execFileSync } from "node:child_process";
import { copyFile, readFile } from "node:fs/promises";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { inspect } from ".";
import { h264, mediaFolder, picture, tools } from "./testing/made";

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const path = (name: string) => folder.path(name);
const make = (name: string, ...args: string[]) => folder.make(name, ...args);
const put = (name: string, bytes: Uint8Array | string) => folder.put(name, bytes);
beforeAll(async () => {
  folder = await mediaFolder();
});
afterAll(() => folder.remove());

describe("accepted files", () => {
  const image = { type: "image", width: 60, height: 40, duration: null, fps: null, codec: null, hasAudio: null };
  const film = { type: "video", width: 64, height: 48, duration: 2, fps: 25, codec: "h264", hasAudio: true };
  test.each([
    ["still.png", { ...image, contentType: "image/png", extension: "png", bitrate: null }],
    ["still.jpg", { ...image, contentType: "image/jpeg", extension: "jpg", bitrate: null }],
    ["still.webp", { ...image, contentType: "image/webp", extension: "webp", bitrate: null }],
    ["film.mp4", { ...film, contentType: "video/mp4", extension: "mp4" }],
    ["film.mov", { ...film, contentType: "video/quicktime", extension: "mov" }],
    ["film.mkv", { ...film, contentType: "video/matroska", extension: "mkv" }],
    [
      "silent.webm",
      { ...film, contentType: "video/webm", extension: "webm", duration: 1, codec: "vp9", hasAudio: false },
    ],
  ])("%s is described correctly", async (name, info) => {
    const seen = await inspect(path(name));
    const bitrate = seen.duration && Math.round((seen.sizeBytes * 8) / seen.duration);
    expect(seen).toEqual({ bitrate, ...info, sizeBytes: (await readFile(path(name))).length });
  });

  test.each([
    ["sound.mp3", "audio/mpeg", "mp3", "mp3"],
    ["sound.wav", "audio/wav", "wav", "pcm_s16le"],
    ["sound.flac", "audio/flac", "flac", "flac"],
    ["sound.m4a", "audio/mp4", "m4a", "aac"],
    ["sound.ogg", "audio/ogg", "ogg", "vorbis"],
    ["opus.ogg", "audio/ogg", "ogg", "opus"],
  ])("%s is audio of about a second", async (name, contentType, extension, codec) => {
    const seen = await inspect(path(name));
    expect(seen).toMatchObject({
      type: "audio",
      contentType,
      extension,
      codec,
      width: null,
      fps: null,
      hasAudio: true,
    });
    expect(seen.duration).toBeCloseTo(1, 0);
  });

  test.each(["-i.mp4", "a:b.mp4", "%03d.mp4", "雪 🎬.png"])("a film named %s is read like any other", async (name) => {
    await copyFile(path("film.mp4"), path(name));
    expect(await inspect(path(name))).toMatchObject({ contentType: "video/mp4", duration: 2 });
  });

  it("has the width and height as shown", async () => {
    const film = await readFile(path("film.mp4"));
    // The first track header's matrix, rotated by a quarter: a b u c d v x y w in 16.16.
    const matrix = film.indexOf("tkhd") + 44;
    for (const [at, value] of [0, 0x10000, 0, -0x10000, 0].entries()) film.writeInt32BE(value, matrix + at * 4);
    expect(await inspect(await put("turned.mp4", film))).toMatchObject({ width: 48, height: 64 });
    await sharp(path("still.jpg")).withMetadata({ orientation: 6 }).toFile(path("turned.jpg"));
    expect(await inspect(path("turned.jpg"))).toMatchObject({ width: 40, height: 60 });
  });

  it("has the duration of its packets, not of its header", async () => {
    const film = await readFile(path("film.mkv"));
    // Matroska's Duration element, 0x4489, an 8 byte float of milliseconds.
    const at = film.indexOf(Buffer.from([0x44, 0x89, 0x88]));
    film.writeDoubleBE(3_600_000, at + 3);
    const lie = await put("false.mkv", film);
    const claimed = execFileSync(tools.ffprobe, [
      "-v",
      "error",
      "-show_entries",
      "format=duration",
      "-of",
      "csv=p=0",
      lie,
    ]);
    expect(Number(claimed)).toBe(3600);
    expect(await inspect(lie)).toMatchObject({ duration: 2, fps: 25 });
  });

  it("may change its size half-way", async () => {
    make("a.h264", ...picture(1), ...h264);
    make("b.h264", ...picture(1, "96x64"), ...h264);
    const both = await put(
      "both.h264",
      Buffer.concat([await readFile(path("a.h264")), await readFile(path("b.h264"))]),
    );
    expect(await inspect(make("changing.mp4", "-i", both, "-c", "copy"))).toMatchObject({ width: 64, height: 48 });
  });
});

it("an audio file with cover art is audio", async () => {
  const art = ["-map", "0", "-map", "1", "-c:v", "png", "-disposition:v", "attached_pic"];
  const cover = make("cover.mp3", "-i", path("sound.mp3"), "-i", path("still.png"), ...art);
  expect(await inspect(cover)).toMatchObject({ type: "audio", codec: "mp3", width: null });
});
