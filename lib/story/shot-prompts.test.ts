import { describe, expect, test } from "vitest";
import type { FilmStyle, Shot } from "./schemas";
import { motionPrompt, stillPrompt } from "./shot-prompts";
import { cameraMovements, shotTypes } from "./terms";

/** The prompts of a shot, as pure functions of the storyboard and the style. */

const style: FilmStyle = {
  ...{ style: "documentary", style_tags: [], visual_style: "natural light", mood: "informative", reasoning: "" },
  color_palette: ["#374151", "#9ca3af", "#d1d5db", "#f3f4f6"],
};
const shot: Shot = {
  ...{ scene_number: 1, title: "The wood", description: "A man at a bench by a window in the morning", dialogue: "" },
  ...{ camera_movement: "static", shot_type: "medium", duration: 4 },
  ...{ composition_notes: "the man on the left", lighting: "soft window light", color_palette: ["#aa5500"] },
};

test.each([
  [
    { camera_movement: "static" },
    "Medium shot. A man at a bench by a window in the morning. Composition: the man on the left. Light: soft window light. Visual style: natural light. Mood: informative. Colours: #aa5500.",
  ],
  [
    { camera_movement: "pan_left", shot_type: "wide" },
    "Wide shot. A man at a bench by a window in the morning. The framing in which a turn to the left ends. Composition: the man on the left. Light: soft window light. Visual style: natural light. Mood: informative. Colours: #aa5500.",
  ],
  [
    { camera_movement: "zoom_in", composition_notes: "", lighting: "", color_palette: [] },
    "Medium shot. A man at a bench by a window in the morning. The wide view, with all of the surroundings. Visual style: natural light. Mood: informative. Colours: #374151, #9ca3af, #d1d5db, #f3f4f6.",
  ],
  [
    { camera_movement: "zoom_out", shot_type: "extreme_close", lighting: "" },
    "Extreme close-up. A man at a bench by a window in the morning. The close view, on the main detail. Composition: the man on the left. Visual style: natural light. Mood: informative. Colours: #aa5500.",
  ],
  [
    { camera_movement: "dolly", description: "Rain!", composition_notes: "", lighting: "" },
    "Medium shot. Rain! The most telling moment of the action. Visual style: natural light. Mood: informative. Colours: #aa5500.",
  ],
] as [Partial<Shot>, string][])("the still of %o", (changed, prompt) => {
  expect(stillPrompt({ ...shot, ...changed }, style, "en")).toBe(prompt);
});

test("the Chinese still has Chinese labels", () => {
  const chinese = { ...shot, description: "清晨窗边的工匠", camera_movement: "tilt_up" as const };
  expect(stillPrompt(chinese, style, "zh")).toBe(
    "中景：清晨窗边的工匠。画面取视线抬起结束时的构图。构图：the man on the left。光线：soft window light。视觉风格：natural light。氛围：informative。色彩：#aa5500。",
  );
});

const moving = /\b(pans?|panning|tilts?|zooms?|track(s|ing)?|doll(y|ies)|camera)\b|镜头|摇|推近|拉远|跟拍/i;

describe.each(cameraMovements.map(({ id }) => id))("a shot with the camera %s", (camera_movement) => {
  test("has no word of movement in its still, and says in its clip what the camera does", () => {
    for (const language of ["en", "zh"] as const) {
      const one = { ...shot, camera_movement };
      expect(stillPrompt(one, style, language)).not.toMatch(moving);
      expect(motionPrompt(one, style, language)).toMatch(moving);
    }
  });
});

test("every shot type has words of its own", () => {
  const all = shotTypes.flatMap(({ id }) =>
    (["en", "zh"] as const).map((language) => stillPrompt({ ...shot, shot_type: id }, style, language)),
  );
  expect(new Set(all).size).toBe(2 * shotTypes.length);
});

test("the longest texts of a storyboard make prompts that pods take", () => {
  const long = "A man at a bench by a window. ".repeat(66);
  const longest: Shot = {
    ...{ ...shot, camera_movement: "tilt_down", description: long, composition_notes: long, lighting: long },
    color_palette: ["#aa5500", "#aa5501", "#aa5502", "#aa5503", "#aa5504", "#aa5505"],
  };
  for (const language of ["en", "zh"] as const) {
    const ofStyle = { ...style, visual_style: long, mood: long.slice(0, 200) };
    expect(stillPrompt(longest, ofStyle, language).length).toBeLessThanOrEqual(2000);
    expect(motionPrompt(longest, ofStyle, language).length).toBeLessThanOrEqual(2000);
  }
});
