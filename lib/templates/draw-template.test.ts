import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mediaFolder } from "@/lib/media/testing/made";
import { drawTemplate } from "./compose-template";
import { defineTemplate, type Scene } from "./define-template";
import { landed, spread } from "./geometry";
import type { Layer } from "./layers";
import { nearestShape } from "./scene";
import { context, difference, lightness, order, pictureOf } from "./testing/draw";

/** What the layers draw, on small frames. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
beforeAll(async () => {
  folder = await mediaFolder();
  const halves = { create: { width: 100, height: 100, channels: 3 as const, background: "#ff0000" } };
  const blue = await sharp({ create: { width: 50, height: 100, channels: 3, background: "#0000ff" } })
    .png()
    .toBuffer();
  await sharp(halves)
    .composite([{ input: blue, left: 50, top: 0 }])
    .png()
    .toFile(folder.path("halves.png"));
  const thing = await sharp({ create: { width: 40, height: 60, channels: 3, background: "#a0a0a0" } })
    .png()
    .toBuffer();
  const clear = { create: { width: 40, height: 60, channels: 4 as const, background: "#00000000" } };
  await sharp(clear)
    .composite([{ input: thing }])
    .png()
    .toFile(folder.path("thing.png"));
  // A camera stores it lying, with a note to turn it.
  await sharp(folder.path("halves.png")).jpeg().withMetadata({ orientation: 6 }).toFile(folder.path("turned.jpg"));
});
afterAll(() => folder.remove());

/** A still at a time of a template with these layers. */
async function still(layers: Layer[] | ((scene: Scene) => Layer[]), at = 1, rest: Parameters<typeof order>[0] = {}) {
  const template = defineTemplate({
    ...{ id: "test", title: "Test", zh: { title: "测试" }, shapes: ["9:16", "1:1", "16:9"] as const },
    ...{ media: {}, texts: { title: { kind: "title" as const, max: 500 } }, seconds: 4 },
    layers: (scene) => (typeof layers === "function" ? layers(scene) : layers),
  });
  const media = ["halves.png", "thing.png", "turned.jpg"].map((file) => ({
    ...{ name: file.split(".")[0] ?? "", image: folder.path(file) },
  }));
  const made = await drawTemplate(
    template,
    order({ media, still_at: at, width: 160, height: 160, ...rest }),
    context(folder),
  );
  return { ...(await pictureOf(made.still)), path: made.still };
}
const white: Layer = { kind: "shape", shape: "rectangle", fill: "#ffffff" };
const isRed = ([r = 0, , b = 0]: readonly number[]) => r > 180 && b < 80;
const isBlue = ([r = 0, , b = 0]: readonly number[]) => b > 180 && r < 80;

test("a picture covers its box around its focus, or is shown whole", async () => {
  const whole = await still([{ kind: "picture", media: "halves" }]);
  expect([isRed(whole.at(0.4, 0.5)), isBlue(whole.at(0.6, 0.5))]).toEqual([true, true]);
  const tall = { width: 90, height: 160 };
  const left = await still([{ kind: "picture", media: "halves", focus: { x: 0.2, y: 0.5 } }], 1, tall);
  expect([isRed(left.at(0.05, 0.5)), isRed(left.at(0.8, 0.5))]).toEqual([true, true]);
  const contained = await still([white, { kind: "picture", media: "halves", fit: "contain" }], 1, tall);
  expect(lightness(contained.at(0.5, 0.05))).toBeGreaterThan(240);
  expect([isRed(contained.at(0.1, 0.5)), isBlue(contained.at(0.9, 0.5))]).toEqual([true, true]);
  const box = { x: 0.5, y: 0, width: 0.5, height: 0.5 };
  const placed = await still([white, { kind: "picture", media: "halves", box }]);
  expect(isRed(placed.at(0.6, 0.25)) && isBlue(placed.at(0.9, 0.25))).toBe(true);
  expect(lightness(placed.at(0.25, 0.25))).toBeGreaterThan(240);
});

test("a camera's note to turn a picture is followed", async () => {
  const turned = await still([{ kind: "picture", media: "turned" }]);
  expect([isRed(turned.at(0.5, 0.2)), isBlue(turned.at(0.5, 0.8))]).toEqual([true, true]);
});

test("a zoom moves a picture by parts of a pixel and keeps its point", async () => {
  const zoom = { from: 1, to: 1.2, toward: { x: 0, y: 0.5 } };
  const edges: number[] = [];
  for (const at of [0, 1, 1.1, 1.2, 2, 3]) {
    const picture = await still([{ kind: "picture", media: "halves", zoom }], at, {
      width: 400,
      height: 40,
      seconds: 4,
    });
    expect(isRed(picture.at(0.005, 0.5))).toBe(true);
    // Where red becomes blue, from the sum of the red of a row.
    const row = Array.from({ length: 400 }, (_, x) => picture.at((x + 0.5) / 400, 0.5)[0]);
    edges.push(row.reduce((sum, red) => sum + red, 0) / 255);
  }
  const [start = 0, one = 0, soon = 0, sooner = 0, two = 0, three = 0] = edges;
  expect(start).toBeCloseTo(200, -0.5);
  expect(two - one).toBeCloseTo(three - two, -0.5);
  expect(three).toBeGreaterThan(start + 25);
  // A tenth of a second moves it by a pixel: 0.2 / 4 * 0.1 of 200 pixels.
  expect(soon).toBeGreaterThan(one + 0.4);
  expect(sooner).toBeGreaterThan(soon + 0.4);
});

test("layers come and go at their times", async () => {
  const layer: Layer = {
    ...white,
    box: { x: 0, y: 0, width: 1, height: 1 },
    from: 1,
    to: 3,
    enter: { as: "fade", seconds: 0.5 },
  };
  const faded: Layer = { ...layer, leave: { as: "fade", seconds: 0.5 } };
  const light = async (at: number) => lightness((await still([faded], at)).at(0.5, 0.5));
  expect(await light(0.9)).toBe(0);
  expect(await light(1)).toBeLessThan(3);
  const [half, whole, leaving] = [await light(1.1), await light(2), await light(2.9)];
  expect(half).toBeGreaterThan(30);
  expect(half).toBeLessThan(whole - 30);
  expect(whole).toBeGreaterThan(250);
  expect(leaving).toBeLessThan(whole - 30);
  expect(await light(3)).toBe(0);
});

test("what rises comes from below, what slides from the side, what breathes grows and shrinks", async () => {
  const box = { x: 0.4, y: 0.4, width: 0.2, height: 0.2 };
  const at = async (layer: Partial<Layer>, time: number) => {
    const { data } = await still([{ ...white, box, ...layer } as Layer], time);
    let [x, y, count] = [0, 0, 0];
    for (let i = 0; i < 160 * 160; i++) {
      if ((data[i * 3] ?? 0) < 100) continue;
      [x, y, count] = [x + (i % 160), y + Math.floor(i / 160), count + 1];
    }
    return { x: x / count / 160, y: y / count / 160, count };
  };
  const rest = await at({}, 1);
  const rising = await at({ from: 0.5, enter: { as: "rise", seconds: 1, distance: 0.5 } }, 0.9);
  expect(rising.y).toBeGreaterThan(rest.y + 0.03);
  expect(rising.x).toBeCloseTo(rest.x, 1);
  const sliding = await at({ from: 0.5, enter: { as: "slide", seconds: 1, distance: -0.5 } }, 0.9);
  expect(sliding.x).toBeLessThan(rest.x - 0.03);
  const thing: Layer = { kind: "cut-out", media: "thing", box, breathe: { scale: 0.2, every: 4 } };
  const [early, late] = [await at(thing, 1), await at(thing, 3)];
  expect(early.count).toBeGreaterThan(late.count * 1.2);
});

test("a thing that comes from far below is drawn whole on its way", async () => {
  const box = { x: 0.4, y: 0.2, width: 0.2, height: 0.2 };
  const rising: Layer = { ...white, box, from: 0, enter: { as: "rise", seconds: 2, distance: 0.5, ease: "linear" } };
  const count = async (at: number) => (await still([rising], at)).data.filter((value) => value > 100).length;
  const [there, onItsWay] = [await count(3), await count(1.5)];
  expect(onItsWay).toBeGreaterThan(there * 0.95);
  expect(onItsWay).toBeLessThan(there * 1.05);
});

test("a thing is on its ground, lit from a side, with shadow and reflection, and light sweeps over it alone", async () => {
  const ground: Layer = { kind: "shape", shape: "rectangle", fill: "#c0c0c0" };
  const box = { x: 0.25, y: 0.1, width: 0.5, height: 0.6 };
  const thing = { kind: "cut-out", media: "thing", box } as const;
  const bare = await still([ground, thing]);
  expect(lightness(bare.at(0.5, 0.69))).toBeCloseTo(160, -1);
  expect(lightness(bare.at(0.5, 0.72))).toBeCloseTo(192, -1);
  const shadow = await still([ground, { ...thing, light: -1, shadow: { contact: 0.9, cast: 0.6 } }]);
  expect(lightness(shadow.at(0.5, 0.71))).toBeLessThan(150);
  expect(lightness(shadow.at(0.35, 0.4))).toBeGreaterThan(lightness(shadow.at(0.65, 0.4)) + 15);
  const mirror = await still([white, { ...thing, reflection: 0.5 }]);
  expect(lightness(mirror.at(0.5, 0.72))).toBeLessThan(235);
  expect(lightness(mirror.at(0.5, 0.98))).toBeGreaterThan(250);
  const swept = await still([ground, { ...thing, sweep: { at: 0.5, seconds: 1 } }]);
  expect(difference(bare, swept, { x: 0.36, y: 0.2, width: 0.28, height: 0.4 })).toBeGreaterThan(4);
  expect(difference(bare, swept, { x: 0, y: 0, width: 0.25, height: 1 })).toBeLessThan(1);
});

test("a plate is as large as its text and stays in its box, and right-to-left text reads from the right", async () => {
  const box = { x: 0.1, y: 0.3, width: 0.8, height: 0.4 };
  const text = (content: string): Layer => ({
    ...{ kind: "text", text: content, box, plate: { color: "#ffffff" }, style: { color: "#000000" } },
  });
  const wide = async (content: string) => {
    const picture = await still([text(content)]);
    const columns = Array.from({ length: 160 }, (_, x) => (x + 0.5) / 160).filter(
      (x) => lightness(picture.at(x, 0.5)) > 20,
    );
    return { from: columns[0] ?? 0, to: columns.at(-1) ?? 0 };
  };
  const [short, long] = [await wide("Buy"), await wide("Buy it now while it lasts and tell a friend")];
  expect(short.to - short.from).toBeLessThan(long.to - long.from);
  expect(long.from).toBeGreaterThan(0.09);
  expect(long.to).toBeLessThan(0.91);
  const line = (content: string): Layer => ({
    ...{ kind: "text", text: content, box, style: { size: 0.3, smallest: 0.02 } },
  });
  // The full stop ends the sentence: on the left in Hebrew.
  const dots = async (content: string) => {
    const [all, none] = [await still([line(`${content}.....`)]), await still([line(content)])];
    const ends = [
      { ...box, width: 0.2 },
      { ...box, x: 0.7, width: 0.2 },
    ].map((end) => difference(all, none, end));
    return ends;
  };
  const [hebrewLeft = 0, hebrewRight = 0] = await dots("שלום");
  const [latinLeft = 0, latinRight = 0] = await dots("Good");
  expect(hebrewLeft / Math.max(0.1, hebrewRight)).toBeGreaterThan(latinLeft / Math.max(0.1, latinRight));
});

test("the same time gives the same picture, and an empty text draws nothing", async () => {
  const layers: Layer[] = [
    { kind: "picture", media: "halves", zoom: { from: 1, to: 1.2 }, blur: 0.02 },
    {
      kind: "cut-out",
      media: "thing",
      box: { x: 0.3, y: 0.2, width: 0.4, height: 0.6 },
      breathe: {},
      shadow: { cast: 0.5 },
    },
    { kind: "vignette", strength: 0.5 },
    { kind: "text", text: "光 ✨", box: { x: 0.1, y: 0.1, width: 0.8, height: 0.2 }, scrim: 0.4 },
  ];
  const [one, other] = [await still(layers, 1.7), await still(layers, 1.7)];
  expect(await readFile(one.path)).toEqual(await readFile(other.path));
  const box = { x: 0, y: 0, width: 1, height: 1 };
  const empty = await still([white, { kind: "text", text: " ", box, style: { color: "#000000" } }]);
  expect(Math.min(...empty.data)).toBeGreaterThan(250);
});

test("the nearest shape is taken, places in a covered picture are known, and texts are spread", () => {
  const template = { shapes: ["9:16", "1:1", "16:9"] } as const;
  const sizes = [
    [1080, 1920],
    [1080, 1350],
    [1920, 800],
  ] as const;
  expect(sizes.map(([w, h]) => nearestShape(template, w, h))).toEqual(["9:16", "1:1", "16:9"]);
  const scene = { width: 100, height: 100 } as Scene;
  const whole = { x: 0, y: 0, width: 1, height: 1 };
  const part = { x: 0.5, y: 0, width: 0.25, height: 1 };
  expect(landed(part, 2, scene, whole, { x: 0.5, y: 0.5 })).toEqual({ x: 0.5, y: 0, width: 0.5, height: 1 });
  expect(landed(part, 2, scene, whole, { x: 0, y: 0.5 })).toMatchObject({ x: 1 });
  expect(spread([{}, { from: 7 }], { from: 1, to: 9 })).toEqual([
    { from: 1, to: 4.7 },
    { from: 7, to: 9 },
  ]);
});
