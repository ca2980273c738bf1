import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inputArguments, runTool } from "@/lib/media";
import { clipFacts } from "@/lib/media/clip-facts";
import { h264, mediaFolder, picture, sound, tools } from "@/lib/media/testing/made";
import { normaliseVideo } from "./normalise-video";

/** The service's work on small real videos. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
beforeAll(async () => {
  folder = await mediaFolder();
});
afterAll(() => folder.remove());

let runs = 0;
async function normalised(video: string, options: Record<string, unknown> = {}) {
  const dir = join(folder.dir, `run-${++runs}`);
  await mkdir(dir);
  const input = normaliseVideo.input.parse({ video, width: 90, height: 160, fps: 30, ...options });
  const signal = new AbortController().signal;
  const context = { dir, seed: 1, signal, progress: () => {} };
  const output = normaliseVideo.output.parse(await normaliseVideo.local?.run(input, context));
  return { ...output, facts: await clipFacts(output.video) };
}

const normal = { width: 90, height: 160, fps: 30, codec: "h264", rotation: 0, hdr: null, isSteady: true, start: 0 };
const stereo = { codec: "aac", rate: 48_000, channels: 2 };

/** Seconds at which the picture turns white, and at which the sound sets in. */
async function flashAndBeep(video: string, after: number): Promise<{ flash: number; beep: number }> {
  const { sniffed } = await clipFacts(video);
  const at = ["-ss", String(after)];
  const run = async (args: string[]) =>
    (await runTool(tools.ffmpeg, ["-v", "error", ...inputArguments(video, sniffed, at), ...args])).output;
  const fps = 30;
  const light = await run(["-map", "0:v", "-vf", `fps=${fps},scale=1:1,format=gray`, "-f", "rawvideo", "pipe:1"]);
  const rate = 8000;
  const heard = await run(["-map", "0:a", "-ac", "1", "-ar", String(rate), "-f", "s16le", "pipe:1"]);
  const loud = Array.from({ length: heard.length / 2 }, (_, i) => Math.abs(heard.readInt16LE(2 * i)));
  return { flash: light.findIndex((y) => y > 128) / fps, beep: loud.findIndex((level) => level > 2000) / rate };
}

/** A film that flashes and beeps together once, `at` seconds after its start. */
const flashing = (at: number, seconds: number, rate = 30) => [
  ...["-f", "lavfi", "-i", `color=black:s=32x56:r=${rate}:d=${seconds}`],
  ...["-f", "lavfi", "-i", `sine=f=1000:r=48000:d=${seconds}`],
  ...["-vf", `drawbox=color=white:t=fill:enable='between(t,${at},${at + 0.2})'`],
  ...["-af", `volume='between(t,${at},${at + 0.2})':eval=frame,volume=8`],
];

describe("every video becomes one of the same kind", () => {
  test.each([
    ["a landscape at 120 frames a second", [...picture(1, "320x180", 120), ...h264]],
    ["odd sizes", [...picture(1, "101x77"), "-c:v", "mpeg4"]],
    ["wide pixels", [...picture(1, "80x160"), "-vf", "setsar=2", ...h264]],
    ["HEVC", [...picture(1, "128x96"), "-c:v", "libx265", "-x265-params", "log-level=none"]],
  ])("%s", async (name, args) => {
    const video = folder.make(`${name.replaceAll(" ", "-")}.mp4`, ...args);
    const { facts, copied, seconds } = await normalised(video);
    expect(facts).toMatchObject({ ...normal, frames: 30, sound: null });
    expect([copied, seconds]).toEqual([false, 1]);
  });

  test("a rotated one is upright", async () => {
    const lying = folder.make("lying.mp4", ...picture(1, "160x90"), ...h264);
    const turned = folder.make("turned.mp4", "-i", lying, "-c", "copy", "-metadata:s:v:0", "rotate=90");
    const { facts, source } = await normalised(turned);
    expect(facts).toMatchObject(normal);
    expect(source).toMatchObject({ width: 90, height: 160 });
  });

  test("a variable frame rate becomes a steady one of the same length", async () => {
    const uneven = "setpts='if(lt(N,25),N/25,1+(N-25)/10)/TB'";
    const video = folder.make("uneven.mp4", ...picture(2), "-vf", uneven, "-vsync", "vfr", ...h264);
    expect((await clipFacts(video)).isSteady).toBe(false);
    const { facts, source } = await normalised(video);
    expect(facts).toMatchObject({ ...normal, frames: Math.round(source.seconds * 30) });
  });

  test.each([1, 6])("sound with %i channels becomes stereo at 48 kHz", async (channels) => {
    const loud = [...sound(1), "-ac", String(channels), "-ar", "44100", "-c:a", "ac3"];
    const video = folder.make(`sound-${channels}.mkv`, ...picture(1), ...loud, ...h264);
    const { facts, source } = await normalised(video);
    expect(facts.soundTrack).toMatchObject(stereo);
    expect(source.hasSound).toBe(true);
  });

  test("high dynamic range becomes standard range, or the note says why not", async () => {
    const pq = ["-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc"];
    const encoder = ["-pix_fmt", "yuv420p10le", "-c:v", "libx265", "-x265-params", "log-level=none"];
    const { facts, source, note } = await normalised(folder.make("hdr.mp4", ...picture(1), ...encoder, ...pq));
    expect(source.hdr).toBe(true);
    expect(facts).toMatchObject({ ...normal, matrix: "bt709" });
    if (note) expect(note).toContain("lacks zscale");
  });
});

describe("what is right already is copied", () => {
  const right = picture(1, "90x160", 30);

  test("with its sound, byte for byte", async () => {
    const video = folder.make("right.mp4", ...right, ...sound(1), ...h264, "-c:a", "aac", "-ar", "48000", "-ac", "2");
    const { copied, facts } = await normalised(video);
    expect(copied).toBe(true);
    expect(facts).toMatchObject({ ...normal, frames: 30, soundTrack: { codec: "aac" } });
    expect(await packetsOf(facts.path)).toEqual(await packetsOf(video));
  });

  test("without sound", async () => {
    expect((await normalised(folder.make("mute.mp4", ...right, ...h264))).copied).toBe(true);
  });

  test("and the picture alone where only the sound is not", async () => {
    const video = folder.make("mono.mp4", ...right, ...sound(1), ...h264, "-c:a", "aac", "-ar", "44100", "-ac", "1");
    const { copied, facts } = await normalised(video);
    expect([copied, facts.soundTrack]).toEqual([false, expect.objectContaining({ rate: 48_000, channels: 2 })]);
    expect((await packetsOf(facts.path)).video).toEqual((await packetsOf(video)).video);
  });
});

async function packetsOf(path: string) {
  const hash = async (track: string) => {
    const args = ["-v", "error", "-i", path, "-map", `0:${track}?`, "-c", "copy", "-f", "md5", "pipe:1"];
    return (await runTool(tools.ffmpeg, args)).output.toString();
  };
  return { video: await hash("v"), audio: await hash("a").catch(() => "none") };
}

describe("what fills the frame", () => {
  // The left third is red, the rest blue.
  const halves = ["-f", "lavfi", "-i", "color=blue:s=320x180:d=0.2:r=30"];
  const red = ["-vf", "drawbox=x=0:y=0:w=106:h=180:color=red:t=fill"];
  const middle = async (options: Record<string, unknown>) => {
    const video = folder.make("red-and-blue.mp4", ...halves, ...red, ...h264);
    const { facts } = await normalised(video, options);
    const args = ["-v", "error", "-i", facts.path, "-vf", "scale=1:1,format=rgb24", "-frames:v", "1", "-f", "rawvideo"];
    const [r = 0, , b = 0] = (await runTool(tools.ffmpeg, [...args, "pipe:1"])).output;
    return r > b ? "red" : "blue";
  };
  test("is the middle, or what the focus names", async () => {
    expect(await middle({})).toBe("blue");
    expect(await middle({ focus: { x: 0.1, y: 0.5 } })).toBe("red");
  });
});

describe("sound and picture stay together", () => {
  test("where the sound begins later than the picture", async () => {
    const film = folder.make("flash.mp4", ...flashing(1, 2), ...h264, "-c:a", "aac");
    const late = ["-i", film, "-itsoffset", "0.4", "-i", film, "-map", "0:v", "-map", "1:a"];
    const video = folder.make("late.mkv", ...late, "-c", "copy");
    const { facts } = await normalised(video);
    const { flash, beep } = await flashAndBeep(facts.path, 0);
    expect(beep - flash).toBeCloseTo(0.4, 1);
    expect(Math.abs(beep - flash - 0.4)).toBeLessThan(1 / 30);
  });

  test("where the picture begins later than the sound", async () => {
    const film = folder.make("flash-2.mp4", ...flashing(1, 2), ...h264, "-c:a", "aac");
    const late = ["-itsoffset", "0.4", "-i", film, "-i", film, "-map", "0:v", "-map", "1:a"];
    const video = folder.make("late-picture.mkv", ...late, "-c", "copy");
    const { facts } = await normalised(video);
    const { flash, beep } = await flashAndBeep(facts.path, 0);
    expect(Math.abs(flash - beep - 0.4)).toBeLessThan(1 / 30);
  });

  test("to the very end, also with few frames a second", async () => {
    const video = folder.make("late-beep.mp4", ...flashing(3.7, 4), ...h264, "-c:a", "aac");
    const { facts } = await normalised(video, { fps: 10 });
    const { flash, beep } = await flashAndBeep(facts.path, 0);
    expect(flash).toBeCloseTo(3.7, 1);
    expect(Math.abs(flash - beep)).toBeLessThan(1 / 10);
  });

  test("to a frame at the end of ten minutes", { timeout: 600_000 }, async () => {
    const at = 597;
    // 29.97 frames a second and 44.1 kHz: both are resampled.
    const args = [...flashing(at, 600, 30000 / 1001), ...h264, "-g", "300", "-c:a", "aac", "-ar", "44100", "-ac", "1"];
    const { facts } = await normalised(folder.make("long.mp4", ...args), { width: 64, height: 64 });
    expect(facts.frames).toBe(Math.round(facts.duration * 30));
    const { flash, beep } = await flashAndBeep(facts.path, 590);
    expect(Math.abs(flash - (at - 590))).toBeLessThan(2 / 30);
    expect(Math.abs(flash - beep)).toBeLessThan(1 / 30);
  });
});

test("an upright video gets the size for upright ones, and others do not", async () => {
  const size = { width: 160, height: 90, upright: { width: 90, height: 160 } };
  const upright = await normalised(folder.make("upright.mp4", ...picture(1, "60x100"), ...h264), size);
  const lying = await normalised(folder.make("wide.mp4", ...picture(1, "100x60"), ...h264), size);
  expect([upright.width, upright.height, upright.facts.height]).toEqual([90, 160, 160]);
  expect([lying.width, lying.height, lying.facts.height]).toEqual([160, 90, 90]);
});

test("a video that is too long is refused with both lengths", async () => {
  const video = folder.make("two-seconds.mp4", ...picture(2), ...h264);
  await expect(normalised(video, { longest: 1 })).rejects.toThrow(
    "The video is 2 seconds long. Send at most 1 seconds.",
  );
});
