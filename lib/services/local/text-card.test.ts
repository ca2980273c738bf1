import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { textCard } from "./text-card";

/** What is on the drawn pictures, by their pixels. */

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "card-"));
});
afterAll(() => rm(dir, { recursive: true }));

async function draw(text: string, options: Record<string, unknown> = {}) {
  const input = textCard.input.parse({ text, width: 480, height: 240, ...options });
  const context = { dir, seed: 1, signal: new AbortController().signal, progress: () => {} };
  const { image, card } = textCard.output.parse(await textCard.local?.run(input, context));
  const { data, info } = await sharp(image).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { card, ink: inkOf(data, info), data, info };
}

/** The box of all pixels that are not transparent, as fractions; null when there are none. */
function inkOf(data: Buffer, { width, height }: { width: number; height: number }) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let i = 0; i < width * height; i++) {
    if ((data[i * 4 + 3] ?? 0) < 12) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  if (right < 0) return null;
  return { left: left / width, top: top / height, right: (right + 1) / width, bottom: (bottom + 1) / height };
}

const long = "Every word deserves good light, and every face a room that listens. ".repeat(8).slice(0, 500);
const texts: [string, string][] = [
  ["Latin", "Every word deserves good light"],
  ["descenders and accents", "Ångström ÇĘ gypsy jüngst Ĝq"],
  ["Chinese", "让每一次开口，都像电影里的一幕。"],
  ["emoji", "✨ Light 🎧 👨‍👩‍👧 🇨🇳"],
  ["Arabic", "كل كلمة تستحق ضوءًا جيدًا"],
  ["Hebrew with Latin", "כל מילה ראויה לאור טוב, Nextscene!"],
  ["500 characters", long],
  ["500 Chinese characters", "光与故事，".repeat(100)],
  ["one word without spaces", "Donaudampfschifffahrtsgesellschaft".repeat(6)],
  ["own lines", "One\nTwo\nThree"],
];

test.each(texts)("%s: no drawn pixel is outside the text's box, which is inside the card", async (_, text) => {
  for (const font of ["sans", "serif"]) {
    for (const kind of ["title", "quote"]) {
      const { ink, card } = await draw(text, { font, kind });
      expect(card.lines.length).toBeGreaterThan(0);
      if (!ink) throw new Error("There is no text.");
      const { x, y, width, height } = card.box;
      const pixel = 2.5 / 240;
      expect(ink.left).toBeGreaterThan(Math.max(x - pixel, 0.01));
      expect(ink.top).toBeGreaterThan(Math.max(y - pixel, 0.01));
      expect(ink.right).toBeLessThan(Math.min(x + width + pixel, 0.99));
      expect(ink.bottom).toBeLessThan(Math.min(y + height + pixel, 0.99));
    }
  }
});

test("a text that does not fit ends with an ellipsis and says so; one that fits is whole", async () => {
  const small = { width: 200, height: 60, kind: "quote" };
  const { card } = await draw(long, small);
  expect(card.shortened).toBe(true);
  expect(card.lines.at(-1)).toMatch(/\p{L}…$/u);
  const whole = await draw("Good light", small);
  expect(whole.card).toMatchObject({ shortened: false, lines: ["Good light"] });
});

test("letters become smaller before words are left out", async () => {
  const short = await draw("Good light", { kind: "title" });
  const longer = await draw(long.slice(0, 120), { kind: "title" });
  expect(longer.card.shortened).toBe(false);
  expect(longer.card.lines.join(" ")).toBe(long.slice(0, 120).trim());
  expect(longer.card.fontSize).toBeLessThan(short.card.fontSize);
});

test("no Chinese line begins with a closing mark or ends with an opening one", async () => {
  const text = "他说：“光，是第一位演员。”于是（所有人）都安静了；灯亮了！镜头慢慢推近……";
  for (const width of [160, 200, 240, 300, 360, 420]) {
    const { card } = await draw(text, { width, height: 400, kind: "subtitle" });
    expect(card.lines.length).toBeGreaterThan(1);
    for (const line of card.lines) {
      expect(line).not.toMatch(/^[，。！？；：”’）…]/);
      expect(line).not.toMatch(/[“‘（]$/);
    }
    expect(card.lines.join("")).toBe(text);
  }
});

test("emoji have their own colours, letters the given one", async () => {
  const coloured = ({ data }: { data: Buffer }) =>
    Array.from({ length: data.length / 4 }, (_, i) => [...data.subarray(i * 4, i * 4 + 4)]).filter(
      ([r = 0, g = 0, b = 0, a = 0]) => a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 60,
    ).length;
  expect(coloured(await draw("Light"))).toBe(0);
  expect(coloured(await draw("✨🍊"))).toBeGreaterThan(100);
  expect(coloured(await draw("Light", { color: "#ff8800" }))).toBeGreaterThan(100);
});

test("lines are aligned, and the ground is transparent or of one colour", async () => {
  const left = await draw("Hi", { align: "left", kind: "subtitle" });
  const right = await draw("Hi", { align: "right", kind: "subtitle" });
  expect(left.ink?.right).toBeLessThan(0.5);
  expect(right.ink?.left).toBeGreaterThan(0.5);
  expect([...left.data.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  const ground = await draw("Hi", { background: "#102030" });
  expect([...ground.data.subarray(0, 4)]).toEqual([0x10, 0x20, 0x30, 255]);
});

test("bad input is refused", () => {
  for (const wrong of [
    { text: "" },
    { text: "a".repeat(501) },
    { color: "red" },
    { background: "#fff" },
    { width: 8 },
  ]) {
    expect(textCard.input.safeParse({ text: "Hi", width: 100, height: 100, ...wrong }).success).toBe(false);
  }
});
