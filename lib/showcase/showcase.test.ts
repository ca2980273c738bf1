import { expect, test } from "vitest";
import { backgroundPrompt } from "./background-prompt";
import { platformIds, platforms } from "./platforms";
import { nearestType, productTypes, showcaseScenes } from "./scenes";
import { actionFrom, angleTurns, pointTurns } from "./timing";

test.each(productTypes)(
  "the prompt of a set for %s says what is there, where nothing is, and the brand's colours",
  (type) => {
    const en = backgroundPrompt({ type, colors: ["#123456"], language: "en" });
    expect(en).toContain(showcaseScenes[type].place);
    expect(en).toContain("Its middle is empty");
    expect(en).toContain("#123456");
    const zh = backgroundPrompt({ type, colors: ["#123456"], language: "zh" });
    expect(zh).toContain(showcaseScenes[type].zh.place);
    expect(zh.replace(/#[0-9a-f]{6}/g, "")).not.toMatch(/[A-Za-z]/);
  },
);

test.each([
  ["AURA One\n40 h battery\nAdaptive noise control", "electronics"],
  ["牛油果晚霜\n夜里修护\n敏感肌可用", "skincare"],
  ["CRIMSON handbag\nItalian calf leather", "fashion"],
  ["晨光浓缩咖啡\n深烘 · 巧克力尾韵", "food"],
])("%j is nearest to %s", (text, type) => expect(nearestType(text)).toBe(type));

test.each([5, 8, 20])("in a film of %i seconds each point is read and nothing overlaps", (seconds) => {
  for (const count of [1, 2, 3, 4, 5, 6]) {
    const turns = pointTurns(count, seconds, true);
    expect(turns).toHaveLength(count);
    for (const [i, { from, to, line, lines }] of turns.entries()) {
      expect(to - from).toBeGreaterThanOrEqual(0.95);
      expect(to).toBeLessThanOrEqual(actionFrom(seconds) + 1e-9);
      expect(line).toBeLessThan(lines);
      expect(lines).toBeLessThanOrEqual(3);
      // On one line, one goes before the next one comes.
      for (const later of turns.slice(i + 1))
        if (later.line === line) expect(later.from).toBeGreaterThanOrEqual(to - 1e-9);
    }
  }
});

test("each picture is shown, and the first one again at the end", () => {
  for (const count of [1, 2, 6]) {
    const turns = angleTurns(count, 6);
    expect(new Set(turns.map(({ picture }) => picture)).size).toBe(count);
    expect(turns[0]).toMatchObject({ picture: 1, from: 0 });
    expect(turns.at(-1)).toMatchObject({ picture: 1, to: 6 });
    for (const [i, { from }] of turns.entries()) if (i > 0) expect(from).toBeCloseTo(turns[i - 1]?.to ?? -1, 10);
  }
});

test.each(platformIds)("%s leaves room for texts, and both films have even sides", (id) => {
  for (const { width, height, safe } of [platforms[id].tall, platforms[id].square]) {
    expect([width % 2, height % 2]).toEqual([0, 0]);
    expect(1 - safe.left - safe.right).toBeGreaterThan(0.6);
    expect(1 - safe.top - safe.bottom).toBeGreaterThan(0.4);
  }
});
