import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "@/lib/client/client";
import type { Job } from "@/lib/schemas/job";
import { startApp, type TestApp } from "../app";

/** One film from a topic with real media of the sandbox: its pictures, its sound and its subtitles. */

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "nextscene-topic-"));
let testApp: TestApp;
beforeAll(async () => {
  testApp = await startApp({ CHECK_RESULTS: "on" });
}, 600_000);
afterAll(async () => {
  await testApp?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function fileOf(job: Job, type: "video" | "file", contentType?: string): Promise<string> {
  const output = job.outputs.find((one) => one.type === type && (!contentType || one.contentType === contentType));
  if (!output) throw new Error(`The job has no ${contentType ?? type}.`);
  const answer = await createClient(testApp.api).download(output);
  const path = join(folder, `${output.id}.${type}`);
  await writeFile(path, Buffer.from(await answer.arrayBuffer()));
  return path;
}

const ffmpeg = async (...args: string[]) => (await run("ffmpeg", ["-hide_banner", "-nostdin", ...args])).stderr;
/** The mean colour of a frame. */
async function colourAt(video: string, seconds: number): Promise<number[]> {
  const picture = join(folder, `${seconds}.png`);
  await ffmpeg("-ss", String(seconds), "-i", video, "-frames:v", "1", "-y", picture);
  return (await sharp(picture).stats()).channels.map(({ mean }) => Math.round(mean));
}
/** The seconds of sound between the silences. */
async function spoken(video: string, end: number): Promise<[from: number, to: number][]> {
  const log = await ffmpeg("-i", video, "-af", "silencedetect=n=-40dB:d=0.4", "-f", "null", "-");
  const times = (name: string) =>
    [...log.matchAll(new RegExp(`silence_${name}: ([\\d.]+)`, "g"))].map((m) => Number(m[1]));
  const starts = times("start");
  const spans = [[0, starts[0] ?? end], ...times("end").map((from, i) => [from, starts[i + 1] ?? end])] as const;
  return spans.flatMap(([from = 0, to = 0]): [number, number][] => (to - from > 0.2 ? [[from, to]] : []));
}
const secondsOf = (time: string) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

test("a film shows its shots, one hears its narration, and the subtitles fit the words", {
  timeout: 900_000,
}, async () => {
  const client = createClient(testApp.api);
  const topic = "A documentary on how a violin is made";
  const job = await client.wait(
    await client.generate({ model: "topic-film", options: { topic, style: "documentary", duration: 10, seed: 3 } }),
  );
  expect(job).toMatchObject({ status: "completed", error: null, warnings: [] });
  expect(job.steps.filter(({ rejected }) => rejected)).toEqual([]);
  const video = await fileOf(job, "video");
  const { film } = job.result as { film: { seconds: number; shots: { from: number; to: number; scene: number }[] } };
  const probe = [
    "-v",
    "error",
    "-show_entries",
    "stream=width,height,codec_name:format=duration",
    "-of",
    "json",
    video,
  ];
  const facts = JSON.parse((await run("ffprobe", probe)).stdout);
  expect(facts.streams).toMatchObject([{ codec_name: "h264", width: 1280, height: 720 }, { codec_name: "aac" }]);
  expect(Math.abs(Number(facts.format.duration) - film.seconds)).toBeLessThan(0.1);
  expect(Math.abs(film.seconds - 10)).toBeLessThanOrEqual(1);

  const colours = await Promise.all(film.shots.map(({ from, to }) => colourAt(video, (from + to) / 2)));
  for (const [i, colour] of colours.entries()) {
    expect(Math.max(...colour)).toBeGreaterThan(24);
    for (const other of colours.slice(i + 1)) expect(colour).not.toEqual(other);
  }

  // A still is of the film, which is the main file of the result, and not of its thumbnail.
  const still = async ({ from, to }: { from: number; to: number }) => {
    const path = `/v1/jobs/${job.id}/thumbnail?width=160&time=${(from + to) / 2}`;
    const answer = await fetch(`${testApp.api.url}${path}`, { headers: { "x-api-key": testApp.api.key } });
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  };
  const [first, second] = await Promise.all(film.shots.slice(0, 2).map(still));
  expect(first?.length).toBeGreaterThan(0);
  expect(first).not.toEqual(second);
  expect(job.outputs.map(({ field }) => field)).toEqual(["video", "subtitles", "srt", "thumbnail"]);

  const sounds = await spoken(video, film.seconds);
  expect(sounds.length).toBeGreaterThanOrEqual(2);
  const vtt = await run("cat", [await fileOf(job, "file", "text/vtt")]);
  const lines = [...vtt.stdout.matchAll(/([\d:.]+) --> ([\d:.]+)/g)].map(([, from = "", to = ""]) =>
    [from, to].map(secondsOf),
  );
  expect(lines.length).toBeGreaterThanOrEqual(film.shots.length);
  for (const [from = 0, to = 0] of lines) {
    const isHeard = sounds.some(([begins, ends]) => from < ends && to > begins);
    expect([from, to, isHeard]).toEqual([from, to, true]);
  }
});
