import { afterAll, beforeAll, expect, test } from "vitest";
import { inspect, runTool } from "@/lib/media";
import { h264, mediaFolder, sound, tools } from "@/lib/media/testing/made";
import { compareVideos } from "./compare-videos";

let folder: Awaited<ReturnType<typeof mediaFolder>>;
let [red, blue] = ["", ""];
beforeAll(async () => {
  folder = await mediaFolder();
  const plain = (color: string, seconds: number, size: string) => [
    ...["-f", "lavfi", "-i", `color=${color}:d=${seconds}:s=${size}:r=10`],
  ];
  red = folder.make("red.mp4", ...plain("red", 2, "90x160"), ...h264);
  blue = folder.make("blue.mp4", ...plain("blue", 1, "90x160"), ...sound(1), ...h264, "-c:a", "aac");
});
afterAll(() => folder.remove());

async function compared(before: string, after: string) {
  const signal = new AbortController().signal;
  const context = { dir: folder.dir, seed: 1, signal, progress: () => {} };
  const { video } = compareVideos.output.parse(await compareVideos.local?.run({ before, after }, context));
  return video;
}
const colorAt = async (video: string, part: number) => {
  const shown = ["-vf", `crop=2:2:iw*${part}:ih/2,scale=1:1,format=rgb24`, "-frames:v", "1", "-f", "rawvideo"];
  return [...(await runTool(tools.ffmpeg, ["-v", "error", "-i", video, ...shown, "pipe:1"])).output];
};

test("both are side by side with a line between, as long as the shorter one, with the second one's sound", async () => {
  const video = await compared(red, blue);
  expect(await inspect(video)).toMatchObject({ width: 186, height: 160, duration: 1, fps: 10, hasAudio: true });
  const [left, line, right] = [await colorAt(video, 0.2), await colorAt(video, 0.496), await colorAt(video, 0.8)];
  expect([(left[0] ?? 0) > 200, (right[2] ?? 0) > 200]).toEqual([true, true]);
  expect(Math.min(...line)).toBeGreaterThan(150);
});

test("the sound lasts to the end of the comparison", async () => {
  const video = await compared(red, blue);
  const args = ["-v", "error", "-i", video, "-map", "0:a", "-ac", "1", "-ar", "8000", "-f", "s16le", "pipe:1"];
  const { length } = (await runTool(tools.ffmpeg, args)).output;
  expect(length / 2 / 8000).toBeGreaterThan(0.99);
});

test("without sound in the second one there is none", async () => {
  expect(await inspect(await compared(blue, red))).toMatchObject({ duration: 1, hasAudio: false });
});
