import { expect, test } from "vitest";
import { contrast, inkFor, inkOn, mixed, readable, rgbOf } from "./ink";
import { hasClearGround, withoutGround } from "./logo";
import { baseOn, edgeOfSurface, lightOf, type Pixels, type Rgb } from "./measure";
import { gainsFor, relit } from "./relight";
import { cutAround, placed } from "./room";
import { veiled } from "./veil";

/** The maths of putting a product into a set, on pictures made of numbers. */

function picture(colour: (x: number, y: number) => Rgb, width = 40, height = 60): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set(colour(x / width, y / height), (y * width + x) * 3);
  return { data, width, height };
}
const grey = (value: number): Rgb => [value, value, value];

const frame = { width: 1080, height: 1920 };
const room = { centre: 0.5, base: 0.8, width: 0.8, height: 0.44 };

test.each([
  ["a bottle", { width: 200, height: 900 }],
  ["a plate", { width: 1200, height: 300 }],
  ["a box", { width: 500, height: 500 }],
])("%s keeps its shape, is on the line and stays in its room", (_, product) => {
  const box = placed(product, frame, room);
  expect((box.width * frame.width) / (box.height * frame.height)).toBeCloseTo(product.width / product.height, 5);
  expect(box.y + box.height).toBeCloseTo(room.base, 10);
  expect(box.x + box.width / 2).toBeCloseTo(room.centre, 10);
  expect(box.width).toBeLessThanOrEqual(room.width + 1e-9);
  expect(box.height).toBeLessThanOrEqual(room.height + 1e-9);
  // None is so small that the frame looks empty.
  expect(Math.max(box.width / room.width, box.height / room.height)).toBeGreaterThan(0.7);
});

test("a square cut of a tall set has its full width, and the product's line where the frame wants it", () => {
  const cut = cutAround(frame, { width: 1080, height: 1080 }, 0.78, 0.86);
  expect(cut).toMatchObject({ x: 0, width: 1 });
  expect((0.78 - cut.y) / cut.height).toBeCloseTo(0.86, 5);
  // Near the lower edge the cut stays inside the picture.
  const low = cutAround(frame, { width: 1080, height: 1080 }, 0.98, 0.5);
  expect(low.y + low.height).toBeLessThanOrEqual(1);
});

test("the light is found on its side, and its colour", () => {
  const left = lightOf(picture((x) => grey(220 - 120 * x)));
  const right = lightOf(picture((x) => grey(100 + 120 * x)));
  expect(left.side).toBeLessThan(-0.5);
  expect(right.side).toBeGreaterThan(0.5);
  expect(Math.abs(lightOf(picture(() => grey(120))).side)).toBeLessThan(0.01);
  const [red, , blue] = lightOf(picture(() => [220, 180, 120])).tint;
  expect(red).toBeGreaterThan(1.15);
  expect(blue).toBeLessThan(0.8);
});

test("the far edge of the surface is found; an even picture has none", () => {
  expect(edgeOfSurface(picture((_, y) => grey(y < 0.65 ? 200 : 120)))).toBeCloseTo(0.65, 1);
  expect(edgeOfSurface(picture((_, y) => grey(200 - 60 * y)))).toBeNull();
  expect(baseOn(0.65)).toBeCloseTo(0.75, 5);
  expect(baseOn(0.5)).toBe(0.74);
  expect(baseOn(null)).toBe(0.8);
});

test.each([
  ["white", () => grey(250)],
  ["black", () => grey(8)],
  ["mid grey", () => grey(128)],
  ["chequered", (x: number, y: number) => grey((Math.floor(x * 10) + Math.floor(y * 10)) % 2 ? 235 : 20)],
])("text on a %s set is readable over its veil", (_, colour) => {
  const inks = { dark: "#21402d", pale: "#fbfaf3" };
  const set = picture(colour);
  const pixels = Array.from({ length: 60 * 40 }, (_, i): Rgb => {
    const [r = 0, g = 0, b = 0] = set.data.subarray(i * 3, i * 3 + 3);
    return [r, g, b];
  });
  const { ink, veil, alpha } = inkOn(pixels, inks);
  for (const pixel of pixels)
    expect(contrast(rgbOf(ink), mixed(pixel, rgbOf(veil), alpha))).toBeGreaterThanOrEqual(readable);
});

test("a plain set needs no veil, and the veil leaves the place of the product alone", () => {
  expect(inkOn([grey(250)], { dark: "#21402d", pale: "#fbfaf3" })).toMatchObject({ ink: "#21402d", alpha: 0 });
  const set = picture(() => grey(128));
  const area = { left: 0, top: 0, right: 1, bottom: 0.3 };
  const { data } = veiled(set, area, { veil: "#ffffff", alpha: 0.5 });
  expect(data[0]).toBeGreaterThan(185);
  expect(data[data.length - 1]).toBe(128);
});

test("the text of a button is readable on any colour", () => {
  for (const colour of ["#ffffff", "#000000", "#ffd400", "#3d8bff", "#7a2530", "#808080"])
    expect(contrast(rgbOf(colour), rgbOf(inkFor(colour)))).toBeGreaterThanOrEqual(3);
});

test("a product takes a little of the set's colour and keeps its own", () => {
  const gains = gainsFor({ side: 0, luma: 0.6, tint: [1.3, 1, 0.7] });
  const [red, green, blue] = relit(Uint8Array.of(120, 120, 120, 200), gains);
  expect(red).toBeGreaterThan(Number(blue));
  for (const value of [red, green, blue]) expect(Math.abs(Number(value) - 120)).toBeLessThanOrEqual(12);
  const alpha = relit(Uint8Array.of(1, 2, 3, 200), gains)[3];
  expect(alpha).toBe(200);
  // White stays white: no channel is clipped to another hue.
  expect([...relit(Uint8Array.of(255, 255, 255, 255), [1.09, 1.09, 1.09])]).toEqual([255, 255, 255, 255]);
});

test("a plain ground of a logo is taken away, a picture without one is left as it is", () => {
  const rgba = (colour: (x: number, y: number) => readonly number[]) => {
    const size = 20;
    const data = new Uint8Array(size * size * 4);
    for (let i = 0; i < size * size; i++) data.set([...colour(i % size, Math.floor(i / size)), 255], i * 4);
    return { data, width: size, height: size };
  };
  const middle = (x: number, y: number) => x > 6 && x < 13 && y > 6 && y < 13;
  for (const ground of [255, 0, 90]) {
    const logo = rgba((x, y) => (middle(x, y) ? [200, 30, 40] : [ground, ground, ground]));
    const clear = withoutGround(logo);
    expect(clear?.[3]).toBe(0);
    expect([...(clear?.subarray((10 * 20 + 10) * 4, (10 * 20 + 10) * 4 + 4) ?? [])]).toEqual([200, 30, 40, 255]);
  }
  expect(withoutGround(rgba((x) => [x * 12, 255 - x * 12, 90]))).toBeNull();
  expect(withoutGround(rgba(() => [255, 255, 255]))).toBeNull();
  expect(hasClearGround(rgba(() => [1, 2, 3]))).toBe(false);
});
