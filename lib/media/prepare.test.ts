import { copyFile, readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { prepare, runTool, thumbnail } from ".";
import { heic } from "./testing/heic";
import { h264, mediaFolder, picture, sound, tools } from "./testing/made";

/** Files as phones, editors and image tools write them, and the form in which they are stored. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const path = (name: string) => folder.path(name);
const make = (name: string, ...args: string[]) => folder.make(name, ...args);
beforeAll(async () => {
  folder = await mediaFolder();
});
afterAll(() => folder.remove());

/** Prepares a copy, because a received file may be replaced. */
async function prepared(file: string, expected?: "image" | "video") {
  const copy = path("received");
  await copyFile(file, copy);
  const { info, changed } = await prepare(copy, expected && { type: expected });
  expect(changed).toBe(!(await readFile(copy)).equals(await readFile(file)));
  expect((await readdir(folder.dir)).filter((left) => left.startsWith("received."))).toEqual([]);
  return { copy, info, changed };
}

const tracks = async (file: string) =>
  (await runTool(tools.ffprobe, ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", file])).output
    .toString()
    .trim()
    .split(/\s+/);

const film = { type: "video", contentType: "video/mp4", width: 64, height: 48, duration: 2, fps: 25, hasAudio: true };
const filmed = (name: string, ...args: string[]) => make(name, ...picture(2), ...sound(2), ...h264, ...args);
const copied = (name: string, ...args: string[]) => make(name, "-i", path("film.mp4"), ...args);

describe("a video that browsers play is stored unchanged", () => {
  test.each<[string, () => string | Promise<string>, object]>([
    ["plain", () => path("film.mp4"), film],
    ["with an edit list that leaves out its end", () => shortened(1), { ...film, duration: 1 }],
    [
      "cut without encoding",
      () => make("cut.mp4", "-ss", "0.6", "-i", path("film.mp4"), "-c", "copy"),
      { ...film, duration: 1.4 },
    ],
    [
      "with subtitles",
      async () => {
        const words = await folder.put("words.srt", "1\n00:00:00,000 --> 00:00:01,000\nHello\n");
        return copied("subs.mp4", "-i", words, "-c", "copy", "-c:s", "mov_text");
      },
      film,
    ],
    [
      "with a time code",
      () => copied("tmcd.mov", "-c", "copy", "-timecode", "01:00:00:00"),
      { ...film, contentType: "video/quicktime" },
    ],
    [
      "with cover art",
      () =>
        copied(
          "cover.mp4",
          ...["-i", path("still.png"), "-map", "0", "-map", "1", "-c", "copy", "-disposition:v:1", "attached_pic"],
        ),
      film,
    ],
    [
      "with a second sound that is not decoded here",
      () => copied("two.mkv", ...sound(2), "-map", "0", "-map", "1", "-c", "copy", "-c:a:1", "wmav2"),
      { ...film, contentType: "video/matroska" },
    ],
    [
      "without a length in it",
      () => copied("live.mkv", "-c", "copy", "-live", "1"),
      { ...film, contentType: "video/matroska" },
    ],
    ["of pixels that are not square", () => copied("wide.mp4", "-vf", "setsar=2", ...h264), { ...film, width: 128 }],
  ])("%s", async (_, write, seen) => {
    const { info, changed } = await prepared(await write(), "video");
    expect(info).toMatchObject(seen);
    expect(changed).toBe(false);
  });
});

/** A film whose first edit list shows only its first seconds. */
async function shortened(seconds: number): Promise<string> {
  const bytes = await readFile(filmed("long.mp4", "-c:a", "aac"));
  const scale = bytes.readUInt32BE(bytes.indexOf("mvhd") + 16);
  bytes.writeUInt32BE(seconds * scale, bytes.indexOf("elst") + 12);
  return folder.put("shortened.mp4", bytes);
}

describe("sound that browsers do not play becomes AAC, and the picture stays", () => {
  test.each([
    ["AC-3", "ac3.mp4", ["-c:a", "ac3"]],
    ["E-AC-3", "eac3.mp4", ["-c:a", "eac3"]],
    ["DTS", "dts.mkv", ["-c:a", "dca", "-strict", "-2"]],
    ["24-bit PCM", "pcm24.mov", ["-c:a", "pcm_s24be"]],
    ["24-bit PCM in Matroska", "pcm24.mkv", ["-c:a", "pcm_s24le"]],
    ["MPEG-2 sound", "mp2.mkv", ["-c:a", "mp2"]],
    ["ALAC", "alac.mov", ["-c:a", "alac"]],
  ])("%s", async (_, name, args) => {
    const { copy, info, changed } = await prepared(filmed(name, ...args));
    const { duration, ...rest } = film;
    expect(info).toMatchObject(rest);
    expect(Math.abs((info.duration ?? 0) - duration)).toBeLessThan(1 / film.fps);
    expect([changed, await tracks(copy)]).toEqual([true, ["h264", "aac"]]);
  });

  it("is the same file each time", async () => {
    const [one, other] = [await readFile((await prepared(path("ac3.mp4"))).copy), await prepared(path("ac3.mp4"))];
    expect((await readFile(other.copy)).equals(one)).toBe(true);
  });

  it("if the first audio track is not decodable, the decodable one moves up", async () => {
    const maps = ["-map", "0:v", "-map", "1", "-map", "0:a", "-c", "copy", "-c:a:0", "wmav2"];
    const { copy, info } = await prepared(copied("second.mkv", ...sound(2), ...maps));
    expect(info).toMatchObject(film);
    expect(await tracks(copy)).toEqual(["h264", "aac"]);
  });
});

test.each([
  ["MPEG-4", "mp4v.mp4", ["-c:v", "mpeg4"]],
  ["MPEG-2", "mpeg2.mp4", ["-c:v", "mpeg2video"]],
  ["ProRes", "prores.mov", ["-c:v", "prores_ks"]],
])("a picture that browsers do not play becomes H.264: %s", async (_, name, args) => {
  const { copy, info } = await prepared(make(name, ...picture(2), ...sound(2), ...args));
  expect(info).toMatchObject(film);
  expect((await tracks(copy))[0]).toBe("h264");
});

it("a video whose only sound cannot be decoded is refused with the names of track and codec", async () => {
  const refused = prepared(filmed("wma.mkv", "-c:a", "wmav2"));
  await expect(refused).rejects.toMatchObject({
    code: "not_decodable",
    message: expect.stringContaining("the sound (track 2, wmav2)"),
  });
});

/** A picture of four colours, stored in each of the eight orientations of EXIF. */
const quarters = async (width: number, height: number) => {
  const half = (background: string) => ({
    create: { width: width / 2, height: height / 2, channels: 3 as const, background },
  });
  const parts = ["red", "lime", "blue", "white"].map((colour, i) => ({
    input: half(colour),
    left: (i % 2) * (width / 2),
    top: Math.floor(i / 2) * (height / 2),
  }));
  const base = sharp({ create: { width, height, channels: 3, background: "black" } });
  return base.composite(parts).png().toBuffer();
};

async function coloursOf(file: string): Promise<string[]> {
  const { data, info } = await sharp(file)
    .resize(4, 4, { kernel: "nearest", fit: "fill" })
    .removeAlpha()
    .raw()
    .toBuffer({
      resolveWithObject: true,
    });
  const name = (x: number, y: number) => {
    const at = (y * info.width + x) * info.channels;
    const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
    return r > 150 && g > 150 ? "white" : r > 150 ? "red" : g > 150 ? "green" : b > 150 ? "blue" : "black";
  };
  return [name(0, 0), name(3, 0), name(0, 3), name(3, 3)];
}
const upright = ["red", "green", "blue", "white"];

describe("a picture is stored upright, without an orientation", () => {
  /** The inverse of each orientation: applied to the upright pixels it gives the stored ones. */
  const stored: Record<number, (image: Sharp) => Sharp> = {
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.flip().rotate(90),
    6: (image) => image.rotate(270),
    7: (image) => image.flip().rotate(270),
    8: (image) => image.rotate(90),
  };
  test.each([2, 3, 4, 5, 6, 7, 8])("from orientation %i, as JPEG, PNG and WebP", async (orientation) => {
    for (const format of ["jpg", "png", "webp"] as const) {
      const lain = stored[orientation]?.(sharp(await quarters(96, 64))) ?? sharp();
      const pixels = sharp(await lain.png().toBuffer());
      const file = path(`turn${orientation}.${format}`);
      await pixels
        .withMetadata({ orientation })
        .toFormat(format === "jpg" ? "jpeg" : format, { quality: 95 })
        .toFile(file);
      const { copy, info, changed } = await prepared(file);
      expect([changed, info.extension, info.width, info.height]).toEqual([true, format, 96, 64]);
      expect((await sharp(copy).metadata()).orientation ?? 1).toBe(1);
      expect(await coloursOf(copy)).toEqual(upright);
    }
  });

  it("and stays byte for byte without an orientation", async () => {
    for (const name of ["still.jpg", "still.png", "still.webp"]) {
      expect((await prepared(path(name))).changed).toBe(false);
    }
  });
});

describe("a JPEG without its end mark", () => {
  it("gets it and is complete", async () => {
    for (const progressive of [false, true]) {
      const whole = await sharp(await quarters(96, 64))
        .jpeg({ progressive })
        .toBuffer();
      const file = await folder.put("no-end.jpg", whole.subarray(0, -2));
      const { copy, info } = await prepared(file);
      expect(info).toMatchObject({ contentType: "image/jpeg", width: 96, height: 64 });
      expect((await readFile(copy)).equals(whole)).toBe(true);
    }
  });

  it("and without some of its pixels is refused", async () => {
    const noise = { create: { width: 300, height: 200, channels: 3 as const, background: "grey" } };
    const whole = await sharp({ create: { ...noise.create, noise: { type: "gaussian", mean: 128, sigma: 40 } } })
      .jpeg()
      .toBuffer();
    const file = await folder.put("cut.jpg", whole.subarray(0, whole.length * 0.7));
    await expect(prepared(file)).rejects.toMatchObject({ code: "not_decodable" });
  });
});

describe("an animation is stored as a clip", () => {
  it("a GIF, a PNG and a WebP keep their length", async () => {
    const gif = make("moving.gif", "-f", "lavfi", "-i", "testsrc2=d=2:s=161x121:r=10");
    const png = make("moving.png", "-f", "lavfi", "-i", "testsrc2=d=2:s=161x121:r=10", "-f", "apng");
    const webp = path("moving.webp");
    await sharp(gif, { animated: true, unlimited: true })
      .webp()
      .toFile(webp)
      .catch(async () => webpOf(gif, webp));
    for (const file of [gif, png, webp]) {
      const { info } = await prepared(file, "video");
      expect([basename(file), info]).toMatchObject([
        basename(file),
        { contentType: "video/mp4", width: 160, height: 120, duration: 2, fps: 10 },
      ]);
    }
  });

  it("each frame keeps its time", async () => {
    const webp = path("uneven.webp");
    await webpFrames(["red", "lime", "blue"], [100, 400, 200], webp);
    const { copy, info } = await prepared(webp);
    expect(info).toMatchObject({ duration: 0.7, fps: 10 });
    const shown: string[] = [];
    for (const at of [0, 0.1, 0.4, 0.5, 0.6]) {
      const film = path("uneven.mp4");
      await copyFile(copy, film);
      await thumbnail(film, path("moment.webp"), { width: 40, at });
      shown.push((await coloursOf(path("moment.webp")))[0] ?? "");
    }
    expect(shown).toEqual(["red", "green", "green", "blue", "blue"]);
  });

  it("a GIF of one frame is a picture, and an animation is refused as a picture", async () => {
    const one = make("one.gif", "-f", "lavfi", "-i", "color=red:s=60x40", "-frames:v", "1");
    expect((await prepared(one, "image")).info).toMatchObject({ contentType: "image/png", width: 60, height: 40 });
    await expect(prepared(path("moving.gif"), "image")).rejects.toMatchObject({ code: "animated" });
    await expect(prepared(path("moving.webp"), "image")).rejects.toMatchObject({ code: "animated" });
  });
});

/** An animated WebP of one-coloured frames. */
async function webpFrames(colours: string[], delay: number[], to: string): Promise<void> {
  const frames = await Promise.all(
    colours.map((background) =>
      sharp({ create: { width: 64, height: 48, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  await sharp(frames, { join: { animated: true } })
    .webp({ delay, lossless: true })
    .toFile(to);
}

async function webpOf(gif: string, to: string): Promise<void> {
  const { output } = await runTool(tools.ffmpeg, [
    ...["-v", "error", "-i", gif, "-c:v", "libwebp_anim", "-f", "webp", "pipe:1"],
  ]);
  await folder.put(basename(to), output);
}

describe("pictures of phones", () => {
  it("a HEIC becomes an upright JPEG", async () => {
    const source = "color=red:s=96x64,format=gbrp,drawbox=x=48:y=0:w=48:h=32:color=lime:t=fill";
    const boxes = `${source},drawbox=x=0:y=32:w=48:h=32:color=blue:t=fill,drawbox=x=48:y=32:w=48:h=32:color=white:t=fill`;
    const flat = await folder.put("flat.heic", await heic(folder, boxes, { width: 96, height: 64 }));
    const one = await prepared(flat, "image");
    expect(one.info).toMatchObject({ contentType: "image/jpeg", width: 96, height: 64 });
    expect(await coloursOf(one.copy)).toEqual(upright);
    const laid = `${boxes},transpose=1`;
    const turned = await folder.put("turned.heic", await heic(folder, laid, { width: 64, height: 96, turns: 1 }));
    const other = await prepared(turned, "image");
    expect(other.info).toMatchObject({ contentType: "image/jpeg", width: 96, height: 64 });
    expect(await coloursOf(other.copy)).toEqual(upright);
  });

  it("an incomplete HEIC is refused, and HEIC is named", async () => {
    const whole = await readFile(path("flat.heic"));
    const cut = await folder.put("cut.heic", whole.subarray(0, whole.length * 0.6));
    await expect(prepared(cut)).rejects.toMatchObject({
      code: "not_decodable",
      message: expect.stringContaining("HEIC"),
    });
  });

  it("an AVIF becomes a JPEG, or a PNG if it has transparency", async () => {
    await sharp(await quarters(96, 64))
      .removeAlpha()
      .avif({ quality: 90 })
      .toFile(path("photo.avif"));
    const photo = await prepared(path("photo.avif"), "image");
    expect(photo.info).toMatchObject({ contentType: "image/jpeg", width: 96, height: 64 });
    expect(await coloursOf(photo.copy)).toEqual(upright);
    const glass = {
      create: { width: 64, height: 64, channels: 4 as const, background: { r: 9, g: 9, b: 9, alpha: 0.5 } },
    };
    await sharp(glass).avif().toFile(path("glass.avif"));
    expect((await prepared(path("glass.avif"))).info).toMatchObject({ contentType: "image/png" });
  });

  it("a hundred megapixels are read and rotated in another process", async () => {
    const file = path("hundred.jpg");
    const large = { create: { width: 11_600, height: 8_600, channels: 3 as const, background: "teal" } };
    await sharp(large).jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toFile(file);
    const before = process.memoryUsage().rss;
    const { copy, info } = await prepared(file, "image");
    expect(info).toMatchObject({ width: 8_600, height: 11_600 });
    await copyFile(copy, path("upright.jpg"));
    await thumbnail(path("upright.jpg"), path("small.webp"), { width: 40 });
    expect(await sharp(path("small.webp")).metadata()).toMatchObject({ width: 40, height: 54 });
    // One such picture, decoded, has 300 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000);
  });
});

it("a file of another type is refused with its type and the accepted ones", async () => {
  const tiff = await folder.put(
    "scan.tiff",
    await sharp(await quarters(96, 64))
      .tiff()
      .toBuffer(),
  );
  await expect(prepared(tiff)).rejects.toMatchObject({
    code: "not_media",
    message: expect.stringMatching(/image\/tiff.*send JPEG/),
  });
});
