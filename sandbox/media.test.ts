import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findTools, run } from "./media/ffmpeg";
import { probeClip } from "./media/probe";
import { speak, spokenSeconds } from "./media/speech";
import { studioSet } from "./media/studio-set";
import { type Caller, openCaller } from "./testing/caller";

const tools = await findTools({ ffmpegPath: null, ffprobePath: null });
let caller: Caller;
let folder: string;

beforeAll(async () => {
  caller = await openCaller();
  folder = await mkdtemp(path.join(os.tmpdir(), "sandbox-test-"));
});
afterAll(async () => {
  await caller.close();
  await rm(folder, { recursive: true });
});

const sha = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** Checks that ffmpeg decodes the whole file without an error. */
async function decodes(file: string): Promise<void> {
  await run(tools.ffmpeg, ["-v", "error", "-xerror", "-i", file, "-f", "null", "-"], { limit: 30 });
}

async function clipOf(url: string | undefined) {
  const file = await caller.save(url, folder);
  await decodes(file);
  return { file, ...(await probeClip(tools, file)) };
}

async function keyframe(options: Record<string, unknown>) {
  const told = await caller.run("qwen-edit", { options: { width: 256, height: 256, ...options } });
  expect(told).toMatchObject({ status: "completed", error: null });
  return { bytes: await caller.download(told.localUrl[0]), urls: told.localUrl };
}

/** The mean red, green and blue of a picture. */
async function tint(bytes: Buffer): Promise<[number, number, number]> {
  const [r, g, b] = (await sharp(bytes).stats()).channels;
  return [r?.mean ?? 0, g?.mean ?? 0, b?.mean ?? 0];
}

describe("qwen-edit", () => {
  test("the picture has the requested size, in each format", async () => {
    for (const output_format of ["jpeg", "png", "webp"]) {
      const { bytes } = await keyframe({ width: 320, height: 200, output_format, webp_quality: 60 });
      expect(await sharp(bytes).metadata()).toMatchObject({ width: 320, height: 200, format: output_format });
    }
  });

  test("without a size the picture keeps its own shape", async () => {
    const told = await caller.run("qwen-edit", { options: {} });
    expect(await sharp(await caller.download(told.localUrl[0])).metadata()).toMatchObject({ width: 1280, height: 900 });
  });

  test("the same seed gives the same bytes, and another seed different ones", async () => {
    const [one, two, three] = await Promise.all(
      [7, 7, 8].map((seed) => keyframe({ prompt: "close-up at dusk", seed })),
    );
    expect(sha(one?.bytes ?? Buffer.alloc(0))).toBe(sha(two?.bytes ?? Buffer.alloc(0)));
    expect(sha(one?.bytes ?? Buffer.alloc(0))).not.toBe(sha(three?.bytes ?? Buffer.alloc(0)));
  });

  test.each([
    ["night", "夜色深沉"],
    ["dusk", "黄昏"],
    ["snow", "大雪"],
  ])("%s is understood in both languages", async (english, chinese) => {
    const [one, two] = await Promise.all([
      keyframe({ prompt: english, seed: 3 }),
      keyframe({ prompt: chinese, seed: 3 }),
    ]);
    expect(sha(one.bytes)).toBe(sha(two.bytes));
  });

  test("night is darker and bluer than noon, dusk is warmer", async () => {
    const [noon, night, dusk] = await Promise.all(
      ["sunny noon", "in the night", "at dusk"].map(async (prompt) =>
        tint((await keyframe({ prompt, seed: 3 })).bytes),
      ),
    );
    const light = (of: number[] = []) => of.reduce((sum, value) => sum + value, 0);
    const warmth = ([r = 0, , b = 0]: number[] = []) => r / b;
    expect(light(night)).toBeLessThan(light(noon) * 0.6);
    expect(warmth(night)).toBeLessThan(warmth(noon));
    expect(warmth(dusk)).toBeGreaterThan(warmth(noon));
  });

  test("a close-up, a wide shot and a top view are different pictures", async () => {
    const prompts = ["close-up", "wide shot", "from above"];
    const shas = await Promise.all(prompts.map(async (prompt) => sha((await keyframe({ prompt, seed: 3 })).bytes)));
    expect(new Set(shas).size).toBe(3);
  });

  test("a batch gives as many pictures as requested, all different", async () => {
    const { urls } = await keyframe({ batch_size: 3, seed: 5 });
    const shas = await Promise.all(urls.map(async (url) => sha(await caller.download(url))));
    expect(new Set(shas).size).toBe(3);
  });

  test("an input that is not a picture fails with an error that names it", async () => {
    for (const bytes of ["<svg xmlns='http://www.w3.org/2000/svg'/>", "#EXTM3U\n/etc/passwd", ""]) {
      const url = `data:image/png;base64,${Buffer.from(bytes).toString("base64")}`;
      const told = await caller.run("qwen-edit", { input: [{ type: "image", url }] });
      expect(told).toMatchObject({ status: "failed", localUrl: [], error: "input 1 is not a readable image" });
    }
  });

  test("a missing picture fails with an error that names the input", async () => {
    const told = await caller.run("qwen-edit", { input: [{ type: "image", url: `${caller.receiver.url}/gone.jpg` }] });
    expect(told).toMatchObject({ status: "failed", error: "input 1 answered 404" });
  });
});

describe("wan-i2v", () => {
  test("by default a clip is silent, 3 s long, at 24 frames a second, in the requested size", async () => {
    const told = await caller.run("wan-i2v", { options: { prompt: "push in", width: 192, height: 108 } });
    const clip = await clipOf(told.localUrl[0]);
    expect(clip).toMatchObject({ width: 192, height: 108, fps: 24, duration: 3, hasAudio: false });
  });

  test("duration, frame rate and seed are applied", async () => {
    const options = { prompt: "pan left", width: 128, height: 128, duration: 1.5, fps: 12, seed: 4 };
    const [one, two, other] = await Promise.all(
      [options, options, { ...options, seed: 5 }].map((given) => caller.run("wan-i2v", { options: given })),
    );
    expect(await clipOf(one?.localUrl[0])).toMatchObject({ fps: 12, duration: 1.5 });
    const [a, b, c] = await Promise.all(
      [one, two, other].map(async (told) => sha(await caller.download(told?.localUrl[0]))),
    );
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  test.each([
    ["push in", "镜头慢推"],
    ["pull out", "镜头拉远"],
    ["orbit", "环绕"],
    ["lateral", "侧移"],
  ])("%s is understood in both languages, and differs from the default move", async (english, chinese) => {
    const shots = [english, chinese, "nothing in particular"].map(async (prompt) => {
      const told = await caller.run("wan-i2v", { options: { prompt, width: 96, height: 96, duration: 1, seed: 1 } });
      return sha(await caller.download(told.localUrl[0]));
    });
    const [one, two, gentle] = await Promise.all(shots);
    expect(one).toBe(two);
    expect(one).not.toBe(gentle);
  });
});

describe("wan-talk", () => {
  test("a clip with sound lasts as long as its spoken text", async () => {
    const options = { width: 96, height: 96 };
    const [short, long] = await Promise.all(
      ["Hello.", "Hello. 你好，世界。 This sentence goes on for a good while longer than the other one does."].map(
        async (audio_prompt) =>
          clipOf((await caller.run("wan-talk", { options: { ...options, audio_prompt } })).localUrl[0]),
      ),
    );
    expect(short).toMatchObject({ width: 96, height: 96, hasAudio: true });
    expect(long).toMatchObject({ hasAudio: true });
    const shown = ["-v", "error", "-select_streams", "a:0", "-show_entries", "stream=duration", "-of", "csv=p=0"];
    const sound = Number(await run(tools.ffprobe, [...shown, long?.file ?? ""], { limit: 20 }));
    expect(sound).toBeCloseTo(long?.duration ?? 0, 1);
    expect(long?.duration ?? 0).toBeGreaterThan((short?.duration ?? 0) + 2);
  });

  test("text that looks like an option or a command is spoken as text", async () => {
    const audio_prompt = "-w /tmp/owned.wav; $(touch owned) `id` %03d";
    const told = await caller.run("wan-talk", { options: { width: 96, height: 96, audio_prompt } });
    expect(told).toMatchObject({ status: "completed" });
  });

  test("without a voice the length is estimated from the text", () => {
    expect(spokenSeconds("一二三四五六七八")).toBe(2);
    expect(spokenSeconds("one two three four five")).toBe(2);
    expect(spokenSeconds("…")).toBe(0.6);
  });

  test("without a voice a tone of that length replaces it", async () => {
    const workContext = { tools: { ...tools, espeak: null }, folder, signal: new AbortController().signal };
    const speech = await speak("one two three four five", workContext);
    expect(speech.seconds).toBe(2);
    await decodes(speech.file);
  });
});

describe("concat-upscale", () => {
  const clip = async (options: Record<string, unknown>, service = "wan-i2v") => {
    const told = await caller.run(service, { options: { width: 96, height: 96, duration: 1, seed: 1, ...options } });
    return { type: "video", url: told.localUrl[0] ?? "" };
  };

  test("films of the same format are joined without encoding, in order", async () => {
    const input = await Promise.all([clip({ prompt: "push in" }), clip({ prompt: "orbit" })]);
    const [forth, back] = await Promise.all([
      caller.run("concat-upscale", { input }),
      caller.run("concat-upscale", { input: [...input].reverse() }),
    ]);
    const film = await clipOf(forth.localUrl[0]);
    expect(film).toMatchObject({ width: 96, height: 96, duration: 2, hasAudio: false });
    // Nothing was encoded again: the packets are those of the parts (except key frames, which gain the parameter sets).
    const packets = async (file: string) => {
      const shown = ["-show_entries", "packet=flags,data_hash", "-show_data_hash", "md5", "-of", "csv"];
      const lines = (await run(tools.ffprobe, ["-v", "error", ...shown, file], { limit: 20 })).trim().split("\n");
      return lines.map((line) => (line.includes(",K") ? "key" : line));
    };
    const parts = await Promise.all(input.map(async ({ url }) => packets(await caller.save(url, folder))));
    expect(await packets(film.file)).toEqual(parts.flat());
    expect(await packets(await caller.save(back.localUrl[0], folder))).toEqual(parts.reverse().flat());
  });

  test("films of different formats get the first one's size, and keep any sound", async () => {
    const input = await Promise.all([
      clip({ height: 128, fps: 12 }),
      clip({ audio_prompt: "Hello there." }, "wan-talk"),
    ]);
    const talk = await clipOf(input[1]?.url);
    const told = await caller.run("concat-upscale", { input });
    const film = await clipOf(told.localUrl[0]);
    expect(film).toMatchObject({ width: 96, height: 128, fps: 24, hasAudio: true });
    expect(film.duration).toBeCloseTo(1 + talk.duration, 1);
  });

  test("scale and width enlarge proportionally", async () => {
    const input = [await clip({ height: 128 })];
    const [scaled, wide] = await Promise.all([
      caller.run("concat-upscale", { input, options: { scale: 2 } }),
      caller.run("concat-upscale", { input, options: { width: 144 } }),
    ]);
    expect(await clipOf(scaled.localUrl[0])).toMatchObject({ width: 192, height: 256, duration: 1 });
    expect(await clipOf(wide.localUrl[0])).toMatchObject({ width: 144, height: 192, duration: 1 });
  });

  test("a playlist that names a local file is not followed", async () => {
    for (const bytes of ["#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "ffconcat version 1.0\nfile /etc/passwd\n"]) {
      const url = `data:video/mp4;base64,${Buffer.from(bytes).toString("base64")}`;
      const told = await caller.run("concat-upscale", { input: [{ type: "video", url }] });
      expect(told).toMatchObject({ status: "failed", error: "input 1 is not a readable video" });
    }
  });
});

test("a prompt for an empty set gets one: a wall above a level surface, in the named colours, another with each seed", async () => {
  const text = "An empty set for product photography. Colours: #8d2030, #c0504d, #f3e2d0.";
  const frame = { width: 180, height: 320 };
  const [set, same, other] = await Promise.all([1, 1, 2].map((seed) => studioSet(`${text} Leaves.`, frame, seed)));
  if (!set || !same || !other) throw new Error("No set was drawn.");
  expect([set.width, set.height, sha(set.data)]).toEqual([180, 320, sha(same.data)]);
  expect(sha(other.data)).not.toBe(sha(set.data));
  const at = (x: number, y: number) => set.data.subarray((y * 180 + x) * 3, (y * 180 + x) * 3 + 3);
  const step = (y: number) => Math.abs((at(90, y)[1] ?? 0) - (at(90, y + 6)[1] ?? 0));
  expect(step(222)).toBeGreaterThan(step(100));
  for (const y of [40, 280]) expect(at(90, y)[0]).toBeGreaterThan(at(90, y)[2] ?? 255);
  expect(await studioSet("A street at night.", frame, 1)).toBeNull();
});
