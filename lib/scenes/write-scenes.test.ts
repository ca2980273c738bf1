import { expect, test } from "vitest";
import { longestPrompt, parseScenes } from "./parse-scenes";
import { checkScenes, writeScenes } from "./write-scenes";

const kept = [
  "A boat crosses the lake.",
  "镜头切换到一片战场，士兵们手持步枪，表情严肃。",
  "Scene 2: A boat.",
  "第二幕：小船转向岸边。",
  "She waits for the Next Scene: the one she loves.",
  "3 soldiers crawl.",
  "“Go!” she cries.",
  'A man says "stop". He runs.',
  "(A boat)",
  "A *soft* wind",
  "A boat | a bird",
  "…and then a boat...",
  "Tom & Jerry, 5' tall <3",
  "I hope the boat will see me.",
  "Let me know, she says.",
  "希望的光照在湖面上。",
  "The mood: calm; 1. the boat, 2. the bird.",
];
const named = [
  ...kept.map((scene) => [scene, scene] as const),
  ["the most letters", "x".repeat(longestPrompt)] as const,
  ["the most characters", "字".repeat(longestPrompt)] as const,
];
const texts = (scenes: string[]) => checkScenes(scenes).map(({ text }) => text);
const faults = (scenes: string[]) => checkScenes(scenes).map(({ fault }) => fault);

test.each(named)("a scene is read back word for word, alone and among others: %s", (_, scene) => {
  for (const scenes of [[scene], ["A boat.", scene, "A bird."], [scene, scene, scene]]) {
    expect(checkScenes(scenes)).toEqual(scenes.map((text) => ({ text, fault: null })));
    expect(parseScenes(writeScenes(scenes), 3)).toEqual(scenes);
  }
});

test.each([
  ["line breaks", "A boat.\nIt turns.\r\n\r\nIt sinks.", "A boat. It turns. It sinks."],
  ["spaces", "  A\u00a0boat.\t ", "A boat."],
  ["signs that cannot be seen", "A\u200b boat.\ufeff", "A boat."],
  ["a comma at the end", "A boat, ", "A boat"],
  ["bold", "A **red** boat.", "A red boat."],
  ["a bullet", "- a boat", "a boat"],
  ["a heading", "# A boat", "A boat"],
])("%s in a scene are dropped, its words are kept", (_, scene, text) => {
  expect(checkScenes(["First.", scene])).toEqual([
    { text: "First.", fault: null },
    { text, fault: null },
  ]);
});

test.each([
  ["1. A boat crosses.", "A boat crosses."],
  ["Next Scene: a boat", "a boat"],
  ["Prompt: a boat", "a boat"],
  ["A man bows. Thank you.", "A man bows."],
  ["湖面平静。希望的光照在湖面上。", "湖面平静。"],
  ["A boat in C:\\new", "A boat in C: ew"],
])("a scene of which other words would be read is a fault that says so: %j", (scene, read) => {
  expect(faults(["A boat.", "A bird.", scene])).toEqual([null, null, { kind: "changed", read }]);
});

test.each(["A boat. Next Scene: a bird.", "<think>A boat", "...", "😀", '{"scenes": []}', "</think>"])(
  "a scene that cannot be told from the others is a fault: %j",
  (scene) => {
    expect(faults(["A boat.", scene])).toContainEqual({ kind: "unclear" });
  },
);

test("an empty scene is a fault, and the scenes around it keep their own", () => {
  expect(faults(["", "A boat.", " \n", "1. A bird."])).toEqual([
    { kind: "empty" },
    null,
    { kind: "empty" },
    { kind: "changed", read: "A bird." },
  ]);
});

test("scenes without a fault are read back exactly, whatever is put together", () => {
  const odd = [
    "[",
    "]",
    "{",
    '"',
    "<think>",
    "</think>",
    "```",
    "---",
    "| a |",
    "Scene",
    "下一幕：",
    "1.",
    "&lt;",
    "\\n",
    "“",
    "*",
  ];
  const pieces = [...odd, ...odd.map((one) => `${one} A boat.`), ...odd.map((one) => `A boat. ${one}`), "A bird."];
  let sound = 0;
  for (const [i, first] of pieces.entries()) {
    for (const second of pieces) {
      const scenes = checkScenes([first, second, pieces[(i * 7) % pieces.length] ?? ""]);
      if (scenes.some(({ fault }) => fault)) continue;
      sound += 1;
      const checked = scenes.map(({ text }) => text);
      expect(parseScenes(writeScenes(checked), 3)).toEqual(checked);
      expect(texts(checked)).toEqual(checked);
    }
  }
  expect(sound).toBeGreaterThan(100);
});
