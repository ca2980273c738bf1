import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepare, runTool } from "@/lib/media";
import { clipFacts } from "@/lib/media/clip-facts";
import { h264, mediaFolder, picture, sound, tools } from "@/lib/media/testing/made";
import { joinClips } from "./join-clips";

/** The service's work on small real videos, as cameras, editors, browsers and phones write them. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const corners = (size: string, seconds: number, rate = 25) => {
  const box = (x: string, y: string, colour: string) => `drawbox=x=${x}:y=${y}:w=iw/2:h=ih/2:color=${colour}:t=fill`;
  const boxes = [
    box("0", "0", "red"),
    box("iw/2", "0", "lime"),
    box("0", "ih/2", "blue"),
    box("iw/2", "ih/2", "white"),
  ];
  return ["-f", "lavfi", "-i", `color=black:s=${size}:d=${seconds}:r=${rate},format=gbrp,${boxes.join(",")}`];
};
const colour = (name: string, seconds: number, rate = 25) => [
  ...["-f", "lavfi", "-i", `color=${name}:d=${seconds}:s=96x64:r=${rate}`],
];
beforeAll(async () => {
  folder = await mediaFolder();
  const { make, path, put } = folder;
  make("red.mp4", ...colour("red", 2), ...h264);
  make("blue.mp4", ...colour("blue", 2), ...h264);
  make("ntsc.mp4", ...colour("blue", 2, 29.97), ...sound(2), ...h264, "-c:a", "aac");
  make("saved.webm", ...corners("96x64", 1.5), ...sound(1.5), "-c:v", "libvpx", "-c:a", "libopus", "-live", "1");
  make("laid.mp4", ...corners("64x96", 1), "-vf", "transpose=1", ...h264);
  await put("turned.mp4", turned(await readFile(path("laid.mp4"))));
  make("wide.mp4", ...corners("120x96", 1), "-vf", "setsar=64/45", ...h264);
  make("ac3.mp4", ...picture(1), ...sound(1), ...h264, "-c:a", "ac3");
  make("cut.mp4", "-ss", "0.6", "-i", path("film.mp4"), "-c", "copy");
  const hdr = ["-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc"];
  make("hdr.mp4", ...picture(1), "-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", ...hdr);
});
afterAll(() => folder.remove());

async function film(videos: string[], options: Record<string, unknown> = {}, signal = new AbortController().signal) {
  const steps: [number, string | undefined][] = [];
  const input = joinClips.input.parse({ videos: videos.map((name) => folder.path(name)), ...options });
  const context = { dir: folder.dir, seed: 1, signal, progress: (...step: (typeof steps)[number]) => steps.push(step) };
  const { video } = joinClips.output.parse(await joinClips.local?.run(input, context));
  const { info } = await prepare(video, { type: "video" });
  return { video, info, steps };
}

/** Writes the first track's matrix (16.16 fixed point), as cameras do: a quarter turn to the left. */
function turned(bytes: Buffer): Buffer {
  const matrix = bytes.indexOf("tkhd") + 44;
  for (const [at, value] of [0, -0x10000, 0, 0x10000, 0].entries()) bytes.writeInt32BE(value, matrix + at * 4);
  return bytes;
}

/** The colour of a point of the frame at a time, and its brightness. */
async function pixelAt(video: string, seconds: number, x = 0.5, y = 0.5) {
  const still = join(folder.dir, "frame.png");
  await runTool(tools.ffmpeg, ["-v", "error", "-y", "-ss", String(seconds), "-i", video, "-frames:v", "1", still]);
  const { data, info } = await sharp(still).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 3;
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
}
const isRed = ([r = 0, , b = 0]: number[]) => r > 150 && b < 80;
const isBlue = ([r = 0, , b = 0]: number[]) => b > 150 && r < 80;

test("clips of the same kind are joined without encoding, with the length of their sum", async () => {
  const { video, info, steps } = await film(["red.mp4", "blue.mp4", "red.mp4"]);
  expect(video).toMatch(/copied\.mp4$/);
  expect(info).toMatchObject({ width: 96, height: 64, duration: 6, fps: 25, hasAudio: false });
  expect(steps.at(-1)?.[1]).toBe("Joining the clips as they are.");
  expect(isRed(await pixelAt(video, 1.9))).toBe(true);
  expect(isBlue(await pixelAt(video, 2.1))).toBe(true);
});

test("a size that is requested, other rates and missing sound become one film with sound throughout", async () => {
  const { info, video } = await film(["red.mp4", "ntsc.mp4", "film.mp4"], { width: 160, height: 90 });
  expect(info).toMatchObject({ width: 160, height: 90, hasAudio: true });
  expect(info.fps).toBeCloseTo(29.97, 1);
  expect(Math.abs((info.duration ?? 0) - 6)).toBeLessThan(2 / 25);
  const facts = await runTool(tools.ffprobe, [
    ...["-v", "error", "-select_streams", "a", "-show_entries", "stream=sample_rate,channels,duration"],
    ...["-of", "csv=p=0", video],
  ]);
  const [rate, channels, seconds] = facts.output.toString().trim().split(",");
  expect([rate, channels]).toEqual(["48000", "2"]);
  expect(Math.abs(Number(seconds) - 6)).toBeLessThan(0.1);
});

test("one side alone keeps the shape of the first clip", async () => {
  expect((await film(["red.mp4", "blue.mp4"], { width: 192 })).info).toMatchObject({ width: 192, height: 128 });
});

test("a dissolve mixes two clips for half a second and never goes through black", async () => {
  const { info, video } = await film(["red.mp4", "ntsc.mp4", "red.mp4"], { transition: "dissolve" });
  expect(Math.abs((info.duration ?? 0) - 5)).toBeLessThan(2 / 25);
  const [r = 0, , b = 0] = await pixelAt(video, 1.75);
  expect([r > 60, b > 60]).toEqual([true, true]);
  expect(isRed(await pixelAt(video, 1.3))).toBe(true);
  expect(isBlue(await pixelAt(video, 2.5))).toBe(true);
  expect(isRed(await pixelAt(video, 4.8))).toBe(true);
});

describe("ordinary files", () => {
  test.each([
    ["a browser's recording without a length", "saved.webm", 1.5],
    ["a clip of a turned camera", "turned.mp4", 1],
    ["pixels that are not square", "wide.mp4", 1],
    ["AC-3 sound", "ac3.mp4", 1],
    ["a piece cut without encoding", "cut.mp4", 1.4],
    ["high dynamic range", "hdr.mp4", 1],
  ])("%s keeps its length beside another clip", async (_, name, seconds) => {
    const { info } = await film(["red.mp4", name]);
    expect(info).toMatchObject({ width: 96, height: 64 });
    expect(Math.abs((info.duration ?? 0) - 2 - seconds)).toBeLessThan(0.1);
    const alone = await film([name, name]);
    const [first, both] = [await clipFacts(folder.path(name)), alone.info];
    expect(Math.abs((both.duration ?? 0) - 2 * first.duration)).toBeLessThan(2 / 24);
    expect(Math.abs((both.width ?? 0) / (both.height ?? 1) - first.width / first.height)).toBeLessThan(0.05);
  });

  test("a turned clip is upright", async () => {
    const { video } = await film(["turned.mp4", "turned.mp4"]);
    const quarters = [
      await pixelAt(video, 0.5, 0.25, 0.25),
      await pixelAt(video, 0.5, 0.75, 0.25),
      await pixelAt(video, 0.5, 0.25, 0.75),
    ].map(([r = 0, g = 0, b = 0]) =>
      r > 150 && g < 90 ? "red" : g > 150 && b < 90 ? "green" : b > 150 ? "blue" : "?",
    );
    expect(quarters).toEqual(["red", "green", "blue"]);
  });
});

test("its progress never decreases and ends at 1", async () => {
  const values = (await film(["red.mp4", "ntsc.mp4"])).steps.map(([value]) => value);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(values.at(-1)).toBeCloseTo(1, 1);
});

test("a cancel ends ffmpeg", async () => {
  const long = folder.make("long.mp4", ...picture(60, "640x360"), ...h264);
  const controller = new AbortController();
  const input = joinClips.input.parse({ videos: [long, folder.path("ntsc.mp4")] });
  const dir = folder.dir;
  const progress = (value: number) => {
    if (value > 0.1) controller.abort(new Error("Cancelled."));
  };
  await expect(joinClips.local?.run(input, { dir, seed: 1, signal: controller.signal, progress })).rejects.toThrow(
    "Cancelled.",
  );
});

test("what is no video is refused", async () => {
  expect(existsSync(folder.path("still.png"))).toBe(true);
  await expect(film(["red.mp4", "still.png"])).rejects.toThrow("One of the clips is not a video.");
});
