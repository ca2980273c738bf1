import { describe, expect, test } from "vitest";
import { readScript, readStoryboard, readStyle, writtenByHand } from "./documents";
import { totalOf } from "./lengths";
import type { Script, Shot } from "./schemas";

/** What of a model's answer is used as it is, what is corrected, and what is asked for again. */

const scene = (duration: number) => ({
  ...{ title: "A scene", description: "A lake.", dialogue: "It begins.", duration, visual_notes: "", audio_notes: "" },
});
const scriptOf = (...lengths: number[]): Script => ({
  ...{ title: "A film", synopsis: "A lake.", content: "A lake." },
  structure: { opening: "", scenes: lengths.map(scene), closing: "", narrator: "" },
});
const shot = (scene_number: number, duration: number, more: Partial<Shot> = {}): Shot => ({
  ...{ scene_number, title: "A shot", description: "A lake.", dialogue: "", camera_movement: "static" },
  ...{ shot_type: "wide", duration, composition_notes: "", lighting: "", color_palette: [], ...more },
});

const asked = { seconds: 30, scenes: 4, most: 12 };
const script = (value: unknown) => readScript(JSON.stringify(value), asked);
const lengthsOf = (value?: Script) => value?.structure.scenes.map(({ duration }) => duration);

describe("a script", () => {
  test("within 10 % of the length is used as it is", () => {
    expect(lengthsOf(script(scriptOf(8, 8, 8, 8)).value)).toEqual([8, 8, 8, 8]);
    expect(lengthsOf(script(scriptOf(6.5, 7, 7, 7)).value)).toEqual([6.5, 7, 7, 7]);
  });

  test("whose sum is off by some seconds gets lengths that fit, in the same proportion", () => {
    expect(lengthsOf(script(scriptOf(10, 10, 10, 20)).value)).toEqual([6, 6, 6, 12]);
  });

  test.each([
    ["has no JSON", "Here is your script.", "The answer has no JSON object."],
    ["ends in the middle", JSON.stringify(scriptOf(8, 8)).slice(0, 200), "The answer has no JSON object."],
    ["lasts far too long", JSON.stringify(scriptOf(40, 40, 40, 40)), "160 seconds in all, and 30"],
    ["has too few scenes", JSON.stringify(scriptOf(30)), "has 1 scenes, and about 4"],
    ["has too many scenes", JSON.stringify(scriptOf(...Array(13).fill(2.3))), "has 13 scenes"],
    ["lacks a field", JSON.stringify({ ...scriptOf(8, 8, 8), title: undefined }), "title: "],
    ["has an empty description", JSON.stringify(scriptOf(8, 8, 8)).replaceAll("A lake.", ""), "structure.scenes.0."],
  ])("that %s is refused with the fault in words", (_, text, fault) => {
    const read = readScript(text, asked);
    expect(read.value).toBeUndefined();
    expect(read.fault).toContain(fault);
  });

  test("is found behind thoughts, prose and a code fence, with null as empty text", () => {
    const text = `<think>{"no": 1}</think>Sure:\n\`\`\`json\n${JSON.stringify(scriptOf(8, 8, 8, 8)).replaceAll('""', "null")}\n\`\`\`\nEnjoy!`;
    expect(lengthsOf(readScript(text, asked).value)).toEqual([8, 8, 8, 8]);
  });

  test("that a person wrote keeps its lengths, whatever was asked for", () => {
    const read = readScript(writtenByHand(scriptOf(3, 50)), asked);
    expect(read.value).toEqual(scriptOf(3, 50));
  });
});

const rules = { script: scriptOf(10, 10, 10), shots: 6, longest: 8 };
const board = (...shots: unknown[]) => readStoryboard(JSON.stringify({ shots }), rules);

describe("a storyboard", () => {
  test("whose lengths add up is used as it is, in the order of the scenes", () => {
    const { value } = board(shot(1, 6), shot(3, 8), shot(1, 6), shot(2, 8));
    expect(value?.shots.map(({ scene_number, duration }) => [scene_number, duration])).toEqual([
      ...[
        [1, 6],
        [1, 6],
        [2, 8],
        [3, 8],
      ],
    ]);
  });

  test("gets lengths that can be made and add up within 10 %", () => {
    const { value } = board(shot(1, 5), shot(1, 5), shot(2, 5), shot(2, 5), shot(3, 12));
    expect(value?.shots.every(({ duration }) => duration <= 8)).toBe(true);
    expect(Math.abs(totalOf(value?.shots ?? []) - 30)).toBeLessThanOrEqual(3);
  });

  test("in other spellings is understood", () => {
    const loose = {
      ...{ ...shot(1, 10), duration: "8", camera_movement: "Pan left", shot_type: "Close-up", scene_number: "1" },
      color_palette: "warm brown #AA5500 and sand",
    };
    const { value } = board(loose, shot(2, 8), shot(3, 8), shot(3, 6));
    expect(value?.shots[0]).toMatchObject({
      ...{ duration: 8, camera_movement: "pan_left", shot_type: "close_up", color_palette: ["#aa5500"] },
    });
  });

  test.each([
    ["more shots than allowed", Array.from({ length: 7 }, () => shot(1, 4)), "has 7 shots, and at most 6"],
    ["a scene that the script lacks", [shot(1, 8), shot(2, 8), shot(4, 8)], "no scene 4"],
    ["a scene without a shot", [shot(1, 8), shot(2, 8), shot(2, 8)], "Scene 3 has 0 shots"],
    ["four shots in a scene", [...[1, 1, 1, 1, 2, 3].map((scene) => shot(scene, 5))], "Scene 1 has 4 shots"],
    ["lengths that cannot be made", [shot(1, 10), shot(2, 10), shot(3, 10)], "They must take 30, and each one 1 to 8"],
    ["an unknown camera", [{ ...shot(1, 8), camera_movement: "spin" }], "shots.0.camera_movement"],
  ])("with %s is refused with the fault in words", (_, shots, fault) => {
    expect(board(...shots).fault).toContain(fault);
  });

  test("that a person wrote keeps its lengths and order, up to what can be made", () => {
    const mine = { shots: [shot(3, 2), shot(1, 8)] };
    expect(readStoryboard(writtenByHand(mine), rules).value).toEqual(mine);
    expect(readStoryboard(writtenByHand({ shots: [shot(1, 9)] }), rules).fault).toContain("8 seconds at most");
  });
});

test("a style is one of the list with four colours", () => {
  const style = {
    ...{ style: "Documentary", style_tags: [], visual_style: "natural", mood: "calm", reasoning: "" },
    color_palette: ["#374151", "#9ca3af", "#d1d5db", "#f3f4f6"],
  };
  expect(readStyle(JSON.stringify(style)).value?.style).toBe("documentary");
  expect(readStyle(JSON.stringify({ ...style, style: "noir" })).fault).toContain("style: ");
  expect(readStyle(JSON.stringify({ ...style, color_palette: ["red"] })).fault).toContain("Four colours.");
});
