import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawProduct } from "@/lib/media/matting/testing/products";
import { cutOut } from "./cut-out";

/** The service's work on drawn products whose outline is known. */

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cut-out-"));
});
afterAll(() => rm(dir, { recursive: true }));

async function cut(png: Buffer, options: { defringe?: boolean } = {}, signal = new AbortController().signal) {
  const image = join(dir, "picture.png");
  await writeFile(image, png);
  const input = cutOut.input.parse({ image, ...options });
  return cutOut.output.parse(await cutOut.local?.run(input, { dir, seed: 1, signal, progress: () => {} }));
}

test("the outline is that of the product, the thin handle included, and its shadow is not in it", async () => {
  const { png, alpha, side } = drawProduct("mug", "wood");
  const { mask, image, subject } = await cut(png);
  const { data, info } = await sharp(mask).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: side, height: side });
  let [both, either] = [0, 0];
  for (const [i, value] of data.entries()) {
    both += Math.min(value, alpha[i] ?? 0);
    either += Math.max(value, alpha[i] ?? 0);
  }
  expect(both / either).toBeGreaterThan(0.95);
  expect(subject.score).toBeGreaterThan(0.9);

  // Trimmed to the product and a margin, with a transparent background.
  const { width, height, hasAlpha } = await sharp(image).metadata();
  expect(hasAlpha).toBe(true);
  expect(width).toBeCloseTo((subject.box.width + 0.04) * side, -1);
  expect(height).toBeCloseTo((subject.box.height + 0.04) * side, -1);
  const corner = await sharp(image).extract({ left: 0, top: 0, width: 1, height: 1 }).raw().toBuffer();
  expect(corner[3]).toBe(0);
});

test("clean edges have the colour of the product and not of the old background", async () => {
  const { png } = drawProduct("phone", "white");
  const brightest = async (defringe: boolean) => {
    const { image } = await cut(png, { defringe });
    const { data } = await sharp(image).raw().toBuffer({ resolveWithObject: true });
    let [sum, edge] = [0, 0];
    for (let i = 0; i < data.length; i += 4) {
      const alpha = data[i + 3] ?? 0;
      if (alpha < 25 || alpha > 200) continue;
      sum += data[i] ?? 0;
      edge += 1;
    }
    return sum / edge;
  };
  expect(await brightest(true)).toBeLessThan((await brightest(false)) - 40);
});

test("a picture of nothing is refused in words", async () => {
  const { png } = drawProduct(null, "grass");
  await expect(cut(png)).rejects.toThrow(
    /^There is no clear subject in the picture\. Send one with a product or person/,
  );
});

test("the picture itself is not changed, and a cancelled cut ends", async () => {
  const { png } = drawProduct("bottle", "plain");
  const stop = new AbortController();
  stop.abort(new Error("cancelled"));
  await expect(cut(png, {}, stop.signal)).rejects.toThrow("cancelled");
  expect((await readFile(join(dir, "picture.png"))).equals(png)).toBe(true);
});
