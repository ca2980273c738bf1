import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clipFacts } from "@/lib/media/clip-facts";
import { makeShot, overlaps, type Shot } from "@/lib/media/matting/testing/footage";
import { h264, mediaFolder, tools } from "@/lib/media/testing/made";
import { findPerson } from "./find-person";
import { mattePerson } from "./matte-person";

/** The services' work on small videos whose exact masks are known. */

const shot: Shot = { width: 240, height: 320, seconds: 1, fps: 12 };
const empty = ["-loop", "1", "-framerate", "12", "-i", "public/sample.jpg", "-vf", "scale=240:160", "-frames:v", "6"];

let folder: Awaited<ReturnType<typeof mediaFolder>>;
let video: string;
let truth: string;
beforeAll(async () => {
  folder = await mediaFolder();
  ({ video, truth } = await makeShot(folder.dir, "sways", shot));
  folder.make("nobody.mp4", ...empty, ...h264);
});
afterAll(() => folder.remove());

type Step = [number, string | undefined];
async function matte(path: string, options: Record<string, unknown> = {}, stop = new AbortController()) {
  const steps: Step[] = [];
  const progress = (...step: Step) => {
    steps.push(step);
    if (options.stopAt !== undefined && step[0] > Number(options.stopAt)) stop.abort(new Error("cancelled"));
  };
  const { stopAt, ...fields } = options;
  const dir = mkdtempSync(join(folder.dir, "work-"));
  const input = mattePerson.input.parse({ video: path, ...fields });
  const output = mattePerson.output.parse(
    await mattePerson.local?.run(input, { dir, seed: 1, signal: stop.signal, progress }),
  );
  return { ...output, steps };
}

/** When each frame is shown, in milliseconds from the first. */
function timesOf(path: string): number[] {
  const args = ["-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0", path];
  const seconds = execFileSync(tools.ffprobe, args, { encoding: "utf8" }).trim().split("\n").map(Number.parseFloat);
  const sorted = seconds.toSorted((a, b) => a - b);
  return sorted.map((one) => Math.round(1000 * (one - (sorted[0] ?? 0))));
}

const lowest = (values: number[]) => Math.min(...values);
const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

test("fine: the mask follows the person in every frame, and its progress never decreases", async () => {
  const { mask, preview, person, steps } = await matte(video);
  const found = overlaps(mask, truth, "240x320");
  expect(found).toHaveLength(12);
  expect(mean(found)).toBeGreaterThan(0.97);
  expect(lowest(found)).toBeGreaterThan(0.95);
  expect(await clipFacts(mask)).toMatchObject({ width: 240, height: 320, fps: 12, frames: 12, sound: null });
  expect(await clipFacts(preview)).toMatchObject({ width: 240, height: 320, fps: 12, frames: 12 });
  expect(person.share).toBeGreaterThan(0.3);
  const values = steps.map(([value]) => value);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(steps.at(-1)?.[1]).toBe("Separating the person: frame 12 of 12.");
});

test("fast: the mask follows the person as well, from black to white", async () => {
  const { mask } = await matte(video, { matting: "fast" });
  const found = overlaps(mask, truth, "240x320");
  expect(found).toHaveLength(12);
  expect(mean(found)).toBeGreaterThan(0.93);
  // White is white and black is black.
  const args = ["-v", "error", "-i", mask, "-frames:v", "1", "-vf", "format=gray", "-f", "rawvideo", "-"];
  const grey = [...execFileSync(tools.ffmpeg, args)];
  expect(grey[10 * 240 + 120]).toBeLessThan(6); // above the head
  expect(grey[280 * 240 + 110]).toBeGreaterThan(249); // the chest
});

test("frames at uneven times keep their times, whatever their number", async () => {
  const uneven = folder.make(
    "uneven.mkv",
    "-i",
    video,
    "-vf",
    "select='not(eq(mod(n,4),1))'",
    "-fps_mode",
    "vfr",
    ...h264,
  );
  const { mask } = await matte(uneven, { matting: "fast" });
  expect(timesOf(mask)).toEqual(timesOf(uneven));
  const single = folder.make("single.mp4", "-i", video, "-frames:v", "1", ...h264);
  expect((await clipFacts((await matte(single)).mask)).frames).toBe(1);
});

test("a portrait in a landscape file comes out upright", async () => {
  const lying = await readFile(folder.make("lying.mp4", "-i", video, "-vf", "transpose=2", ...h264));
  // The first track header's matrix, rotated by a quarter: a b u c d v x y w in 16.16.
  const matrix = lying.indexOf("tkhd") + 44;
  for (const [at, value] of [0, 0x10000, 0, -0x10000, 0].entries()) lying.writeInt32BE(value, matrix + at * 4);
  const turned = await folder.put("turned.mp4", lying);
  const facts = await clipFacts(turned);
  expect(facts).toMatchObject({ width: 240, height: 320 });
  const { mask } = await matte(turned, { matting: "fast" });
  expect(mean(overlaps(mask, truth, "240x320"))).toBeGreaterThan(0.9);
});

test.each(["fine", "fast"])(
  "when the person leaves the mask is black until the person comes back: %s",
  async (matting) => {
    // What is behind then looks like a person to the models.
    const away = { width: 180, height: 320, seconds: 2.4, fps: 10, size: 0.62 };
    const x = "if(between(t\\,0.8\\,1.7)\\,W\\,(W-w)/2)";
    const leaves = await makeShot(folder.dir, `leaves-${matting}`, { ...away, x });
    const { mask, person } = await matte(leaves.video, { matting });
    const found = overlaps(mask, leaves.truth, "180x320");
    expect(found).toHaveLength(24);
    expect(person.lowest).toBe(0);
    expect(lowest(found)).toBeGreaterThan(0.93);
  },
);

test("a video without a person is refused in words, before any work on its frames", async () => {
  await expect(matte(folder.path("nobody.mp4"))).rejects.toThrow(
    "There is no person in the video. Send one in which a person is clearly visible.",
  );
});

test("a cancel ends the work", async () => {
  await expect(matte(video, { matting: "fast", stopAt: 0.3 })).rejects.toThrow("cancelled");
});

test("find-person: where the person and the face are, and that no one is in a meadow", async () => {
  const find = async (path: string) => {
    const context = { dir: folder.dir, seed: 1, signal: new AbortController().signal, progress: () => {} };
    return findPerson.output.parse(await findPerson.local?.run(findPerson.input.parse({ video: path }), context));
  };
  const { found, share, box, faces, focus } = await find(video);
  expect({ found, share }).toEqual({ found: true, share: 1 });
  expect(box.y).toBeGreaterThan(0.1);
  expect(box.y + box.height).toBeGreaterThan(0.95);
  expect(faces.length).toBeGreaterThan(4);
  expect(focus.x).toBeGreaterThan(0.3);
  expect(focus.x).toBeLessThan(0.6);
  expect(focus.y).toBeGreaterThan(box.y);
  expect(focus.y).toBeLessThan(box.y + 0.35);
  expect(await find(folder.path("nobody.mp4"))).toMatchObject({ found: false, share: 0, faces: [] });
});
