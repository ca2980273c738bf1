import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { prepare } from "@/lib/media";
import { clipFacts } from "@/lib/media/clip-facts";
import { mediaFolder } from "@/lib/media/testing/made";
import { clapOf, context, difference, frameOf, makeClap, makePerson, pictureOf } from "@/lib/templates/testing/draw";
import { compose } from "./compose";

/** The service's work on small real media. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
beforeAll(async () => {
  folder = await mediaFolder();
  makePerson(folder, "person", [144, 256]);
  makePerson(folder, "wide", [256, 144]);
  makeClap(folder, "clap.mp4", 60, 58.5);
  const room = sharp({ create: { width: 200, height: 200, channels: 3, background: "#30a050" } });
  await room.jpeg().toFile(folder.path("room.jpg"));
}, 120_000);
afterAll(() => folder.remove());

const background = () => ({ name: "background", image: folder.path("room.jpg") });
const person = (name = "person") => ({
  name: "person",
  video: folder.path(`${name}.mp4`),
  mask: folder.path(`${name}-mask.mp4`),
});
const talking = (rest: Record<string, unknown> = {}) => ({
  ...{ template: "talking-head", width: 144, height: 256, media: [background(), person()], ...rest },
});

async function make(order: Record<string, unknown>, signal?: AbortSignal) {
  const work = context(folder, signal);
  const output = compose.output.parse(await compose.local?.run(compose.input.parse(order), work));
  return { ...output, steps: work.steps };
}

describe("the film", () => {
  test("has exactly the frames of its length and the video's sound", async () => {
    const { video = "", film, steps, still } = await make(talking({ sound_of: "person" }));
    expect(film).toEqual({ seconds: 2, width: 144, height: 256, fps: 30, format: "mp4", frames: 60 });
    const facts = await clipFacts(video);
    expect(facts).toMatchObject({ frames: 60, fps: 30, width: 144, height: 256, start: 0 });
    expect(facts.sound).not.toBeNull();
    expect(await sharp(still).metadata()).toMatchObject({ format: "jpeg", width: 144, height: 256 });
    // Progress by frames, which never decreases.
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(new Set(steps).size).toBeGreaterThan(60);
  });

  test("keeps sound and picture together to its end", async () => {
    const clap = { name: "person", video: folder.path("clap.mp4") };
    const order = talking({ width: 64, height: 64, media: [background(), clap], sound_of: "person" });
    const { video = "", film } = await make(order);
    expect(film.frames).toBe(1800);
    const { flash, beep } = clapOf(video, 30);
    expect(flash).toBeCloseTo(58.5, 2);
    expect(Math.abs(flash - beep)).toBeLessThan(1 / 30);
  }, 240_000);

  test("keeps the sound to its very end, also with few frames a second", async () => {
    makeClap(folder, "late.mp4", 4, 3.7);
    const clap = { name: "person", video: folder.path("late.mp4") };
    const order = talking({ width: 64, height: 64, fps: 10, media: [background(), clap], sound_of: "person" });
    const { flash, beep } = clapOf((await make(order)).video ?? "", 10);
    expect(flash).toBeCloseTo(3.7, 2);
    expect(Math.abs(flash - beep)).toBeLessThan(1 / 10);
  });

  test("at another rate and length it has the wished frames; a shorter video holds its last picture", async () => {
    const { video = "" } = await make(talking({ fps: 24, seconds: 2.5 }));
    expect(await clipFacts(video)).toMatchObject({ frames: 60, fps: 24, sound: null });
    const [last, end] = [await pictureOf(frameOf(video, 50)), await pictureOf(frameOf(video, 59))];
    expect(difference(last, end, { x: 0.1, y: 0.55, width: 0.8, height: 0.4 })).toBeLessThan(4);
  });

  test("can be a WebM with sound, or a GIF that repeats", async () => {
    const web = await make(talking({ format: "webm", seconds: 0.5, sound_of: "person" }));
    const facts = await clipFacts(web.video ?? "");
    expect(facts).toMatchObject({ frames: 15 });
    expect(facts.sniffed.extension).toBe("webm");
    expect(facts.sound).not.toBeNull();
    const { gif = "", video } = await make(talking({ format: "gif", fps: 10, seconds: 1 }));
    expect(video).toBeUndefined();
    const { info } = await prepare(gif, { type: "file", contentTypes: ["image/gif"] });
    expect(info).toMatchObject({ width: 144, height: 256, duration: 1, fps: 10 });
    expect((await readFile(gif)).includes("NETSCAPE2.0")).toBe(true);
  });

  test("cancelling ends ffmpeg", async () => {
    const tools = () =>
      readdirSync("/proc")
        .filter((pid) => /^\d+$/.test(pid))
        .filter((pid) => {
          try {
            return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(`${folder.dir}/film-`);
          } catch {
            return false; // it has ended
          }
        });
    const stop = new AbortController();
    const work = context(folder, stop.signal);
    const order = compose.input.parse(talking({ seconds: 60 }));
    let running: string[] = [];
    const progress = (value: number) => {
      if (value < 0.06 || stop.signal.aborted) return;
      running = tools();
      stop.abort(new Error("Cancelled."));
    };
    await expect(compose.local?.run(order, { ...work, progress })).rejects.toThrow("Cancelled.");
    expect(running.length).toBeGreaterThan(0);
    await vi.waitFor(() => expect(tools()).toEqual([]));
  });
});

describe("a still", () => {
  test("is the film's frame of that time, and the same bytes when it is drawn again", async () => {
    const texts = [{ name: "title", text: "光与故事" }];
    const { video = "" } = await make(talking({ texts }));
    for (const frame of [0, 17, 59]) {
      const first = await make(talking({ texts, seconds: 2, still_at: frame / 30 }));
      const again = await make(talking({ texts, seconds: 2, still_at: frame / 30 }));
      expect(first.video).toBeUndefined();
      expect(await readFile(first.still)).toEqual(await readFile(again.still));
      const [drawn, filmed] = [await pictureOf(first.still), await pictureOf(frameOf(video, frame))];
      expect(difference(drawn, filmed)).toBeLessThan(5);
      // The frames next to it differ more: the person moves.
      const other = await pictureOf(frameOf(video, frame < 30 ? frame + 8 : frame - 8));
      expect(difference(drawn, filmed)).toBeLessThan(difference(drawn, other));
    }
  });
});

describe("talking-head", () => {
  const shapes: [string, number, number, string][] = [
    ["9:16", 144, 256, "person"],
    ["1:1", 160, 160, "person"],
    ["16:9", 256, 144, "person"],
    ["16:9 from a wide video", 256, 144, "wide"],
    ["9:16 from a wide video", 144, 256, "wide"],
  ];
  const face = { face_x: 0.36, face_y: 0.3, face_width: 0.28, face_height: 0.22 };
  const plain = { ...face, vignette: 0, wrap: 0, shadow: 0 };
  const skin = [208, 128, 96];
  const isNear = (one: readonly number[], other: readonly number[]) =>
    one.every((v, i) => Math.abs(v - (other[i] ?? 0)) < 30);

  test.each(shapes)(
    "%s: texts keep off the face, in every look, and stay inside the frame",
    async (_, width, height, video) => {
      const media = [background(), person(video)];
      const texts = [
        { name: "title", text: "Good light, told well", from: 0, to: 2 },
        { name: "subtitle", text: "How one lamp changes a whole conversation", from: 0, to: 2 },
      ];
      for (const style of video === "person" && width <= height ? ["minimal", "cinematic", "luxury"] : ["cinematic"]) {
        const still = async (rest: Record<string, unknown>) => {
          const order = talking({ width, height, media, values: { ...plain, style }, still_at: 1.2, ...rest });
          return pictureOf((await make(order)).still);
        };
        const bare = await still({});
        const titled = await still({ texts });
        const quoted = await still({
          texts: [{ name: "quote.1", text: "Every word deserves good light", from: 0, to: 2 }],
        });
        const faceBox = boxOf(bare, (pixel) => isNear(pixel, skin));
        const upper = { ...faceBox, height: faceBox.height * 0.24 };
        for (const shown of [titled, quoted]) {
          expect(difference(bare, shown)).toBeGreaterThan(0.5);
          expect(bright(shown, upper)).toBe(0);
        }
      }
    },
  );

  test("the person is before the background, where the mask is white, and the grade leaves texts alone", async () => {
    const bare = await pictureOf((await make(talking({ values: plain, still_at: 1 }))).still);
    expect(isNear(bare.at(0.5, 0.75), skin)).toBe(true);
    expect(isNear(bare.at(0.05, 0.1), [48, 160, 80])).toBe(true);
    const dark = [[0, 0] as const, [1, 0.3] as const];
    const curves = { r: dark, g: dark, b: dark };
    const texts = [{ name: "quote.1", text: "Light", from: 0, to: 2 }];
    const graded = await pictureOf(
      (await make(talking({ values: { ...plain, style: "minimal" }, curves, texts, still_at: 1 }))).still,
    );
    expect(
      isNear(
        graded.at(0.5, 0.6),
        skin.map((v) => v * 0.3),
      ),
    ).toBe(true);
    expect(isNear(graded.at(0.05, 0.1), [14, 48, 24])).toBe(true);
    expect(graded.data.some((value) => value > 225)).toBe(true); // the quote's white plate
  });

  test("the vignette darkens corners, and the light of the background reaches over the person's edge", async () => {
    const still = async (values: Record<string, number>) =>
      pictureOf((await make(talking({ width: 288, height: 512, values: { ...plain, ...values }, still_at: 0 }))).still);
    const [bare, vignette, wrap, shadow] = [
      await still({}),
      await still({ vignette: 0.8 }),
      await still({ wrap: 1 }),
      await still({ shadow: 1 }),
    ];
    expect(vignette.at(0.02, 0.02)[1]).toBeLessThan((bare.at(0.02, 0.02)[1] ?? 0) * 0.8);
    // Just inside the edge of the body it is greener, and in its middle as before.
    const edge = { x: 0.2, y: 0.75, width: 0.014, height: 0.1 };
    expect(difference(bare, wrap, edge)).toBeGreaterThan(2);
    expect(difference(bare, wrap, { x: 0.45, y: 0.75, width: 0.1, height: 0.1 })).toBeLessThan(1);
    // Just outside it is darker.
    expect(difference(bare, shadow, { x: 0.805, y: 0.75, width: 0.02, height: 0.1 })).toBeGreaterThan(3);
  });

  /** The box of the pixels that a test finds. */
  function boxOf(picture: Awaited<ReturnType<typeof pictureOf>>, isIn: (pixel: number[]) => boolean) {
    let [left, top, right, bottom] = [1, 1, 0, 0];
    for (let y = 0.005; y < 1; y += 0.01) {
      for (let x = 0.005; x < 1; x += 0.01) {
        if (!isIn(picture.at(x, y))) continue;
        [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
      }
    }
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  /** The number of white pixels in a box. */
  function bright(
    { at }: Awaited<ReturnType<typeof pictureOf>>,
    box: { x: number; y: number; width: number; height: number },
  ) {
    let count = 0;
    for (let y = box.y; y < box.y + box.height; y += 0.01) {
      for (let x = box.x; x < box.x + box.width; x += 0.01) if (Math.min(...at(x, y)) > 200) count += 1;
    }
    return count;
  }
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ["an unknown template", { template: "none" }, /talking-head/],
  ["a missing picture", { media: [{ name: "person", video: "a.mp4" }] }, /needs the media "background"/],
  [
    "an unknown name",
    { texts: [{ name: "headline", text: "Hi" }] },
    /has no "headline", only title, subtitle, quote\.1 to quote\.20/,
  ],
  ["a number that the template has not", { texts: [{ name: "quote.21", text: "Hi" }] }, /has no "quote\.21"/],
  ["a name that is given twice", { texts: [1, 2].map(() => ({ name: "title", text: "Hi" })) }, /given twice/],
  [
    "a text that ends before it begins",
    { texts: [{ name: "title", text: "Hi", from: 2, to: 1 }] },
    /`to` must be after `from`/,
  ],
  ["501 characters", { texts: [{ name: "title", text: "a".repeat(501) }] }, /500/],
  ["the sound of a picture", { sound_of: "background" }, /no video with the name "background"/],
  ["a long GIF", { format: "gif", seconds: 31, fps: 10 }, /at most 30 seconds/],
  ["a fast GIF", { format: "gif", fps: 30 }, /25 frames per second/],
  ["an odd width", { width: 1081 }, /multiple of 2/],
])("%s is refused in words", (_, wrong, words) => {
  const media = [
    { name: "background", image: "a.jpg" },
    { name: "person", video: "a.mp4" },
  ];
  const order = { template: "talking-head", width: 144, height: 256, media, ...wrong };
  const { error } = compose.input.safeParse(order);
  expect(error?.issues.map(({ message }) => message).join(" ")).toMatch(words);
});
