import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { thumbnail } from ".";
import { h264, mediaFolder } from "./testing/made";

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const path = (name: string) => folder.path(name);
const make = (name: string, ...args: string[]) => folder.make(name, ...args);
beforeAll(async () => {
  folder = await mediaFolder();
});
afterAll(() => folder.remove());

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

  it("shows the requested time, and past the end the first frame", async () => {
    const colours = ["-f", "lavfi", "-i", "color=red:d=1:s=64x48", "-f", "lavfi", "-i", "color=blue:d=1:s=64x48"];
    make("colours.mp4", ...colours, "-filter_complex", "[0][1]concat=n=2:v=1[v]", "-map", "[v]", ...h264);
    const colourAt = async (at: number) => {
      await thumbnail(path("colours.mp4"), path("moment.webp"), { width: 20, at });
      const { dominant } = await sharp(path("moment.webp")).stats();
      return dominant.r > dominant.b ? "red" : "blue";
    };
    expect([await colourAt(0), await colourAt(1.5), await colourAt(99)]).toEqual(["red", "blue", "red"]);
  });

  it("of an audio file is refused, and leaves nothing behind", async () => {
    await expect(thumbnail(path("sound.mp3"), path("none.webp"), { width: 20 })).rejects.toMatchObject({
      code: "no_video",
    });
    expect((await readdir(folder.dir)).filter((name) => name.startsWith("none") || name.endsWith(".part"))).toEqual([]);
  });
});
