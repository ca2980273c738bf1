import { rm } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { prepare, runTool } from "@/lib/media";
import { loudnessOf } from "@/lib/media/film/loudness";
import { mediaFolder, tools } from "@/lib/media/testing/made";
import { speechLocal } from "./speech-local";

/** The placeholder voice itself: espeak-ng speaks small real texts. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
beforeAll(async () => {
  folder = await mediaFolder();
});
afterAll(() => folder.remove());
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder.path("speech.m4a"), { force: true });
});

const m4a = { type: "audio", contentType: "audio/mp4", extension: "m4a" } as const;

async function say(text: string, options: Record<string, unknown> = {}) {
  const input = speechLocal.input.parse({ text, ...options });
  const steps: number[] = [];
  const signal = AbortSignal.timeout(600_000);
  const context = { dir: folder.dir, seed: 1, signal, progress: (value: number) => steps.push(value) };
  const { audio } = speechLocal.output.parse(await speechLocal.local?.run(input, context));
  const { info } = await prepare(audio, { type: "audio" });
  return {
    audio,
    seconds: info.duration ?? 0,
    contentType: info.contentType,
    steps,
    ...(await loudnessOf(audio, m4a)),
  };
}
/** The lengths of silences, in seconds. */
async function silences(path: string): Promise<number[]> {
  const filter = "silencedetect=n=-45dB:d=0.12";
  const { errors } = await runTool(tools.ffmpeg, [
    "-hide_banner",
    "-nostdin",
    "-i",
    path,
    "-af",
    filter,
    "-f",
    "null",
    "-",
  ]);
  return [...errors.matchAll(/silence_duration: ([\d.]+)/g)].map(([, seconds]) => Number(seconds));
}

test("a text is heard at the loudness of speech, and its progress never decreases", async () => {
  const { contentType, lufs, peak, steps } = await say("The wind carries the seeds away, and the day is still young.");
  expect(contentType).toBe("audio/mp4");
  expect(Math.abs((lufs ?? 0) + 16)).toBeLessThan(1.5);
  expect(peak).toBeLessThan(0);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
});

test("the length grows with the text, and shrinks with the speed", async () => {
  const one = await say("A small house on the shore.");
  const three = await say("A small house on the shore. ".repeat(3));
  const faster = await say("A small house on the shore.", { speed: 2 });
  expect(three.seconds).toBeGreaterThan(2.5 * one.seconds);
  expect(faster.seconds).toBeLessThan(0.7 * one.seconds);
});

test("Chinese and English in one line are spoken, without a gap where they meet", async () => {
  const chinese = await say("我们用来做影片");
  const mixed = await say("我们用 Nextscene 来做影片");
  expect(mixed.seconds).toBeGreaterThan(chinese.seconds + 0.4);
  expect(mixed.lufs).toBeGreaterThan(-20);
  expect(Math.max(0, ...(await silences(mixed.audio)))).toBeLessThan(0.3);
});

test("a language by its code, its English name and its own name is the same voice", async () => {
  const text = "Les enfants chantent dans la rue principale.";
  const [code, english, own, other] = [
    await say(text, { language: "fr" }),
    await say(text, { language: "French" }),
    await say(text, { language: "français" }),
    await say(text),
  ];
  expect([english.seconds, own.seconds]).toEqual([code.seconds, code.seconds]);
  expect(other.seconds).not.toBe(code.seconds);
});

test("a text of 4,000 characters is spoken to its end", async () => {
  const text = `${"The river was wide and the boat was slow. ".repeat(5)}河很宽，船很慢。`.repeat(20).slice(0, 4000);
  const { seconds, lufs } = await say(text);
  expect(seconds).toBeGreaterThan(200);
  expect(lufs).toBeGreaterThan(-20);
});

test.each(["a", "7", "?!", "Hi 👍🏽", "[[_"])("a very short text is sound that can be played: %s", async (text) => {
  const spoken = say(text);
  if (/[\p{L}\p{N}]/u.test(text)) expect((await spoken).seconds).toBeGreaterThanOrEqual(0.45);
  else await expect(spoken).rejects.toThrow("has nothing to say");
});

test.each(["👍🎬🇫🇷", "… — !"])("a text without a word is refused with its field: %s", async (text) => {
  await expect(say(text)).rejects.toThrow("`text` has nothing to say: it has no letter and no digit.");
});

test("a voice that is not installed is refused with examples", async () => {
  await expect(say("Hello.", { voice: "alloy" })).rejects.toThrow(
    'espeak-ng has no voice "alloy": name a language, as `en-gb` or `French`.',
  );
});

test("without espeak-ng the error says what to install or set", async () => {
  vi.resetModules();
  vi.stubEnv("ESPEAK_PATH", "/nowhere/espeak-ng");
  const { espeakPath } = await import("@/lib/media/voice/espeak");
  expect(espeakPath).toThrow('ESPEAK_PATH is "/nowhere/espeak-ng", which cannot be run. Install it');
});

test("without a setting, and without it on PATH, likewise", async () => {
  vi.resetModules();
  vi.stubEnv("ESPEAK_PATH", "");
  vi.stubEnv("PATH", folder.dir);
  const { espeakPath } = await import("@/lib/media/voice/espeak");
  expect(espeakPath).toThrow("espeak-ng was not found on this machine. Install it (apt-get install espeak-ng)");
});
