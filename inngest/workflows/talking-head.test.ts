import { describe, expect, test } from "vitest";
import { planJob } from "../jobs/plan";
import { talkingHead } from "./talking-head";
import { backgroundPrompt } from "./talking-head-background";
import { frameOf, furtherShapes, headInput, sizeOf, textsOf } from "./talking-head-input";
import { inFrame, usualFace } from "./talking-head-place";

/** What follows from a caller's input without any file. */

const input = (options: Record<string, unknown> = {}) => headInput.parse({ video: "asset:v", ...options });
const keysOf = async (options: Record<string, unknown>) => {
  const { calls, reviews } = await planJob(talkingHead, input(options), () => 10);
  return { keys: calls.map(({ key }) => key), reviews };
};

describe("a plan", () => {
  test("looks for a person first, and paints three backgrounds to choose from", async () => {
    const { keys, reviews } = await keysOf({ title: "A", quotes: ["b", "c"] });
    expect(keys.slice(0, 3)).toEqual(["person", "normalise", "profile"]);
    expect(keys.filter((key) => key.startsWith("background."))).toHaveLength(3);
    expect(keys).toEqual(expect.arrayContaining(["choice", "matte", "card.title", "card.quote.2", "film", "pack"]));
    expect(reviews).toEqual(["backgrounds"]);
  });

  test("with an own background paints none and has no review", async () => {
    const { keys, reviews } = await keysOf({ background: "asset:b" });
    expect([keys.filter((key) => /^(background|choice)/.test(key)), reviews]).toEqual([[], []]);
  });

  test("has a film for each further shape", async () => {
    const { keys } = await keysOf({ social: ["square", "wide", "tall"] });
    expect(keys.filter((key) => key.startsWith("film"))).toEqual(["film", "film.square", "film.wide"]);
  });
});

test("sizes are those of the shape, and an upright video stays upright where a shape can use it", () => {
  expect(sizeOf(input(), "tall")).toEqual({ width: 1080, height: 1920 });
  expect(sizeOf(input({ resolution: "360p" }), "wide")).toEqual({ width: 640, height: 360 });
  expect(frameOf(input({ aspect: "16:9" })).upright).toEqual({ width: 1080, height: 1920 });
  expect(frameOf(input({ aspect: "1:1" })).upright).toEqual({ width: 1080, height: 1080 });
  expect(furtherShapes(input({ social: ["tall", "square", "square"] }))).toEqual(["square"]);
});

test("texts keep the times that the caller gave", () => {
  const quotes = ["One.", { text: "Two.", from: 4, to: 6 }];
  expect(textsOf(input({ title: "T", quotes }))).toEqual([
    { name: "title", text: "T" },
    { name: "quote.1", text: "One." },
    { name: "quote.2", text: "Two.", from: 4, to: 6 },
  ]);
});

describe("a face", () => {
  const wide = { width: 1920, height: 1080 };
  const tall = { width: 1080, height: 1920 };
  const face = { x: 0.7, y: 0.2, width: 0.1, height: 0.2 };

  test("stays where it is when nothing is cut", () => {
    const { x, y, width, height } = inFrame(wide, { width: 960, height: 540 }, { x: 0.5, y: 0.5 }, face);
    for (const [is, was] of [
      [x, 0.7],
      [y, 0.2],
      [width, 0.1],
      [height, 0.2],
    ])
      expect(is).toBeCloseTo(was ?? 0);
  });

  test("is in the middle of a frame that was cut around it", () => {
    const { x, width, height } = inFrame(wide, tall, { x: 0.75, y: 0.3 }, face);
    expect(x + width / 2).toBeCloseTo(0.5);
    expect([width, height]).toEqual([expect.closeTo(0.1 * (3413.33 / 1080), 2), expect.closeTo(0.2)]);
  });

  test("at the edge of the video moves the frame no farther than the edge", () => {
    const { x, width } = inFrame(wide, tall, { x: 0, y: 0.3 }, { ...face, x: 0 });
    expect([x, width > 0.3]).toEqual([0, true]);
  });

  test("is the usual one of those that were seen", () => {
    const seen = [0.1, 0.4, 0.42, 0.41, 0.9].map((x) => ({ ...face, x }));
    expect(usualFace(seen)).toMatchObject({ x: 0.41 });
    expect(usualFace([])).toBeNull();
  });
});

describe("the prompt of a background", () => {
  const look = {
    colors: ["#1a1a2e", "#e94560"],
    ...{ lighting: "dramatic" as const, mood: "sophisticated" as const, texture: "film" as const },
  };
  test("asks for an empty place with room for the head, in the words and colours of the style", () => {
    const prompt = backgroundPrompt(look, 1, "en");
    expect(prompt).toMatch(/no people/);
    expect(prompt).toMatch(/room for a head and shoulders/);
    expect(prompt).toContain("Colours: dark blue #1a1a2e, red #e94560.");
    expect(prompt).not.toMatch(/[{}]/);
  });
  test("differs for each of the three, and is Chinese for Chinese texts", () => {
    expect(new Set([1, 2, 3].map((n) => backgroundPrompt(look, n, "en"))).size).toBe(3);
    expect(backgroundPrompt(look, 2, "zh")).toMatch(/没有人物.*深蓝色 #1a1a2e、/s);
  });
});
