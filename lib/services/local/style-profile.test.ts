import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runTool } from "@/lib/media";
import { chromaOf, labOf, type Rgb, toLab, toRgb } from "@/lib/media/style/color";
import { gradeOf, skinShare, usualFootage } from "@/lib/media/style/grade";
import { h264, mediaFolder, picture, tools } from "@/lib/media/testing/made";
import { styleProfile } from "./style-profile";

/** Pictures made by code, one for each rule. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
beforeAll(async () => {
  folder = await mediaFolder();
});
afterAll(() => folder.remove());

type Paint = (x: number, y: number) => readonly [number, number, number];
const side = 256;

async function painted(name: string, paint: Paint): Promise<string> {
  const data = Buffer.alloc(side * side * 3);
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) data.set(paint(x / side, y / side), 3 * (y * side + x));
  const path = folder.path(name);
  await sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toFile(path);
  return path;
}
const grey = (value: number) => [value, value, value] as const;
/** The same numbers in every run. */
const noise = (x: number, y: number) => {
  const value = Math.sin(x * 12_989.8 + y * 78_233.1) * 43_758.5453;
  return value - Math.floor(value);
};

async function profiled(input: Record<string, unknown>) {
  const signal = new AbortController().signal;
  const context = { dir: folder.dir, seed: 1, signal, progress: () => {} };
  return styleProfile.output.parse(await styleProfile.local?.run(styleProfile.input.parse(input), context));
}
const profileOf = async (name: string, paint: Paint) => {
  const { profile } = await profiled({ image: await painted(`${name}.png`, paint) });
  return profile;
};

describe("lighting", () => {
  test("is dramatic with deep shadows and a strong light", async () => {
    expect((await profileOf("shadow", (x) => grey(x < 0.7 ? 8 : 250))).lighting).toBe("dramatic");
  });
  test("is soft where all is nearly as light", async () => {
    expect((await profileOf("even", (x) => grey(150 + 30 * x))).lighting).toBe("soft");
  });
  test("is natural in between", async () => {
    expect((await profileOf("between", (x) => grey(70 + 160 * x))).lighting).toBe("natural");
  });
});

describe("mood", () => {
  test("is energetic with vivid colours", async () => {
    expect((await profileOf("vivid", (x) => (x < 0.5 ? [240, 90, 20] : [200, 200, 200]))).mood).toBe("energetic");
  });
  test("is sophisticated in the dark", async () => {
    expect((await profileOf("dark", (x) => [30 + 20 * x, 28, 26])).mood).toBe("sophisticated");
  });
  test("is calm in the light", async () => {
    expect((await profileOf("light", () => [200, 205, 210])).mood).toBe("calm");
  });
});

describe("texture", () => {
  test("is smooth without detail", async () => {
    expect((await profileOf("plain", (x) => grey(100 + 100 * x))).texture).toBe("smooth");
  });
  test("is film with even grain", async () => {
    expect((await profileOf("grain", (x, y) => grey(110 + 40 * noise(x, y)))).texture).toBe("film");
  });
  test("is detailed with many edges between plain areas", async () => {
    const bars: Paint = (x) => grey(Math.floor(x * 48) % 2 ? 250 : 10);
    expect((await profileOf("bars", bars)).texture).toBe("detailed");
  });
});

test("colours come by their share, and near ones count as one", async () => {
  const thirds: Paint = (x) => (x < 0.6 ? [200, 30, 30] : x < 0.9 ? [30, 30, 200] : [32, 30, 196]);
  const { colors, numbers } = await profileOf("colours", thirds);
  expect(colors).toHaveLength(2);
  const [red = "", blue = ""] = colors;
  expect([labOf(red)[1] > 40, labOf(blue)[2] < -40]).toEqual([true, true]);
  expect(numbers.shares).toEqual([expect.closeTo(0.6, 1), expect.closeTo(0.4, 1)]);
});

test("a picture of nothing has one colour and a usable grade", async () => {
  const { profile, curves } = await profiled({ image: await painted("nothing.png", () => [255, 255, 255]) });
  expect(profile).toMatchObject({ colors: ["#ffffff"], lighting: "soft", mood: "calm", texture: "smooth" });
  for (const [, y] of [...curves.r, ...curves.g, ...curves.b]) expect(Number.isFinite(y)).toBe(true);
});

test("the same picture gives the same bytes", async () => {
  const image = await painted("same.png", (x, y) => [255 * x, 255 * y, 255 * noise(x, y)]);
  const read = async () => {
    const { cube, json } = await profiled({ image });
    return [await readFile(cube, "utf8"), await readFile(json, "utf8")];
  };
  expect(await read()).toEqual(await read());
});

describe("the grade", () => {
  test("is a table that ffmpeg's lut3d reads, and near what the curves do to greys", async () => {
    const { cube, curves } = await profiled({ preset: "cinematic" });
    const size = ["-f", "lavfi", "-i", "color=0x808080:s=16x16:d=0.1"];
    const table = ["-vf", `lut3d=${cube.slice(folder.dir.length + 1)},format=rgb24`, "-frames:v", "1"];
    const args = ["-v", "error", ...size, ...table, "-f", "rawvideo", "pipe:1"];
    const { output } = await runTool(tools.ffmpeg, args, { dir: folder.dir });
    const expected = [curves.r, curves.g, curves.b].map((curve) => 255 * (curve[4]?.[1] ?? 0));
    for (const [i, value] of expected.entries()) expect(Math.abs((output[i] ?? 0) - value)).toBeLessThan(6);
  });

  test("changes nothing where footage has the look already", () => {
    const same = gradeOf(usualFootage, usualFootage);
    for (const color of [[0.2, 0.4, 0.6] as Rgb, [0.9, 0.1, 0.5] as Rgb]) {
      for (const [i, value] of same(color).entries()) expect(value).toBeCloseTo(color[i] ?? 0, 1);
    }
  });

  const blue = { ...usualFootage, a: 4, b: -40 };
  const moved = (color: Rgb) => {
    const [, a, b] = toLab(gradeOf(usualFootage, blue)(color));
    const [, oldA, oldB] = toLab(color);
    return Math.hypot(a - oldA, b - oldB);
  };

  test("holds skin: it takes less than half of the change of other colours", () => {
    const skin = toRgb([65, 16, 20]);
    expect(skinShare(toLab(skin))).toBeGreaterThan(0.9);
    expect(skinShare(toLab([0.2, 0.5, 0.3]))).toBeLessThan(0.05);
    expect(moved(skin)).toBeLessThan(0.5 * moved([0.6, 0.6, 0.6]));
  });

  test("keeps white nearly white towards a black look", () => {
    const dark = { ...usualFootage, quantiles: [0, 1, 2, 4, 8, 12, 20] };
    const [lightness] = toLab(gradeOf(usualFootage, dark)([1, 1, 1]));
    expect(lightness).toBeGreaterThanOrEqual(89.9);
  });

  test("never turns lightness around", () => {
    for (const of of [
      [0, 1, 2, 4, 8, 12, 20],
      [60, 80, 90, 95, 97, 98, 99],
    ]) {
      const grade = gradeOf(usualFootage, { ...usualFootage, quantiles: of });
      const lights = Array.from({ length: 51 }, (_, i) => toLab(grade([i / 50, i / 50, i / 50]))[0]);
      expect(lights).toEqual(lights.toSorted((a, b) => a - b));
    }
  });
});

test.each([
  ["minimal", { colors: ["#ffffff", "#f5f5f5", "#333333"], lighting: "soft", mood: "calm", texture: "smooth" }],
  [
    "cinematic",
    { colors: ["#1a1a2e", "#16213e", "#e94560"], lighting: "dramatic", mood: "sophisticated", texture: "film" },
  ],
  ["luxury", { lighting: "dramatic", mood: "sophisticated", texture: "silk" }],
])("the preset %s", async (preset, look) => {
  const { profile } = await profiled({ preset });
  expect(profile).toMatchObject({ source: "preset", ...look });
});

test("a video's look is that of its frames, and its grade leaves it as it is", async () => {
  const red = ["-f", "lavfi", "-i", "color=0xc83c28:s=64x48:d=1:r=10"];
  const { profile, curves } = await profiled({ video: folder.make("red.mp4", ...red, ...h264) });
  expect(profile).toMatchObject({ source: "video", mood: "energetic" });
  const [, a] = labOf(profile.colors[0] ?? "");
  expect(a).toBeGreaterThan(40);
  for (const [x, y] of curves.g) expect(Math.abs(y - x)).toBeLessThan(0.04);
});

test("footage decides where the grade starts", async () => {
  const bright = folder.make("bright.mp4", ...picture(1), "-vf", "eq=brightness=0.3", ...h264);
  const [plain, graded] = [await profiled({ preset: "luxury" }), await profiled({ preset: "luxury", footage: bright })];
  expect(graded.curves).not.toEqual(plain.curves);
  expect(chromaOf(labOf(graded.profile.colors[0] ?? ""))).toBe(chromaOf(labOf(plain.profile.colors[0] ?? "")));
});

test("exactly one of picture, video and preset is needed", async () => {
  const image = join(folder.dir, "still.png");
  for (const input of [{}, { image, preset: "minimal" }]) {
    await expect(profiled(input)).rejects.toThrow("Give exactly one of `image`, `video` and `preset`.");
  }
});
