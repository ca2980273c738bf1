import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepare, runTool } from "@/lib/media";
import { h264, mediaFolder, picture, tools } from "@/lib/media/testing/made";
import { gif } from "./gif";

/** The service's work on small real videos. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
beforeAll(async () => {
  folder = await mediaFolder();
  // Two seconds of red, then blue.
  const colour = (name: string) => ["-f", "lavfi", "-i", `color=${name}:d=2:s=320x180:r=25`];
  folder.make("two-colours.mp4", ...colour("red"), ...colour("blue"), "-filter_complex", "concat", ...h264);
  folder.make("narrow-pixels.mp4", ...picture(1, "160x180"), "-vf", "setsar=2", ...h264);
});
afterAll(() => folder.remove());

async function make(video: string, options: Record<string, unknown> = {}, signal = new AbortController().signal) {
  const steps: [number, string | undefined][] = [];
  const input = gif.input.parse({ video: folder.path(video), ...options });
  const context = { dir: folder.dir, seed: 1, signal, progress: (...step: (typeof steps)[number]) => steps.push(step) };
  const output = gif.output.parse(await gif.local?.run(input, context));
  const { info } = await prepare(output.gif, { type: "file", contentTypes: ["image/gif"] });
  return { path: output.gif, info, steps };
}

/** The colour in the middle of one frame. */
async function colourAt(path: string, frame: number): Promise<number[]> {
  const still = join(folder.dir, `frame-${frame}.png`);
  const args = ["-v", "error", "-y", "-i", path, "-vf", `select=eq(n\\,${frame})`, "-frames:v", "1", still];
  await runTool(tools.ffmpeg, args);
  const { data } = await sharp(still).removeAlpha().resize(1, 1).raw().toBuffer({ resolveWithObject: true });
  return [...data];
}

test("the piece has the requested size, length and frame rate, and repeats forever", async () => {
  const { path, info } = await make("two-colours.mp4", { start: 1, duration: 2, width: 160, fps: 10 });
  expect(info).toMatchObject({ contentType: "image/gif", width: 160, height: 90, duration: 2, fps: 10 });
  const bytes = await readFile(path);
  const at = bytes.indexOf("NETSCAPE2.0");
  expect(at).toBeGreaterThan(0);
  expect(bytes.readUInt16LE(at + 13)).toBe(0); // 0: repeats forever
});

test("its frames are those of the piece", async () => {
  const { path } = await make("two-colours.mp4", { start: 1, duration: 2, fps: 10 });
  const [red = 0, , blue = 0] = await colourAt(path, 2);
  expect(red).toBeGreaterThan(200);
  expect(blue).toBeLessThan(60);
  const [laterRed = 0, , laterBlue = 0] = await colourAt(path, 17);
  expect(laterRed).toBeLessThan(60);
  expect(laterBlue).toBeGreaterThan(200);
});

test("a rate that hundredths of a second cannot hold keeps the length", async () => {
  const { info } = await make("film.mp4", { duration: 2, fps: 12 });
  expect(info.duration).toBeCloseTo(2, 1);
  expect(info).toMatchObject({ width: 64, height: 48 }); // not enlarged
});

test("it ends where the video ends, and wide pixels are made square", async () => {
  const { info } = await make("narrow-pixels.mp4", { start: 0.5, duration: 9, fps: 10 });
  expect(info).toMatchObject({ width: 320, height: 180, duration: 0.5 });
});

test("its progress goes from the colours to the frames and never decreases", async () => {
  const { steps } = await make("two-colours.mp4", { duration: 4, fps: 25 });
  const values = steps.map(([value]) => value);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(steps[0]).toEqual([0.1, "Choosing the colours."]);
  expect(steps.at(-1)).toEqual([expect.closeTo(1, 1), "Drawing the frames."]);
});

test("a start after the end is refused with the length", async () => {
  await expect(make("film.mp4", { start: 7 })).rejects.toThrow(
    /^The video is only 2(\.\d+)? s long: choose an earlier start\.$/,
  );
});

test("cancelling stops the tool", async () => {
  const stop = new AbortController();
  stop.abort(new Error("cancelled"));
  await expect(make("film.mp4", {}, stop.signal)).rejects.toThrow("cancelled");
});

test("an input that would make too large a file is refused", () => {
  for (const wrong of [{ duration: 31 }, { width: 1081 }, { fps: 26 }, { start: -1 }]) {
    expect(gif.input.safeParse({ video: "a.mp4", ...wrong }).success).toBe(false);
  }
});

test("a limit of the file's size lowers its width until it fits, and leaves a GIF that fits alone", async () => {
  folder.make("noise.mp4", "-f", "lavfi", "-i", "nullsrc=s=160x90:d=1:r=12,geq=random(1)*255:128:128", ...h264);
  const [free, bound] = [await make("noise.mp4"), await make("noise.mp4", { max_megabytes: 0.1 })];
  expect(free.info.sizeBytes).toBeGreaterThan(0.1 * 1024 * 1024);
  expect(bound.info.sizeBytes).toBeLessThanOrEqual(0.1 * 1024 * 1024);
  expect(bound.info.width).toBeLessThan(160);
  expect(bound.info.duration).toBeCloseTo(1, 1);
  const small = await make("two-colours.mp4", { max_megabytes: 5 });
  expect(small.info.width).toBe(320);
});
