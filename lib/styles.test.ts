import { expect, test } from "vitest";
import { findStyle, inStyle, stylePhrase, styles } from "./styles";

test("there are twelve styles, each with a name, look and mood in both languages and four colours", () => {
  expect(new Set(styles.map(({ id }) => id)).size).toBe(12);
  for (const { tags, palette, zh, title } of styles) {
    expect(tags.length, title).toBeGreaterThan(2);
    for (const colour of palette) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    for (const words of Object.values(zh)) expect(words).toMatch(/\p{Script=Han}/u);
  }
});

test("a prompt keeps its words and gets those of the style, in its own language", () => {
  expect(inStyle("A lake.", "vintage")).toBe(
    "A lake.\n\nStyle: vintage: sepia, grain, old lamps. Mood: nostalgic. Colours: #78350f, #92400e, #b45309, #d97706.",
  );
  expect(inStyle("湖边的小屋", "vintage")).toBe(
    "湖边的小屋\n\n风格：复古——棕褐色调，颗粒感，老式灯具；氛围：怀旧；色彩：#78350f、#92400e、#b45309、#d97706。",
  );
});

test("without a style the prompt is sent as it is", () => {
  expect(inStyle("A lake.", undefined)).toBe("A lake.");
});

test.each(styles.map(({ id }) => id))("the phrase of %s is short enough for every model", (id) => {
  const style = findStyle(id);
  expect(style && stylePhrase(style).length).toBeLessThan(200);
});
