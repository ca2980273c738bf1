import { copyFile, readdir, readFile, truncate } from "node:fs/promises";
import { basename } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect, thumbnail } from ".";
import { h264, mediaFolder, picture } from "./testing/made";

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const path = (name: string) => folder.path(name);
const make = (name: string, ...args: string[]) => folder.make(name, ...args);
const put = (name: string, bytes: Uint8Array | string) => folder.put(name, bytes);
beforeAll(async () => {
  folder = await mediaFolder();
});
afterAll(() => folder.remove());

describe("a file that cannot be played to its end is refused", () => {
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

describe("a file that needs too many resources is refused early", () => {
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
    expect((await readdir(folder.dir)).filter((name) => name.startsWith("bomb."))).toEqual(["bomb.png"]);
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
  await expect(inspect(sound)).rejects.toMatchObject({ code: "no_video", message: "The file has no video track" });
  const art = ["-map", "0", "-map", "1", "-c", "copy", "-c:v", "png", "-disposition:v", "attached_pic"];
  const cover = make("cover.mp4", "-i", path("sound.m4a"), "-i", path("still.png"), ...art);
  await expect(inspect(cover)).rejects.toMatchObject({ code: "no_video" });
});

it("a codec outside the list is not decoded", async () => {
  const rare = make("rare.mkv", ...picture(0.2), "-c:v", "flv1");
  await expect(inspect(rare)).rejects.toMatchObject({ code: "not_decodable" });
});

it("no error message shows a path of the server", async () => {
  for (const name of (await readdir(folder.dir)).filter((name) => /^(cut-film|no-moov|huge|bomb)/.test(name))) {
    const error: unknown = await inspect(path(name)).catch((error: unknown) => error);
    expect(error).toMatchObject({ name: "MediaError" });
    expect(String(error)).not.toContain(basename(folder.dir));
  }
});
