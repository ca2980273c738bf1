import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runTool } from "@/lib/media";
import { clipFacts } from "@/lib/media/clip-facts";
import { loudnessOf } from "@/lib/media/film/loudness";
import { coloursAt, pixelAt, silencesOf } from "@/lib/media/testing/look-at";
import { h264, mediaFolder, tools } from "@/lib/media/testing/made";
import { cutFilm } from "./cut-film";

/** Cuts of small real clips: frames are counted, colours are seen at times, silence and loudness are measured. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const colour = (name: string, seconds: number, rate = 30) => [
  ...["-f", "lavfi", "-i", `color=${name}:d=${seconds}:s=160x90:r=${rate}`],
];
const tone = (seconds: number, hertz = 440) => ["-f", "lavfi", "-i", `sine=f=${hertz}:d=${seconds}`];

beforeAll(async () => {
  folder = await mediaFolder();
  const { make } = folder;
  make("red.mp4", ...colour("red", 2), ...h264);
  make("blue.mp4", ...colour("blue", 2), ...h264);
  make("slow.mp4", ...colour("lime", 2, 24), ...h264);
  // Each frame is lighter than its predecessor.
  make("ramp.mp4", ...colour("black", 2), "-vf", "geq=lum='30+N*3':cb=128:cr=128", "-qp", "0", ...h264);
  make("two.mp4", ...colour("red", 1), ...colour("blue", 1), "-filter_complex", "concat", ...h264);
  make("heard.mp4", ...colour("red", 2), ...tone(2, 300), ...h264, "-c:a", "aac");
  make("words.wav", ...tone(2.5), "-af", "volume='if(between(t,1,1.5),0,1)':eval=frame");
  make("music.wav", ...tone(1, 150));
}, 120_000);
afterAll(() => folder.remove());

type Shot = { video: string; narration?: string } & Record<string, unknown>;
let made = 0;

async function cut(clips: Shot[], { music, voice, ...options }: Record<string, object | unknown> = {}) {
  const dir = join(folder.dir, `work-${++made}`);
  await mkdir(dir);
  const at = (name: string) => folder.path(name);
  const sound = (given: unknown) => given && { ...given, audio: at(String(Object(given).audio)) };
  const input = cutFilm.input.parse({
    clips: clips.map(({ video, narration, ...shot }) => ({
      ...{ ...shot, video: at(video) },
      ...(narration && { narration: at(narration) }),
    })),
    ...options,
    ...(Boolean(music) && { music: sound(music) }),
    ...(Boolean(voice) && { voice: sound(voice) }),
  });
  const context = { dir, seed: 1, signal: new AbortController().signal, progress: () => {} };
  const result = cutFilm.output.parse(await cutFilm.local?.run(input, context));
  return { ...result, facts: await clipFacts(result.video) };
}
const red = (more: object = {}): Shot => ({ video: "red.mp4", ...more });
const blue = (more: object = {}): Shot => ({ video: "blue.mp4", ...more });
const join1 = (kind: string, seconds = 0.6) => ({ join: { kind, seconds } });

/** Which frame of the ramp is seen, by its light. */
const rampFrame = async (video: string, frame: number) => {
  const grey = ["-vf", `select=eq(n\\,${frame}),format=gray`, "-frames:v", "1", "-f", "rawvideo", "-"];
  const { output } = await runTool(tools.ffmpeg, ["-v", "error", "-i", video, ...grey]);
  return output[80 * 90] ?? 0;
};

describe("trims", () => {
  test("are exact to a frame, in seconds of a constant rate", async () => {
    const { video, facts, notes } = await cut([
      { video: "ramp.mp4", from: 0.5, to: 1.5 },
      { video: "ramp.mp4", from: 0.2, to: 0.3 },
    ]);
    expect([facts.frames, facts.fps, notes]).toEqual([33, 30, []]);
    const source = folder.path("ramp.mp4");
    for (const [frame, of] of [
      [0, 15],
      [1, 16],
      [29, 44],
      [30, 6],
      [32, 8],
    ] as const) {
      const [seen, wanted] = [await rampFrame(video, frame), await rampFrame(source, of)];
      expect({ frame, isRight: Math.abs(seen - wanted) <= 1 }).toEqual({ frame, isRight: true });
    }
  });

  test("of clips of different rates make a film of the faster one's", async () => {
    const { facts } = await cut([red({ to: 1 }), { video: "slow.mp4", from: 0.5, to: 1.5 }]);
    expect([facts.frames, facts.fps]).toEqual([60, 30]);
  });

  test("that a clip is too short for give what it has, and a note says so", async () => {
    const { facts, notes, film } = await cut([red({ from: 1, to: 4 }), blue({ from: 5, to: 6 })]);
    expect(facts.frames).toBe(60);
    expect(notes).toEqual([
      "The clip of shot 1 is only 2 s long: the shot is cut from 1 s to 2 s.",
      "The clip of shot 2 is only 2 s long: the shot is cut from 1 s to 2 s.",
    ]);
    expect(film.shots).toEqual([
      { from: 0, to: 1, scene: 1 },
      { from: 1, to: 2, scene: 1 },
    ]);
  });

  test("a shot holds its last frame until its narration ends", async () => {
    const { facts, video } = await cut([{ video: "two.mp4", to: 1.5, narration: "words.wav" }, red({ to: 0.5 })]);
    expect(facts.frames).toBe(81 + 15);
    expect(await coloursAt(video, 0.9, 1.1, 2.6, 2.8)).toEqual(["red", "blue", "blue", "red"]);
  });
});

describe("joins", () => {
  test("do not change the film's length; each lies half in both of its shots", async () => {
    const { video, facts, notes } = await cut([
      red(join1("dissolve")),
      blue(join1("fade")),
      red(join1("wipe")),
      blue(),
    ]);
    expect([facts.frames, notes]).toEqual([240, []]);
    expect(await coloursAt(video, 1.65, 2, 2.35, 3.65, 4, 4.35, 5.65, 6.35, 7.95)).toEqual([
      ...["red", "mixed", "blue", "blue", "black", "red", "red", "blue", "blue"],
    ]);
    const [left, right] = [await pixelAt(video, 6, 0.05), await pixelAt(video, 6, 0.95)];
    expect([left.r > 180, right.b > 180]).toEqual([true, true]);
  });

  test("show what the clips have outside of their trims; a join that is too long is shortened, and a note says so", async () => {
    const { facts, notes, video } = await cut([
      { video: "two.mp4", from: 0.5, to: 1, ...join1("dissolve", 2) },
      red({ from: 0.5, to: 1.5 }),
    ]);
    expect([facts.frames, notes]).toEqual([
      45,
      ["The dissolve after shot 1 is shortened to 0.5 s: its shots are too short."],
    ]);
    expect(await coloursAt(video, 0.1, 1)).toEqual(["red", "red"]);
    // The first clip turns blue in the second half of the dissolve, where its trim has ended.
    expect((await pixelAt(video, 0.6)).b).toBeGreaterThan(40);
  });
});

test("a title card is as long as written and shows the first frame of the trim; the ends fade if the cut says so", async () => {
  const title = { text: "Ada", seconds: 1.5 };
  const { film, facts, video } = await cut([{ video: "two.mp4", from: 1.2 }], { title, fades: true });
  expect([facts.frames, film.shots]).toEqual([45 + 24, [{ from: 1.5, to: 2.3, scene: 1 }]]);
  const corner = await pixelAt(video, 0.7, 0.05, 0.05);
  expect([corner.b > 60, corner.r < 60]).toEqual([true, true]);
  expect(await coloursAt(video, 0, 2.25)).toEqual(["black", "black"]);
});

describe("whole clips that are alike", () => {
  const frames = async (path: string) =>
    (await runTool(tools.ffmpeg, ["-v", "error", "-i", path, "-map", "0:v", "-f", "md5", "-"])).output.toString();

  test("are joined without encoding, with subtitles beside them", async () => {
    const ramp = { video: "ramp.mp4", text: "A pony is seen." };
    const alone = await cut([ramp], { subtitles: [{ from: 0, to: 1, text: "Hello." }] });
    expect(await frames(alone.video)).toBe(await frames(folder.path("ramp.mp4")));
    expect(await readFile(alone.subtitles ?? "", "utf8")).toMatch(/Hello\.[\s\S]+A pony is seen\./);
    const two = await cut([red(), blue()]);
    expect([two.facts.frames, two.film.shots[1]]).toEqual([120, { from: 2, to: 4, scene: 1 }]);
    expect(await coloursAt(two.video, 1.9, 2.1)).toEqual(["red", "blue"]);
  });
});

describe("sound", () => {
  /** Decibels of a part of the film, around a pitch. */
  const level = async (video: string, from: number, to: number, hertz: number) => {
    const band = `bandpass=f=${hertz}:width_type=h:w=40`;
    const filter = `atrim=${from}:${to},${band},${band},astats=measure_perchannel=none:measure_overall=RMS_level:metadata=1,ametadata=mode=print:file=-`;
    const { output } = await runTool(tools.ffmpeg, ["-v", "error", "-i", video, "-af", filter, "-f", "null", "-"]);
    const said = /RMS_level=(\S+)\s*$/.exec(output.toString())?.[1];
    return said === "-inf" ? Number.NEGATIVE_INFINITY : Number(said);
  };

  test("music shorter than the film is repeated, fades as written, and the film has -14 LUFS", async () => {
    const { video, facts } = await cut([red(), blue()], { music: { audio: "music.wav", fadeIn: 1, fadeOut: 1 } });
    const loudness = await loudnessOf(video, facts.sniffed);
    expect(Math.abs((loudness?.lufs ?? 0) + 14)).toBeLessThan(1);
    const [start, middle, end] = [
      await level(video, 0, 0.3, 150),
      await level(video, 1.5, 2.5, 150),
      await level(video, 3.7, 4, 150),
    ];
    expect([middle - start > 6, middle - end > 6]).toEqual([true, true]);
  });

  test.each([
    [true, 3],
    [false, -1],
  ])("music that ducks (%s) is %d dB or more quieter under the voice-over", async (duck, least) => {
    const music = { audio: "music.wav", duck, fadeIn: 0, fadeOut: 0 };
    const { video } = await cut([red(), red(), red()], { music, voice: { audio: "words.wav", at: 3 } });
    const quieter = (await level(video, 1, 2.5, 150)) - (await level(video, 3.3, 3.9, 150));
    expect(quieter).toBeGreaterThan(least);
    if (!duck) expect(quieter).toBeLessThan(1.5);
  });

  test("a voice-over begins at its time, and is cut off at the end of the film", async () => {
    const { video, facts } = await cut([red(), red({ to: 1 })], { voice: { audio: "words.wav", at: 1 } });
    expect(facts.frames).toBe(90);
    const heard = await silencesOf(video);
    const edges = [0, 1, 2, 2.5];
    expect(heard.map((time, i) => Math.abs(time - (edges[i] ?? 9)) < 0.06)).toEqual(edges.map(() => true));
  });

  test("a clip's own sound has its volume, from its trim on", async () => {
    const heard: Shot = { video: "heard.mp4", from: 0.5, to: 1.5 };
    const { video } = await cut([heard, { ...heard, volume: 0 }, { ...heard, volume: 0.25 }]);
    const [whole, none, quarter] = [
      await level(video, 0.2, 0.8, 300),
      await level(video, 1.2, 1.8, 300),
      await level(video, 2.2, 2.8, 300),
    ];
    expect(none).toBeLessThan(-60);
    expect(Math.abs(whole - quarter - 12)).toBeLessThan(1.5);
    expect((await cut([{ ...heard, volume: 0 }])).facts.sound).toBeNull();
  });
});

test("subtitles are files, and are in the picture if the cut says so", async () => {
  const subtitles = [{ from: 0.5, to: 1.5, text: "A first line" }];
  const {
    video,
    subtitles: vtt,
    srt,
  } = await cut([blue(), blue()], { subtitles, burn: true, width: 480, height: 270 });
  expect(await readFile(vtt ?? "", "utf8")).toContain("00:00:00.500 --> 00:00:01.500\nA first line");
  expect(await readFile(srt ?? "", "utf8")).toContain("00:00:00,500 --> 00:00:01,500");
  const brightest = async (seconds: number) => {
    const line = ["-vf", "crop=iw:ih/4:0:ih*3/4,format=gray", "-frames:v", "1", "-f", "rawvideo", "-"];
    const { output } = await runTool(tools.ffmpeg, ["-v", "error", "-ss", String(seconds), "-i", video, ...line]);
    return Math.max(...output);
  };
  expect([(await brightest(1)) > 200, (await brightest(2)) > 200]).toEqual([true, false]);
});

test("a fault names the shot or the sound", async () => {
  await expect(cut([red(), { video: "music.wav" }])).rejects.toThrow(/^The video of shot 2 cannot be used/);
  await expect(cut([red()], { music: { audio: "blue.mp4" } })).rejects.toThrow(/^The music cannot be used/);
});
