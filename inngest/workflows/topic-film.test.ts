import { describe, expect, test } from "vitest";
import { planJob } from "../jobs/plan";
import { topicFilm } from "./topic-film";
import { countsOf, sizeOf } from "./topic-film-input";

/** The plan and the sizes of a film before anything of it is written. */

const input = (options: Record<string, unknown>) =>
  topicFilm.input.parse({ topic: "A lake.", style: "nature", ...options });
const planned = async (options: Record<string, unknown>) => {
  const { calls, reviews } = await planJob(topicFilm, input(options), () => 10);
  const count = (word: string, isUsual: boolean) =>
    calls.filter(({ key, ifNeeded }) => key.split(".")[0] === word && !key.includes("check") && !(isUsual && ifNeeded))
      .length;
  return { calls, reviews, usual: (word: string) => count(word, true), most: (word: string) => count(word, false) };
};

describe("a plan", () => {
  test.each([
    [{ duration: 30 }, { usual: 5, most: 12 }],
    [
      { duration: 30, shots: 4 },
      { usual: 4, most: 4 },
    ],
    [{ duration: 10 }, { usual: 3, most: 9 }],
    [{ duration: 180 }, { usual: 30, most: 60 }],
    [
      { duration: 30, longest_shot: 3 },
      { usual: 10, most: 12 },
    ],
  ])("of %o has the usual number of shots, and the most as what can be needed", async (options, { usual, most }) => {
    const plan = await planned(options);
    for (const word of ["frame", "clip", "narration"])
      expect([word, plan.usual(word), plan.most(word)]).toEqual([word, usual, most]);
    expect(plan.calls.at(-1)?.key).toBe("film");
    expect(plan.reviews).toEqual(["storyboard", "frames"]);
  });

  test("of a silent film has no narration, and with references pictures are changed", async () => {
    const plan = await planned({ include_audio: false, reference: ["asset:a", "asset:b"] });
    expect(plan.most("narration")).toBe(0);
    const frame = plan.calls.find(({ key }) => key === "frame.1");
    expect(frame?.service).toBe("image-edit");
  });

  test("asks for the style only where the caller named none", async () => {
    expect((await planned({})).usual("style")).toBe(0);
    expect((await planned({ style: undefined })).usual("style")).toBe(1);
  });

  test("counts the second take of frames and clips as possible, at its price", async () => {
    process.env.WAN_I2V_PRICE = "0.1";
    const { calls } = await planned({ duration: 12 });
    const clips = calls.filter(({ key }) => /^clip\.\d+$/.test(key));
    expect(clips.map(({ usual, price }) => [usual, price])).toEqual([
      ...Array.from({ length: 3 }, () => [0.1, 0.2]),
      ...Array.from({ length: 6 }, () => [0, 0.2]),
    ]);
  });
});

test("sizes are those of the aspect and resolution", () => {
  expect(sizeOf(input({}))).toEqual({ width: 1280, height: 720 });
  expect(sizeOf(input({ aspect: "9:16", resolution: "1080p" }))).toEqual({ width: 1080, height: 1920 });
  expect(sizeOf(input({ aspect: "16:9", resolution: "360p" }))).toEqual({ width: 640, height: 360 });
  expect(sizeOf(input({ aspect: "1:1" }))).toEqual({ width: 720, height: 720 });
});

test("there are never more scenes than shots", () => {
  expect(countsOf(input({ duration: 60, shots: 4 }))).toMatchObject({ scenes: 4, most: 4 });
});
