import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cutByOwnAlpha } from "./own-alpha";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "own-alpha-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A picture of 100 x 100 whose transparency is given for each pixel. */
async function picture(name: string, alphaAt: (x: number, y: number) => number) {
  const data = Buffer.alloc(100 * 100 * 4);
  for (let i = 0; i < 100 * 100; i++) data.set([200, 40, 60, alphaAt(i % 100, Math.floor(i / 100))], i * 4);
  const path = join(dir, name);
  await sharp(data, { raw: { width: 100, height: 100, channels: 4 } })
    .png()
    .toFile(path);
  return path;
}

test("a picture with a clear ground is cut by it, and what is half transparent stays so", async () => {
  const inside = (x: number, y: number) => x >= 40 && x < 60 && y >= 20 && y < 80;
  const path = await picture("glass.png", (x, y) => (inside(x, y) ? (x < 50 ? 255 : 140) : 0));
  const cut = await cutByOwnAlpha(path, dir);
  expect(cut?.subject).toEqual({ score: 1, box: { x: 0.4, y: 0.2, width: 0.2, height: 0.6 }, coverage: 0.12 });
  const { data, info } = await sharp(cut?.image).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([24, 64, 4]);
  const alphaAt = (x: number, y: number) => data[(y * 24 + x) * 4 + 3];
  expect([alphaAt(0, 0), alphaAt(4, 30), alphaAt(18, 30)]).toEqual([0, 255, 140]);
  expect(await sharp(cut?.mask).metadata()).toMatchObject({ width: 100, height: 100 });
});

test("a picture without a clear ground, or of nothing, is not", async () => {
  expect(await cutByOwnAlpha(await picture("full.png", () => 255), dir)).toBeNull();
  expect(await cutByOwnAlpha(await picture("corner.png", (x, y) => (x + y < 5 ? 0 : 255)), dir)).toBeNull();
  expect(await cutByOwnAlpha(await picture("empty.png", () => 0), dir)).toBeNull();
});
