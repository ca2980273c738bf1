import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { h264, mediaFolder, picture } from "@/lib/media/testing/made";
import { qualityCheck } from "./quality-check";

/** The service's work on real files: good ones, and broken ones that ffmpeg makes from the same source. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const size = "320x180";
const clip = 3;
/** A slow zoom into a photograph: what an image model's clip looks like. */
const zoom = (seconds: number) => [
  ...["-loop", "1", "-framerate", "25", "-i", "public/sample.jpg", "-t", String(seconds), "-vf"],
  `scale=640:-2,crop=640:360,zoompan=z='1+in/600':d=1:s=${size}:fps=25`,
];
const encoded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "16", "-pix_fmt", "yuv420p"];

beforeAll(async () => {
  folder = await mediaFolder();
  folder.make("good.mp4", ...zoom(clip), ...encoded);
}, 120_000);
afterAll(() => folder.remove());

/** The good clip after some filters. */
const changed = (name: string, filters: string, ...more: string[]) =>
  folder.make(name, "-i", folder.path("good.mp4"), "-vf", filters, ...more, ...encoded);

async function check(input: Record<string, unknown>, signal = new AbortController().signal) {
  const steps: number[] = [];
  const context = { dir: folder.dir, seed: 1, signal, progress: (value: number) => steps.push(value) };
  const parsed = qualityCheck.input.parse(input);
  const result = qualityCheck.output.parse(await qualityCheck.local?.run(parsed, context));
  const verdicts = Object.fromEntries(result.metrics.map(({ name, verdict }) => [name, verdict]));
  const faults = result.metrics.filter(({ verdict }) => verdict !== "ok").map(({ name }) => name);
  return { ...result, verdicts, faults, steps };
}

test("its progress moves while it looks at the frames and while it listens to the sound", async () => {
  const sound = ["-f", "lavfi", "-i", "sine=f=300:d=3", "-c:v", "copy", "-c:a", "aac"];
  folder.make("heard.mp4", "-i", folder.path("good.mp4"), ...sound);
  const { steps } = await check({ video: folder.path("heard.mp4") });
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  const within = (from: number, to: number) => new Set(steps.filter((step) => step > from && step < to)).size;
  expect(within(0.1, 0.9)).toBeGreaterThan(50);
  expect(within(0.9, 1)).toBeGreaterThan(5);
});

test("a good clip passes with every metric, and its score is 1", async () => {
  const input = {
    video: folder.path("good.mp4"),
    width: 320,
    height: 180,
    seconds: clip,
    firstFrame: "public/sample.jpg",
  };
  const { score, passed, metrics, faults, steps } = await check(input);
  expect({ score, passed, faults }).toEqual({ score: 1, passed: true, faults: [] });
  expect(metrics.map(({ name }) => name)).toEqual([
    ...["decodes", "size", "length", "black", "frozen", "blurred", "washed_out", "dark", "flicker", "noise"],
    "first_frame",
  ]);
  expect(metrics.every(({ says }) => /^[A-Z].*\.$/.test(says))).toBe(true);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
});

const held = (seconds: number) => `trim=end=${clip - seconds},tpad=stop_mode=clone:stop_duration=${seconds}`;
const black = (seconds: number) => `drawbox=c=black:t=fill:enable='lt(t,${seconds})'`;
const pulse = (brightness: string) => `lutyuv=y='val*0.8',eq=eval=frame:brightness='${brightness}'`;
/** A night with a lamp, which is not black. */
const night = (share: number) => `lutyuv=y='16+(val-16)*${share}',drawbox=w=iw/5:h=ih/5:c=0x606060:t=fill`;

describe("each threshold lies between a good clip and a broken one", () => {
  test.each([
    ["black", "failed", black(0.2), black(0.5)],
    ["frozen", "failed", held(0.8), held(1.4)],
    ["blurred", "warning", "gblur=sigma=1", "gblur=sigma=8"],
    ["flicker", "warning", pulse("0.15*sin(4*t)"), pulse("0.2*(mod(n,2)-0.5)")],
    ["noise", "warning", "noise=alls=12:allf=t", "noise=alls=90:allf=t"],
    ["washed_out", "warning", "lutyuv=y='val*0.7+50'", "lutyuv=y='val*0.25+165'"],
    ["dark", "warning", night(0.4), night(0.01)],
  ])("%s", async (name, verdict, good, broken) => {
    const before = await check({ video: changed(`${name}-good.mp4`, good) });
    expect([before.faults, before.passed]).toEqual([[], true]);
    const after = await check({ video: changed(`${name}-broken.mp4`, broken) });
    expect(after.verdicts[name]).toBe(verdict);
    expect(after.passed).toBe(verdict === "warning");
    expect(after.score).toBeLessThan(verdict === "warning" ? 0.9 : 0.5);
  });

  test("a cut to a brighter shot is no flicker, a lamp that blinks is one", async () => {
    const brighter = (when: string) => `lutyuv=y='val*0.6',eq=eval=frame:brightness='0.3*${when}'`;
    const verdict = async (name: string, when: string) =>
      (await check({ video: changed(name, brighter(when)) })).verdicts.flicker;
    expect(await verdict("cut.mp4", "gt(t,1.5)")).toBe("ok");
    expect(await verdict("cuts.mp4", "between(t,1,2)")).toBe("ok");
    expect(await verdict("blinks.mp4", "mod(floor(n/3),2)")).toBe("warning");
  });

  test("a planned still is not frozen", async () => {
    const video = changed("title.mp4", held(1.4));
    expect((await check({ video, stills: 1 })).verdicts.frozen).toBe("ok");
    expect((await check({ video, stills: 0.1 })).verdicts.frozen).toBe("failed");
  });

  test("a film that is bright by plan is not washed out", async () => {
    const video = changed("pale.mp4", "lutyuv=y='val*0.25+165'");
    expect((await check({ video, bright: true })).verdicts.washed_out).toBe("ok");
    expect((await check({ video, bright: false })).verdicts.washed_out).toBe("warning");
  });

  test("planned fades are not black", async () => {
    const video = changed("faded.mp4", black(0.9));
    expect((await check({ video })).faults).toContain("black");
    expect((await check({ video, fades: 1 })).verdicts.black).toBe("ok");
    expect((await check({ video: changed("long-fade.mp4", black(2.4)), fades: 1 })).verdicts.black).toBe("failed");
  });

  test("size and length: exact, and two frames", async () => {
    const video = folder.path("good.mp4");
    const verdicts = async (wanted: object) => (await check({ video, ...wanted })).verdicts;
    expect(await verdicts({ width: 320, seconds: clip + 0.08 })).toMatchObject({ size: "ok", length: "ok" });
    expect(await verdicts({ width: 320, height: 182, seconds: clip + 0.12 })).toMatchObject({
      size: "failed",
      length: "failed",
    });
    expect(await verdicts({ seconds: clip - 0.12 })).toMatchObject({ length: "failed" });
  });

  test("sound: silent, missing, distorted", async () => {
    const heard = (name: string, ...source: string[]) =>
      folder.make(name, "-i", folder.path("good.mp4"), ...source, "-c:v", "copy", "-c:a", "flac", "-shortest");
    const audio = (source: string, filter: string) => ["-f", "lavfi", "-i", source, "-af", filter];
    const tone = (filter: string) => audio(`sine=d=${clip}`, filter);
    const verdicts = async (video: string) => (await check({ video, sound: true })).verdicts;
    expect(await verdicts(heard("tone.mkv", ...tone("volume=6dB")))).toMatchObject({ silent: "ok", clipping: "ok" });
    expect(await verdicts(heard("quiet.mkv", ...tone("volume=-20dB")))).toMatchObject({ silent: "ok" });
    expect(await verdicts(heard("whisper.mkv", ...tone("volume=-50dB")))).toMatchObject({ silent: "failed" });
    expect(await verdicts(heard("none.mkv", ...audio("anullsrc", `atrim=end=${clip}`)))).toMatchObject({
      silent: "failed",
    });
    expect(await verdicts(heard("square.mkv", ...tone("volume=60dB,aformat=s16")))).toMatchObject({
      silent: "ok",
      clipping: "warning",
    });
    expect(await verdicts(folder.path("good.mp4"))).toMatchObject({ silent: "failed" });
    expect((await check({ video: folder.path("good.mp4") })).verdicts).not.toHaveProperty("silent");
  });

  test("the first frame: the picture in another size, cut and encoding, but no other picture", async () => {
    const video = folder.path("good.mp4");
    const first = folder.make("first.jpg", "-i", video, "-frames:v", "1", "-vf", "crop=180:180", "-q:v", "10");
    expect((await check({ video, firstFrame: first })).verdicts.first_frame).toBe("ok");
    const other = folder.make("other.png", ...picture(1, "320x180"), "-frames:v", "1");
    const another = changed("another.mp4", "negate");
    expect((await check({ video, firstFrame: other })).verdicts.first_frame).toBe("failed");
    expect((await check({ video: another, firstFrame: first })).verdicts.first_frame).toBe("failed");
  });
});

describe("a file that cannot be decoded is a result", () => {
  test("one that ends too early", async () => {
    const bytes = await readFile(folder.path("good.mp4"));
    const video = await folder.put("cut.mp4", bytes.subarray(0, bytes.length / 2));
    const { score, passed, metrics } = await check({ video });
    expect({ score, passed }).toEqual({ score: 0, passed: false });
    expect(metrics).toEqual([{ name: "decodes", value: 0, verdict: "failed", says: expect.stringMatching(/damaged/) }]);
  });

  test("one with damage in the middle has a warning", async () => {
    const bytes = await readFile(folder.path("good.mp4"));
    for (let at = Math.floor(bytes.length * 0.4); at < bytes.length * 0.6; at++) bytes[at] = (at * 37) % 256;
    const video = await folder.put("damaged.mp4", bytes);
    expect((await check({ video })).verdicts.decodes).not.toBe("ok");
  });

  test("a picture in place of a video", async () => {
    expect((await check({ video: folder.path("still.png") })).metrics[0]?.says).toBe(
      "The file is image/png, not a video.",
    );
  });
});

describe("a picture", () => {
  test("is checked for size, black, blur and light", async () => {
    const good = await check({ image: "public/sample.jpg" });
    expect([good.passed, good.faults]).toEqual([true, []]);
    const dark = folder.make("dark.png", "-f", "lavfi", "-i", "color=c=0x050505:s=320x180", "-frames:v", "1");
    expect((await check({ image: dark })).verdicts.black).toBe("failed");
    const lamp = folder.make(
      "lamp.png",
      "-i",
      "public/sample.jpg",
      "-vf",
      `scale=640:-2,format=yuv420p,${night(0.01)}`,
    );
    expect((await check({ image: lamp })).verdicts).toMatchObject({ dark: "warning", black: "ok" });
    const soft = folder.make("soft.jpg", "-i", "public/sample.jpg", "-vf", "scale=640:-2,gblur=sigma=9");
    expect((await check({ image: soft, width: 640, height: 100 })).verdicts).toMatchObject({
      size: "failed",
      blurred: "warning",
    });
  });
});

test("an input is one file, and a picture has no first frame", () => {
  const parse = (input: object) =>
    qualityCheck.input.safeParse(input).error?.issues.map(({ path, message }) => [path, message]);
  expect(parse({ video: "a", image: "b" })).toEqual([[["video"], "Send either a picture or a video to check."]]);
  expect(parse({})).toEqual([[["video"], "Send either a picture or a video to check."]]);
  expect(parse({ image: "a", firstFrame: "b" })).toEqual([
    [["firstFrame"], "Only a video has a first frame. Leave it out for a picture."],
  ]);
});

test("a picture to compare with that is none is an error of the request", async () => {
  await expect(check({ video: folder.path("good.mp4"), firstFrame: folder.path("sound.mp3") })).rejects.toThrow(
    "`firstFrame` cannot be used: The file is audio/mpeg, not a picture.",
  );
});

test("a cancel ends ffmpeg", async () => {
  const video = folder.make("long.mp4", ...picture(30, "640x360"), ...h264);
  const stop = new AbortController();
  const progress = (value: number) => {
    if (value > 0.1) stop.abort(new Error("Cancelled."));
  };
  const context = { dir: folder.dir, seed: 1, signal: stop.signal, progress };
  await expect(qualityCheck.local?.run(qualityCheck.input.parse({ video }), context)).rejects.toThrow("Cancelled.");
});
