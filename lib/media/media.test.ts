import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { inspect, sniff, thumbnail } from ".";
import { resolveTools } from "./tools";

let dir: string;
const tools = resolveTools();
const path = (name: string) => join(dir, name);

function make(name: string, ...args: string[]): string {
  execFileSync(tools.ffmpeg, ["-nostdin", "-v", "error", "-y", ...args, path(name)], { stdio: "pipe" });
  return path(name);
}
async function put(name: string, bytes: Uint8Array | string): Promise<string> {
  await writeFile(path(name), bytes);
  return path(name);
}
const picture = (seconds: number, size = "64x48", rate = 25) => [
  ...["-f", "lavfi", "-i", `testsrc=d=${seconds}:s=${size}:r=${rate}`],
];
const sound = (seconds: number) => ["-f", "lavfi", "-i", `sine=d=${seconds}`];
const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "media-"));
  make("film.mp4", ...picture(2), ...sound(2), ...h264, "-c:a", "aac", "-movflags", "+faststart");
  make("film.mov", "-i", path("film.mp4"), "-c", "copy");
  make("film.mkv", "-i", path("film.mp4"), "-c", "copy");
  make("silent.webm", ...picture(1), "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8");
  for (const name of ["sound.mp3", "sound.wav", "sound.flac", "sound.m4a"]) make(name, ...sound(1));
  make("sound.ogg", ...sound(1), "-c:a", "libvorbis");
  make("opus.ogg", ...sound(1), "-c:a", "libopus");
  const still = sharp({ create: { width: 60, height: 40, channels: 3, background: "teal" } });
  for (const name of ["still.png", "still.jpg", "still.webp"]) await still.clone().toFile(path(name));
});
afterAll(() => rm(dir, { recursive: true }));

describe("what is taken", () => {
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
  ])("%s is seen as it is", async (name, info) => {
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
  ])("%s is a sound of about a second", async (name, contentType, extension, codec) => {
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

  test.each(["-i.mp4", "a:b.mp4", "%03d.mp4", "雪 🎬.png"])("a film named %s is the same film", async (name) => {
    await copyFile(path("film.mp4"), path(name));
    expect(await inspect(path(name))).toMatchObject({ contentType: "video/mp4", duration: 2 });
  });

  it("is as wide and high as it is shown", async () => {
    const film = await readFile(path("film.mp4"));
    // The first track header's matrix, turned by a quarter: a b u c d v x y w in 16.16.
    const matrix = film.indexOf("tkhd") + 44;
    for (const [at, value] of [0, 0x10000, 0, -0x10000, 0].entries()) film.writeInt32BE(value, matrix + at * 4);
    expect(await inspect(await put("turned.mp4", film))).toMatchObject({ width: 48, height: 64 });
    await sharp(path("still.jpg")).withMetadata({ orientation: 6 }).toFile(path("turned.jpg"));
    expect(await inspect(path("turned.jpg"))).toMatchObject({ width: 40, height: 60 });
  });

  it("is as long as its packets, whatever its header says", async () => {
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

describe("what is not media to us", () => {
  const ftyp = (brand: string) =>
    Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0${brand}mif1`)]);
  test.each([
    ["hls.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"],
    ["concat.jpg", "ffconcat version 1.0\nfile /etc/passwd\n"],
    [
      "dash.mp4",
      '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>/etc/passwd</BaseURL></MPD>',
    ],
    ["sdp.png", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 5004 RTP/AVP 96\n"],
    [
      "drawing.png",
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
    ],
    ["declared.jpg", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ["paper.jpg", "%PDF-1.7\n%âãÏÓ\n1 0 obj\n<< >>\nendobj\n"],
    ["photo.jpg", ftyp("heic")],
    ["photo2.jpg", ftyp("avif")],
    ["page.mp4", "<!doctype html><title>404</title>"],
    ["text.mp4", "hello"],
    ["empty.mp4", ""],
    ["zeros.mp4", Buffer.alloc(100_000)],
    ["gif.png", Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1")],
  ])("%s", async (name, bytes) => {
    const file = await put(name, bytes);
    expect(await sniff(file)).toBeNull();
    await expect(inspect(file)).rejects.toMatchObject({ code: "not_media" });
    await expect(thumbnail(file, path("never.webp"), { width: 20 })).rejects.toMatchObject({ name: "MediaError" });
  });
});

describe("what cannot be played to its end is refused", () => {
  const damaged = { code: "not_decodable", message: expect.stringContaining("damaged or incomplete") };

  it.each(["film.mp4", "film.mkv", "silent.webm", "still.png", "still.jpg", "still.webp"])(
    "%s, cut off",
    async (name) => {
      const cut = path(`cut-${name}`);
      await copyFile(path(name), cut);
      await truncate(cut, Math.floor((await readFile(cut)).length * 0.6));
      await expect(inspect(cut)).rejects.toMatchObject(damaged);
    },
  );

  it("an mp4 without moov", async () => {
    const film = await readFile(path("film.mov"));
    const moov = film.lastIndexOf("moov") - 4;
    await expect(inspect(await put("no-moov.mp4", film.subarray(0, moov)))).rejects.toMatchObject(damaged);
  });

  it("a film whose frames are noise", async () => {
    const film = await readFile(path("film.mkv"));
    film.fill(0x5a, Math.floor(film.length * 0.1));
    await expect(inspect(await put("noise.mkv", film))).rejects.toMatchObject({ name: "MediaError" });
  });

  it("only the first bytes of a kind", async () => {
    for (const name of ["film.mp4", "silent.webm", "sound.ogg", "sound.flac", "still.png", "still.jpg"]) {
      const head = (await readFile(path(name))).subarray(0, 40);
      await expect(inspect(await put(`head-${name}`, head))).rejects.toMatchObject({ name: "MediaError" });
    }
  });
});

describe("what would take too much is refused before it does", () => {
  function png(width: number, height: number): Buffer {
    const chunk = (type: string, data: Buffer) => {
      const body = Buffer.concat([Buffer.from(type), data]);
      const out = Buffer.alloc(body.length + 8);
      out.writeUInt32BE(data.length, 0);
      body.copy(out, 4);
      out.writeUInt32BE(crc32(body), body.length + 4);
      return out;
    };
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([1, 0, 0, 0, 0], 8);
    const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
  }

  it("a PNG of 20000 x 20000 in a few kilobytes", async () => {
    const bomb = await put("bomb.png", png(20_000, 20_000));
    await expect(inspect(bomb)).rejects.toMatchObject({ code: "too_many_pixels" });
    await expect(thumbnail(bomb, path("bomb.webp"), { width: 20 })).rejects.toMatchObject({ name: "MediaError" });
    expect((await readdir(dir)).filter((name) => name.startsWith("bomb."))).toEqual(["bomb.png"]);
  });

  it("a JPEG of 65535 x 65535", async () => {
    const bytes = await readFile(path("still.jpg"));
    // Start of frame: marker, length (2), precision (1), height (2), width (2).
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes.fill(0xff, frame + 5, frame + 9);
    await expect(inspect(await put("huge.jpg", bytes))).rejects.toMatchObject({ code: "too_many_pixels" });
  });

  it("an animation of 10,000 frames", async () => {
    const frame = (await sharp(path("still.webp")).toBuffer()).subarray(12);
    const chunk = (type: string, data: Buffer) => {
      const head = Buffer.alloc(8);
      head.write(type, 0, "latin1");
      head.writeUInt32LE(data.length, 4);
      return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
    };
    const canvas = Buffer.from([2, 0, 0, 0, 59, 0, 0, 39, 0, 0]);
    const place = Buffer.from([0, 0, 0, 0, 0, 0, 59, 0, 0, 39, 0, 0, 10, 0, 0, 0]);
    const frames = new Array<Buffer>(10_000).fill(chunk("ANMF", Buffer.concat([place, frame])));
    const body = [Buffer.from("WEBP"), chunk("VP8X", canvas), chunk("ANIM", Buffer.alloc(6)), ...frames];
    await expect(inspect(await put("long.webp", chunk("RIFF", Buffer.concat(body))))).rejects.toMatchObject({
      code: "animated",
    });
  });

  it("a video longer than the limit", async () => {
    await expect(inspect(path("film.mp4"), { maxDuration: 1.9 })).rejects.toMatchObject({ code: "too_long" });
  });

  it("a video that takes longer to read than it may", async () => {
    await expect(inspect(path("film.mp4"), { timeoutMs: 0 })).rejects.toMatchObject({ code: "timeout" });
  });

  it("a video of a thousand frames a second, and one of none", async () => {
    const fast = make("fast.mp4", ...picture(0.2, "64x48", 1000), ...h264);
    await expect(inspect(fast)).rejects.toMatchObject({ code: "frame_rate" });
    const standing = ["-an", "-c", "copy", "-bsf:v", "setts=pts=0:dts=0:duration=0"];
    const stopped = make("stopped.mkv", "-i", path("film.mp4"), ...standing);
    await expect(inspect(stopped)).rejects.toMatchObject({ code: "frame_rate" });
  });

  it("a frame larger than 8K", async () => {
    const wide = make("wide.mp4", "-f", "lavfi", "-i", "color=d=0.04:s=8192x4608", ...h264);
    await expect(inspect(wide)).rejects.toMatchObject({ name: "MediaError" });
  });
});

it("a video without video is refused, cover art or not", async () => {
  const sound = make("sound.mp4", "-i", path("sound.m4a"), "-c", "copy");
  await expect(inspect(sound)).rejects.toMatchObject({ code: "no_video", message: "The file has no video in it" });
  const art = ["-map", "0", "-map", "1", "-c", "copy", "-c:v", "png", "-disposition:v", "attached_pic"];
  const cover = make("cover.mp4", "-i", path("sound.m4a"), "-i", path("still.png"), ...art);
  await expect(inspect(cover)).rejects.toMatchObject({ code: "no_video" });
});

it("a sound file with cover art is a sound", async () => {
  const art = ["-map", "0", "-map", "1", "-c:v", "png", "-disposition:v", "attached_pic"];
  const cover = make("cover.mp3", "-i", path("sound.mp3"), "-i", path("still.png"), ...art);
  expect(await inspect(cover)).toMatchObject({ type: "audio", codec: "mp3", width: null });
});

it("a codec that is not on the list is not decoded", async () => {
  const rare = make("rare.mkv", ...picture(0.2), "-c:v", "flv1");
  await expect(inspect(rare)).rejects.toMatchObject({ code: "not_decodable" });
});

describe("a thumbnail", () => {
  test.each([
    ["still.png", "a.webp", "webp", 30, 20],
    ["still.png", "a.jpg", "jpeg", 30, 20],
    ["film.mp4", "b.webp", "webp", 30, 22],
    ["silent.webm", "b.jpeg", "jpeg", 30, 22],
  ])("of %s at %s", async (source, to, format, width, height) => {
    await thumbnail(path(source), path(to), { width });
    const seen = await sharp(path(to)).metadata();
    expect([seen.format, seen.width]).toEqual([format, width]);
    expect(Math.abs(seen.height - height)).toBeLessThanOrEqual(1);
    expect(existsSync(`${path(to)}.part`)).toBe(false);
  });

  it("is not larger than its source", async () => {
    await thumbnail(path("still.png"), path("large.webp"), { width: 5000 });
    expect(await sharp(path("large.webp")).metadata()).toMatchObject({ width: 60, height: 40 });
  });

  it("shows the moment asked for, and past the end the first frame", async () => {
    const colours = ["-f", "lavfi", "-i", "color=red:d=1:s=64x48", "-f", "lavfi", "-i", "color=blue:d=1:s=64x48"];
    make("colours.mp4", ...colours, "-filter_complex", "[0][1]concat=n=2:v=1[v]", "-map", "[v]", ...h264);
    const colourAt = async (at: number) => {
      await thumbnail(path("colours.mp4"), path("moment.webp"), { width: 20, at });
      const { dominant } = await sharp(path("moment.webp")).stats();
      return dominant.r > dominant.b ? "red" : "blue";
    };
    expect([await colourAt(0), await colourAt(1.5), await colourAt(99)]).toEqual(["red", "blue", "red"]);
  });

  it("of a sound is refused, and leaves nothing behind", async () => {
    await expect(thumbnail(path("sound.mp3"), path("none.webp"), { width: 20 })).rejects.toMatchObject({
      code: "no_video",
    });
    expect((await readdir(dir)).filter((name) => name.startsWith("none") || name.endsWith(".part"))).toEqual([]);
  });
});

it("whatever is wrong with a file is said to the person without our paths", async () => {
  for (const name of (await readdir(dir)).filter((name) => /^(cut-film|no-moov|huge|bomb)/.test(name))) {
    const error: unknown = await inspect(path(name)).catch((error: unknown) => error);
    expect(error).toMatchObject({ name: "MediaError" });
    expect(String(error)).not.toContain(basename(dir));
  }
});
