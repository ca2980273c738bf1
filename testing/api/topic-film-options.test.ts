import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { upload } from "@/cli/film/api-client";
import { createClient } from "@/lib/client/client";
import type { Job } from "@/lib/schemas/job";
import { styles } from "@/lib/styles";
import { sample } from "../sample";
import { type SharedApp, sharedApp } from "../shared-app";

/** The options of a film from a topic, on real media of the sandbox: each is seen or heard in the film. */

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "nextscene-options-"));
let testApp: SharedApp;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  testApp = await sharedApp({});
  client = createClient(testApp.api);
}, 600_000);
afterAll(async () => {
  await testApp?.close();
  rmSync(folder, { recursive: true, force: true });
});

const patience = { timeout: 900_000 };
type Input = { type: "image" | "audio"; url: string }[];
type Film = { film: { seconds: number; width: number; height: number; shots: { from: number; to: number }[] } };

async function film(options: Record<string, unknown>, input: Input = []) {
  const shared = { style: "nature", duration: 10, shots: 2, seed: 5 };
  const job = await client.wait(
    await client.generate({ model: "topic-film", input, options: { ...shared, ...options } }),
  );
  expect(job).toMatchObject({ status: "completed", error: null });
  const { film } = job.result as Film;
  return { job, film, video: await fileOf(job, "video") };
}
async function fileOf(job: Job, type: "video" | "file" | "image", contentType?: string): Promise<string> {
  const output = job.outputs.find((one) => one.type === type && (!contentType || one.contentType === contentType));
  if (!output) throw new Error(`The job has no ${contentType ?? type}.`);
  const path = join(folder, `${output.id}.${type}`);
  await writeFile(path, Buffer.from(await (await client.download(output)).arrayBuffer()));
  return path;
}
const keysOf = (job: Job, word: string) => job.steps.filter(({ key }) => new RegExp(`^${word}\\.\\d+$`).test(key));
const ffmpeg = async (...args: string[]) => (await run("ffmpeg", ["-hide_banner", "-nostdin", ...args])).stderr;
async function streams(video: string): Promise<{ codec_type: string; width?: number; height?: number }[]> {
  const args = ["-v", "error", "-show_entries", "stream=codec_type,width,height", "-of", "json", video];
  return JSON.parse((await run("ffprobe", args)).stdout).streams;
}
async function frameAt(video: string, seconds: number): Promise<Buffer> {
  const path = join(folder, `frame-${seconds}.png`);
  await ffmpeg("-ss", String(seconds), "-i", video, "-frames:v", "1", "-update", "1", "-y", path);
  return readFile(path);
}
/** The share of white pixels in the lower third of a frame, where subtitles are. */
async function whiteBelow(video: string, seconds: number): Promise<number> {
  const frame = sharp(await frameAt(video, seconds)).removeAlpha();
  const { width, height } = await sharp(await frameAt(video, seconds)).metadata();
  const top = Math.round((height * 2) / 3);
  const { data } = await frame
    .extract({ left: 0, top, width, height: height - top })
    .raw()
    .toBuffer({ resolveWithObject: true });
  let white = 0;
  for (let i = 0; i < data.length; i += 3)
    if (Math.min(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0) > 235) white++;
  return white / (data.length / 3);
}
const secondsOf = (time: string) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
async function cuesOf(job: Job): Promise<{ from: number; to: number; text: string }[]> {
  const vtt = await readFile(await fileOf(job, "file", "text/vtt"), "utf8");
  return [...vtt.matchAll(/([\d:.]+) --> ([\d:.]+)\n(.*)/g)].map(([, from = "", to = "", text = ""]) => ({
    ...{ from: secondsOf(from), to: secondsOf(to), text },
  }));
}
/** Decibels of a tone of 3 kHz in a piece of a film. */
async function toneIn(video: string, from: number, to: number): Promise<number> {
  const filter = "bandpass=f=3000:width_type=h:w=40,bandpass=f=3000:width_type=h:w=40,volumedetect";
  const log = await ffmpeg(
    "-ss",
    String(from),
    "-to",
    String(to),
    "-i",
    video,
    "-vn",
    "-af",
    filter,
    "-f",
    "null",
    "-",
  );
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(log)?.[1]);
}

test(
  "a Chinese film in portrait has its title first, its subtitles in the picture, and music that makes way for the voice",
  patience,
  async () => {
    const music = join(folder, "music.mp3");
    await ffmpeg("-f", "lavfi", "-i", "sine=f=3000:d=4", "-y", music);
    const asked = {
      ...{ aspect: "9:16", resolution: "360p", subtitles: "burned", title_card: true },
      speech_provider: "local:speech-local",
    };
    const own: Input = [{ type: "audio", url: await upload(testApp.api, music) }];
    const made = await film({ ...asked, topic: "一把小提琴是怎样在一座很小的山村里由一位老人做成的" }, own);
    expect(await streams(made.video)).toMatchObject([
      { codec_type: "video", width: 360, height: 640 },
      { codec_type: "audio" },
    ]);
    expect(keysOf(made.job, "frame").length).toBeLessThanOrEqual(2);
    expect(made.film.shots[0]?.from).toBe(2.5);

    const cues = await cuesOf(made.job);
    expect(cues[0]?.text).toMatch(/\p{Script=Han}/u);
    const [cue] = cues;
    const last = cues.at(-1);
    if (!cue || !last) throw new Error("There is no subtitle.");
    const written = await whiteBelow(made.video, (cue.from + cue.to) / 2);
    expect(written).toBeGreaterThan(0.002);
    expect(await whiteBelow(made.video, 2.55)).toBeLessThan(written / 2);

    const spoken = await toneIn(made.video, cue.from + 0.4, cue.to - 0.1);
    const clear = await toneIn(made.video, 0.6, 2.2);
    expect(clear - spoken).toBeGreaterThan(3);
    expect(await toneIn(made.video, made.film.seconds - 3, made.film.seconds - 2.2)).toBeGreaterThan(-50); // it is repeated
  },
);

test("a square film after a picture shows that picture in each of its frames, at 1080 lines", patience, async () => {
  const reference: Input = [{ type: "image", url: await upload(testApp.api, sample) }];
  const asked = { topic: "The life of a dandelion", aspect: "1:1", resolution: "1080p", include_audio: false };
  const { job, video, film: facts } = await film({ ...asked, subtitles: "off" }, reference);
  expect(await streams(video)).toMatchObject([{ codec_type: "video", width: 1080, height: 1080 }]);
  expect(await streams(video)).toHaveLength(1);
  expect(job.outputs.filter(({ type }) => type === "file")).toEqual([]);
  const frames = keysOf(job, "frame");
  expect(frames).toHaveLength(facts.shots.length);
  for (const { service, inputs } of frames) {
    expect([service, inputs.map(({ url }) => url.split("?")[0])]).toEqual([
      "qwen-edit",
      [expect.stringContaining(reference[0]?.url.replace("asset:", "") ?? "-")],
    ]);
  }
  expect(keysOf(job, "narration")).toEqual([]);
});

describe("the request to the writer has", () => {
  test.each(styles.map(({ id }) => id))("the style %s", patience, async (style) => {
    const options = { topic: `A boat of paper, ${style}`, style, language: "French", duration: 10 };
    const job = await client.generate({ model: "topic-film", options, review: ["storyboard"] });
    for await (const state of client.events(job.id)) if (state.status === "awaiting_review") break;
    const [script] = (await client.job(job.id)).steps.filter(({ key }) => key === "script");
    const named = styles.find(({ id }) => id === style);
    expect(JSON.parse(script?.prompt ?? "")).toMatchObject({
      narration_language: "French",
      style: { visual_style: named?.look, mood: named?.mood, color_palette: named?.palette },
    });
    expect((await client.style(job.id)).document).toMatchObject({ style, source: "user_specified" });
    await client.cancel(job.id);
  });
});
