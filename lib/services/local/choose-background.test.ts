import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mediaFolder } from "@/lib/media/testing/made";
import { chooseBackground } from "./choose-background";

/** The choice among small pictures made by code. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const [width, height] = [90, 160];
type Paint = (x: number, y: number) => number;

async function painted(name: string, paint: Paint): Promise<string> {
  const data = Buffer.from(
    Array.from({ length: width * height }, (_, i) => paint((i % width) / width, Math.floor(i / width) / height)),
  );
  const path = folder.path(name);
  await sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(path);
  return path;
}
/** A chequered part of an otherwise plain picture. */
const busy =
  (from: number, to: number, plain = 128): Paint =>
  (x, y) =>
    y >= from && y < to ? ((Math.floor(x * 20) + Math.floor(y * 35)) % 2) * 255 : plain;

let [above, below, dark] = ["", "", ""];
beforeAll(async () => {
  folder = await mediaFolder();
  above = await painted("busy-above.png", busy(0.1, 0.6));
  below = await painted("busy-below.png", busy(0.7, 1));
  dark = await painted("dark.png", (x) => (x > 0.9 ? 250 : 12));
});
afterAll(() => folder.remove());

async function chosen(input: Record<string, unknown>) {
  const signal = new AbortController().signal;
  const context = { dir: folder.dir, seed: 1, signal, progress: () => {} };
  return chooseBackground.output.parse(await chooseBackground.local?.run(chooseBackground.input.parse(input), context));
}

test("the picture that is calm where the head is wins, wherever the head is", async () => {
  const images = [above, below];
  const upper = await chosen({ images, focus: { x: 0.5, y: 0.3 } });
  expect([upper.index, upper.why]).toEqual([2, "It is the calmest behind the head."]);
  expect((await readFile(upper.image)).equals(await readFile(below))).toBe(true);
  expect((await chosen({ images, focus: { x: 0.5, y: 0.9 } })).index).toBe(1);
});

test("of equally calm ones the one in the wanted look wins", async () => {
  const plain = await painted("plain.png", () => 225);
  const images = [plain, dark];
  const of = (colors: string[], lighting: string) => chosen({ images, look: { colors, lighting } });
  expect((await of(["#0c0c0c", "#1a1a1a"], "dramatic")).index).toBe(2);
  expect((await of(["#ffffff", "#e0e0e0"], "soft")).index).toBe(1);
});

test("a single picture is chosen, and none is refused", async () => {
  expect(await chosen({ images: [above] })).toMatchObject({ index: 1, why: "It is the only one." });
  expect(chooseBackground.input.safeParse({ images: [] }).success).toBe(false);
});
