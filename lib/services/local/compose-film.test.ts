import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepare, runTool } from "@/lib/media";
import { clipFacts } from "@/lib/media/clip-facts";
import { loudnessOf } from "@/lib/media/film/loudness";
import { coloursAt, pixelAt, silencesOf } from "@/lib/media/testing/look-at";
import { h264, mediaFolder, tools } from "@/lib/media/testing/made";
import { composeFilm } from "./compose-film";

/** The service's work on small real clips, each of one colour, and recordings with known pauses. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const colour = (name: string, seconds: number, size: string, rate: number) => [
  ...["-f", "lavfi", "-i", `color=${name}:d=${seconds}:s=${size}:r=${rate}`],
];
const tone = (seconds: number, hertz = 440) => ["-f", "lavfi", "-i", `sine=f=${hertz}:d=${seconds}`];

beforeAll(async () => {
  folder = await mediaFolder();
  const { make } = folder;
  make("red.mp4", ...colour("red", 3, "160x90", 30), ...h264);
  make("blue.mp4", ...colour("blue", 3, "160x90", 24), ...h264);
  make("lime.webm", ...colour("lime", 2, "176x144", 25), "-c:v", "libvpx", "-deadline", "realtime");
  make("tall.mp4", ...colour("yellow", 2, "90x160", 30), ...h264);
  make(
    "red-blue.mp4",
    ...colour("red", 1, "160x90", 30),
    ...colour("blue", 1, "160x90", 30),
    "-filter_complex",
    "concat",
    ...h264,
  );
  make("loud.mp4", ...colour("red", 3, "160x90", 30), ...tone(3, 200), "-af", "volume=8dB", ...h264, "-c:a", "aac");
  make(
    "hush.mp4",
    ...colour("red", 2, "160x90", 30),
    "-f",
    "lavfi",
    "-i",
    "anullsrc",
    "-shortest",
    ...h264,
    "-c:a",
    "aac",
  );
  make("black.mp4", ...colour("black", 4, "160x90", 30), ...h264);
  // Two words of a second with a pause of half a second between them.
  const gate = "volume='if(between(t,1,1.5),0,1)':eval=frame";
  make("words.wav", ...tone(2.5), "-af", gate);
  make("word.mp3", ...tone(1));
  make("music.mp3", ...tone(2, 150));
}, 120_000);
afterAll(() => folder.remove());

type Shot = { video: string; seconds: number; scene: number; narration?: string; text?: string };
let made = 0;

async function compose(shots: Shot[], options: Record<string, unknown> = {}, stopAt = Number.POSITIVE_INFINITY) {
  const dir = join(folder.dir, `work-${++made}`);
  await mkdir(dir);
  const stop = new AbortController();
  const steps: { value: number; message: string | undefined }[] = [];
  const progress = (value: number, message?: string) => {
    steps.push({ value, message });
    if (value > stopAt) stop.abort(new Error("Cancelled."));
  };
  const input = composeFilm.input.parse({
    shots: shots.map(({ video, narration, ...shot }) => ({
      ...{ ...shot, video: folder.path(video) },
      ...(narration && { narration: folder.path(narration) }),
    })),
    ...{ width: 160, height: 90, ...options },
    ...(typeof options.music === "string" && { music: folder.path(options.music) }),
  });
  const result = composeFilm.output.parse(
    await composeFilm.local?.run(input, { dir, seed: 1, signal: stop.signal, progress }),
  );
  return { ...result, steps, facts: await clipFacts(result.video) };
}

const red = (seconds: number, scene = 1): Shot => ({ video: "red.mp4", seconds, scene });
const blue = (seconds: number, scene = 1): Shot => ({ video: "blue.mp4", seconds, scene });

describe("length and transitions", () => {
  test("a cut within a scene, a dissolve between scenes, black at both ends, and the sum of the seconds", async () => {
    const { video, facts, film, steps } = await compose([red(2), blue(2), red(2.5, 2)]);
    expect(facts.frames).toBe(195);
    expect(film).toMatchObject({
      ...{ seconds: 6.5, width: 160, height: 90, fps: 30, codec: "h264", format: "mp4" },
      shots: [
        { from: 0, to: 2, scene: 1 },
        { from: 2, to: 4, scene: 1 },
        { from: 4, to: 6.5, scene: 2 },
      ],
    });
    expect(await coloursAt(video, 0, 1, 1.95, 2.01, 3.65, 4, 4.35, 5.5, 6.46)).toEqual([
      ...["black", "red", "red", "blue", "blue", "mixed", "red", "red", "black"],
    ]);
    const values = steps.map(({ value }) => value);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(values.at(-1)).toBeGreaterThan(0.9);
    expect(steps.every(({ message }) => message?.endsWith("."))).toBe(true);
  });

  test("cuts only, and no fades", async () => {
    const { video, facts } = await compose([red(1), blue(1, 2), red(1, 3)], { transition: "cut", fps: 24 });
    expect(facts.frames).toBe(72);
    expect(await coloursAt(video, 0, 0.95, 1.01, 1.95, 2.01, 2.95)).toEqual([
      "red",
      "red",
      "blue",
      "blue",
      "red",
      "red",
    ]);
  });

  test("each frame has its own time, at rates that do not divide a second evenly", async () => {
    const { video, facts, film } = await compose([red(0.7), blue(1.1, 2), red(0.9, 3), blue(1.3, 3)], { fps: 23 });
    expect(facts.frames).toBe(92);
    expect(film).toMatchObject({ seconds: 4, fps: 23 });
    const args = ["-v", "error", "-select_streams", "v", "-show_entries", "packet=pts", "-of", "csv=p=0", video];
    const times = (await runTool(tools.ffprobe, args)).output
      .toString()
      .trim()
      .split("\n")
      .map(Number.parseFloat)
      .toSorted((a, b) => a - b);
    expect(new Set(times.slice(1).map((time, i) => time - (times[i] ?? 0)))).toEqual(new Set([512]));
  });

  test("a longer clip is cut; a shorter one is slowed by 15 % at most, then held", async () => {
    const two = { video: "red-blue.mp4", scene: 1 };
    const { video, facts } = await compose(
      [
        { ...two, seconds: 2.2 },
        { ...two, seconds: 4 },
        { ...two, seconds: 1.5 },
      ],
      { transition: "cut" },
    );
    expect(facts.frames).toBe(231);
    // Slowed to 1.1 and 1.15 of its length, and cut.
    expect(await coloursAt(video, 1.04, 1.14, 2.15, 3.3, 3.4, 6.1, 7.15, 7.25, 7.6)).toEqual([
      ...["red", "blue", "blue", "red", "blue", "blue", "red", "blue", "blue"],
    ]);
  });

  test("one shot, and one that is shorter than a fade", async () => {
    expect((await compose([red(1.5)])).facts.frames).toBe(45);
    const { facts, video } = await compose([red(0.3), blue(0.4, 2)]);
    expect(facts.frames).toBe(21);
    expect(await coloursAt(video, 0.17)).toEqual(["red"]);
  });

  test("a title card comes first, and the shots' times say so", async () => {
    const { film, facts, video } = await compose([blue(2)], {
      title: "How a {violin} is made",
      width: 320,
      height: 180,
    });
    expect([facts.frames, film.shots]).toEqual([135, [{ from: 2.5, to: 4.5, scene: 1 }]]);
    const args = ["-v", "error", "-ss", "1.2", "-i", video, "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"];
    const { channels } = await sharp((await runTool(tools.ffmpeg, args)).output).stats();
    expect(channels[0]?.max).toBeGreaterThan(200); // white letters on blue
    expect((await pixelAt(video, 1.2, 0.05, 0.05)).b).toBeLessThan(230);
  });
});

describe("texts in the picture", () => {
  test("a long title without spaces stays within the frame", async () => {
    const title = "一把小提琴是怎样在一座很小的山村里由一位老人慢慢做成的";
    const { video } = await compose([blue(0.5)], { title, width: 180, height: 320 });
    const below = await pixelAt(video, 2.7, 0.5, 0.9);
    expect([below.r < 40, below.b > 120]).toEqual([true, true]); // the blurred border is blue like the clip
    const args = ["-v", "error", "-ss", "1.2", "-i", video, "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"];
    const picture = (await runTool(tools.ffmpeg, args)).output;
    const brightest = async (left: number, width: number) => {
      const { channels } = await sharp(
        await sharp(picture).extract({ left, top: 0, width, height: 320 }).toBuffer(),
      ).stats();
      return channels[0]?.max ?? 0;
    };
    expect(await brightest(20, 140)).toBeGreaterThan(200);
    expect(Math.max(await brightest(0, 8), await brightest(172, 8))).toBeLessThan(120);
  });

  test("letters that no font has are refused with what to install, and not drawn as boxes", async () => {
    await expect(compose([blue(2)], { title: "\u{10600}\u{10601}\u{10602}" })).rejects.toThrow(
      /^No font on this machine has the letters of the subtitles or the title \(.+\)\. Run `npm install --include=optional`, or install a font/,
    );
  });

  test("one such letter in a sentence does not stop the film", async () => {
    const title = "The sign \u{10600} on a stone of the old palace";
    expect((await compose([blue(0.5)], { title })).facts.frames).toBe(90);
  });
});

describe("many and mixed clips", () => {
  test("sizes, rates, containers and shapes become one film, with a blurred border where a clip does not fill it", async () => {
    const shots = [red(1), { video: "lime.webm", seconds: 1, scene: 1 }, { video: "tall.mp4", seconds: 1, scene: 1 }];
    const { video, facts, film } = await compose(shots, { transition: "cut", width: 320, height: 180 });
    expect([facts.frames, film.width, film.height]).toEqual([90, 320, 180]);
    expect(await coloursAt(video, 0.5, 1.5, 2.5)).toEqual(["red", "lime", "yellow"]);
    const border = await pixelAt(video, 2.5, 0.1);
    expect(border.r).toBeGreaterThan(100);
    expect(border.r).toBeLessThan((await pixelAt(video, 2.5)).r - 10);
    expect(await prepare(video, { type: "video" })).toMatchObject({ changed: false });
  });

  test("portrait", async () => {
    const { film, thumbnail, video } = await compose([{ video: "tall.mp4", seconds: 1.5, scene: 1 }, red(1.5, 2)], {
      width: 180,
      height: 320,
    });
    expect(film).toMatchObject({ width: 180, height: 320 });
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 180, height: 320, format: "jpeg" });
    expect((await pixelAt(video, 2.5, 0.5, 0.1)).r).toBeGreaterThan(60);
  });

  test("forty shots", async () => {
    const shots = Array.from({ length: 40 }, (_, i) =>
      i % 2 ? blue(0.5, 1 + Math.floor(i / 3)) : red(0.5, 1 + Math.floor(i / 3)),
    );
    const { facts, film, video } = await compose(shots, { width: 64, height: 64 });
    expect([facts.frames, film.seconds, film.shots.length]).toEqual([600, 20, 40]);
    expect(await coloursAt(video, 0.4, 2.25, 18.75)).toEqual(["red", "red", "blue"]);
  });
});

describe("sound", () => {
  const speaking = { ...red(3), narration: "words.wav", text: "One. Two." };

  test("narration, the clip's own sound and music give -14 LUFS and a true peak under -1 dB", async () => {
    const shots = [speaking, { video: "loud.mp4", seconds: 3, scene: 2 }, { ...blue(2, 3), narration: "word.mp3" }];
    const { video, facts } = await compose(shots, { music: "music.mp3" });
    expect(facts.sound).not.toBeNull();
    const loudness = await loudnessOf(video, facts.sniffed);
    expect(Math.abs((loudness?.lufs ?? 0) + 14)).toBeLessThan(1);
    expect(loudness?.peak).toBeLessThan(-1);
  });

  test("music becomes quieter under the voice, and plays to the end of the film", async () => {
    const { video } = await compose([red(3), { ...red(3), narration: "words.wav" }, red(3)], { music: "music.mp3" });
    /** Loudness of the music's 150 Hz alone. */
    const level = async (from: number, to: number) => {
      const filter = `atrim=${from}:${to},lowpass=f=180:p=2,lowpass=f=180:p=2,lowpass=f=180:p=2,astats=measure_perchannel=none:measure_overall=RMS_level:metadata=1,ametadata=mode=print:file=-`;
      const { output } = await runTool(tools.ffmpeg, ["-v", "error", "-i", video, "-af", filter, "-f", "null", "-"]);
      return Number(/RMS_level=(\S+)\s*$/.exec(output.toString())?.[1]);
    };
    const [clear, under, again] = [await level(1, 2.5), await level(3.5, 4.1), await level(7.5, 8)];
    expect(clear - under).toBeGreaterThan(3);
    expect(clear - under).toBeLessThan(12);
    expect(again).toBeGreaterThan(clear - 6);
  });

  test("narration begins 0.2 s after its shot, and a shot is held until it ends", async () => {
    const { film, video, facts } = await compose([red(1), { ...blue(1), narration: "words.wav" }, red(1)], {
      transition: "cut",
    });
    expect(film.shots).toEqual([
      { from: 0, to: 1, scene: 1 },
      { from: 1, to: 3.7, scene: 1 },
      { from: 3.7, to: 4.7, scene: 1 },
    ]);
    expect(facts.frames).toBe(141);
    expect(await coloursAt(video, 3.6, 3.75)).toEqual(["blue", "red"]);
    const edges = [0, 1.2, 2.2, 2.7, 3.7];
    const heard = await silencesOf(video);
    expect(heard.map((time, i) => Math.abs(time - (edges[i] ?? 0)) < 0.06)).toEqual(edges.map(() => true));
  });

  test.each([
    ["clips without sound", [red(1), blue(1, 2)], {}],
    ["clips with silence", [{ video: "hush.mp4", seconds: 1, scene: 1 }], {}],
    ["sound switched off", [{ ...red(1), narration: "words.wav" }], { sound: false, music: "music.mp3" }],
    ["music at 0", [red(1)], { music: "music.mp3", musicVolume: 0 }],
  ])("%s make a film without a sound track", async (_, shots, options) => {
    const { facts } = await compose(shots, options);
    expect(facts.sound).toBeNull();
    expect(facts.frames).toBe(shots.length * 30);
  });
});

describe("subtitles", () => {
  const spoken = { narration: "words.wav", text: "A first line, which is spoken. 然后是第二行字幕。" };
  const cuesOf = async (path: string | undefined) =>
    [...(await readFile(path ?? "", "utf8")).matchAll(/(\S+) --> (\S+)\n(.*)/g)].map(
      ([, from = "", to = "", text]) => ({
        from: seconds(from),
        to: seconds(to),
        text,
      }),
    );
  const seconds = (clock: string) =>
    clock.split(":").reduce((sum, part) => sum * 60 + Number(part.replace(",", ".")), 0);

  test("are shown while their words are heard, in both formats", async () => {
    const { subtitles, srt, video } = await compose([red(1), { ...blue(3), ...spoken }, red(1)]);
    const cues = await cuesOf(subtitles);
    expect(cues.map(({ text }) => text)).toEqual(["A first line, which is spoken.", "然后是第二行字幕。"]);
    expect(await cuesOf(srt)).toEqual(cues);
    const silences = await silencesOf(video);
    for (const [i, edge] of [cues[0]?.from, cues[0]?.to, cues[1]?.from, cues[1]?.to].entries()) {
      expect(Math.abs((edge ?? 0) - (silences[i + 1] ?? 0))).toBeLessThan(0.06);
    }
    for (const path of [subtitles ?? "", srt ?? ""]) {
      expect(await prepare(path, { type: "file" })).toMatchObject({ changed: false });
    }
  });

  test("without narration they are as long as the shot", async () => {
    const { subtitles } = await compose([red(1), { ...blue(2), text: "Nothing is heard & <seen>." }], { sound: false });
    expect(await readFile(subtitles ?? "", "utf8")).toContain("Nothing is heard &amp; &lt;seen&gt;.");
    expect(await cuesOf(subtitles)).toMatchObject([{ from: 1.2, to: 2.8 }]);
  });

  test("burned ones are in the picture while they are spoken, and only then", async () => {
    const shots = [red(1), { ...blue(3), ...spoken }, red(1)];
    const { video, subtitles } = await compose(shots, {
      subtitles: "burned",
      transition: "cut",
      width: 480,
      height: 270,
    });
    expect(subtitles).toBeDefined();
    const isWritten = async (time: number) => {
      const args = [
        "-v",
        "error",
        "-ss",
        String(time),
        "-i",
        video,
        "-frames:v",
        "1",
        "-f",
        "image2pipe",
        "-c:v",
        "png",
        "-",
      ];
      const { channels } = await sharp((await runTool(tools.ffmpeg, args)).output).stats();
      return Math.min(...channels.map(({ max }) => max)) > 200; // white
    };
    expect([await isWritten(0.5), await isWritten(1.7), await isWritten(3.2), await isWritten(4.5)]).toEqual([
      ...[false, true, true, false],
    ]);
  });

  test("off, or without a text, there is none", async () => {
    expect(await compose([{ ...red(3), ...spoken }], { subtitles: "off" })).not.toHaveProperty("subtitles");
    expect(await compose([red(1)])).not.toHaveProperty("srt");
  });
});

describe("the thumbnail", () => {
  test("is the sharpest picture outside transitions", async () => {
    folder.make("detail.mp4", "-f", "lavfi", "-i", "testsrc=d=3:s=160x90:r=30", ...h264);
    const { thumbnail } = await compose([
      { video: "black.mp4", seconds: 3, scene: 1 },
      { video: "detail.mp4", seconds: 3, scene: 2 },
      red(3, 3),
    ]);
    const { channels } = await sharp(thumbnail).stats();
    expect(Math.min(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(50);
  });
});

describe("what cannot be composed", () => {
  test("a file that cannot be used is named by its shot", async () => {
    await expect(compose([red(1), { video: "still.png", seconds: 1, scene: 1 }])).rejects.toThrow(
      "The video of shot 2 cannot be used",
    );
    await expect(compose([{ ...red(1), narration: "still.png" }])).rejects.toThrow(
      "The narration of shot 1 cannot be used: It is not an audio file.",
    );
    await expect(compose([red(1)], { music: "red.mp4" })).rejects.toThrow("The music cannot be used");
  });

  test("a clip that is black is shown as it is", async () => {
    const { video } = await compose([{ video: "black.mp4", seconds: 4, scene: 1 }]);
    expect(await coloursAt(video, 2)).toEqual(["black"]);
  });

  test("a film of more than half an hour is refused", async () => {
    await expect(compose(Array.from({ length: 16 }, () => red(120)))).rejects.toThrow("longer than 30 minutes");
  });

  test("a cancel ends ffmpeg", async () => {
    await expect(compose([red(60), blue(60)], { width: 640, height: 360 }, 0.2)).rejects.toThrow("Cancelled.");
  });

  test("an input with a wrong field is refused", () => {
    const parse = (change: object) =>
      composeFilm.input.safeParse({ shots: [red(1)], width: 640, height: 360, ...change }).success;
    expect(parse({})).toBe(true);
    for (const wrong of [
      { shots: [] },
      { width: 641 },
      { fps: 61 },
      { musicVolume: 2 },
      { title: " " },
      { shots: [red(0)] },
    ]) {
      expect(parse(wrong)).toBe(false);
    }
  });
});
