import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { convertImage } from "./convert-image";

/** The service's work on small real pictures. */

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "nextscene-convert-"));
  const create = { width: 64, height: 48, channels: 4 as const, background: { r: 200, g: 40, b: 40, alpha: 0 } };
  await sharp({ create }).png().toFile(join(dir, "clear.png"));
  await sharp({ create: { ...create, channels: 3, background: "#28a" } })
    .jpeg()
    .toFile(join(dir, "blue.jpg"));
  await writeFile(join(dir, "broken.png"), "\x89PNG\r\n\x1a\n and no more");
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function convert(name: string, options: Record<string, unknown> = {}): Promise<string> {
  const input = convertImage.input.parse({ image: join(dir, name), ...options });
  const to = await mkdtemp(join(dir, "to-"));
  const context = { dir: to, seed: 1, signal: new AbortController().signal, progress: () => {} };
  return convertImage.output.parse(await convertImage.local?.run(input, context)).image;
}

test.each(["jpeg", "png", "webp"])("a picture becomes a %s", async (format) => {
  expect(await sharp(await convert("clear.png", { format })).metadata()).toMatchObject({
    format,
    width: 64,
    height: 48,
  });
});

test("a file that is as it is wanted keeps its bytes", async () => {
  expect(await readFile(await convert("blue.jpg", { format: "jpeg", width: 64 }))).toEqual(
    await readFile(join(dir, "blue.jpg")),
  );
});

test("a lower quality makes a smaller file", async () => {
  const noise = { create: { width: 256, height: 256, channels: 3 as const, background: "#888" } };
  const source = sharp({ ...noise, create: { ...noise.create, noise: { type: "gaussian", mean: 128, sigma: 40 } } });
  await source.png().toFile(join(dir, "noise.png"));
  const sizes = await Promise.all(
    [20, 90].map(async (quality) => (await readFile(await convert("noise.png", { format: "webp", quality }))).length),
  );
  expect(sizes[0]).toBeLessThan(sizes[1] ?? 0);
});

test("with both sides the picture fills the frame", async () => {
  expect(await sharp(await convert("blue.jpg", { width: 32, height: 32 })).metadata()).toMatchObject({
    ...{ format: "jpeg", width: 32, height: 32 },
  });
});

test("what is transparent becomes white in a JPEG", async () => {
  const { data } = await sharp(await convert("clear.png", { format: "jpeg" }))
    .resize(1, 1)
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([...data]).toEqual([255, 255, 255]);
});

test("a file that is no picture is refused in words", async () => {
  await expect(convert("broken.png")).rejects.toThrow(/damaged|not a picture|could not be read/i);
});
