import { describe, expect, test } from "vitest";
import { parseScenes } from "./parse-scenes";

const trueAnswer = [
  "镜头切换到一片战场，士兵们穿着厚重的军装，手持步枪，表情严肃。天空阴沉，远处炮火连天，烟雾弥漫。",
  "战斗激烈，士兵们在战壕中匍匐前进，子弹横飞，血迹斑斑。士兵们的表情坚毅，眼神中透露出对胜利的渴望。",
  "一名士兵在夜幕中潜行，月光洒在沙地上，他手持手电筒，照亮前方的道路。背景中传来沉重的脚步声，敌人正在逼近。",
  "士兵们在废墟中坚守阵地，枪声不断，弹片四溅。他们互相鼓励，用血肉之躯筑起防线，对抗着敌人的进攻。",
  "在一个废弃的工厂内，几名士兵正在进行紧急部署。指挥官下达命令，士兵们迅速行动，准备反击。",
];

describe("parseScenes", () => {
  test("a recorded answer gives its first three scenes, word for word", () => {
    const text = trueAnswer.map((scene) => `Next Scene: ${scene}`).join("\n\n");
    expect(parseScenes(text, 3)).toEqual(trueAnswer.slice(0, 3));
  });

  test("returns all scenes when there are fewer than requested", () => {
    expect(parseScenes("Next Scene: one\n\nNext Scene: two", 3)).toEqual(["one", "two"]);
  });

  test.each([
    ["a full-width colon", "Next Scene：一\n\nNext scene： 二"],
    ["any case", "NEXT SCENE: 一\nnext scene: 二"],
    ["numbers before", "1. Next Scene: 一\n2) Next Scene: 二"],
    ["full-width numbering", "1、Next Scene：一\n2、Next Scene：二"],
    ["numbers inside", "Next Scene 1: 一\nNext Scene #2: 二"],
    ["bold", "**Next Scene:** 一\n\n**Next Scene**: 二"],
    ["headings", "### Next Scene: 一\n\n### Next Scene: 二"],
    ["lists", "- Next Scene: 一\n* **Next Scene：** 二"],
    ["rules between", "Next Scene: 一\n\n---\n\nNext Scene: 二"],
    ["quotes", "“Next Scene: 一”\n“Next Scene: 二”"],
    ["a preface", "Sure! Here are the scenes:\n\nNext Scene: 一\n\nNext Scene: 二"],
    ["one line", "Next Scene: 一 Next Scene: 二"],
    ["carriage returns", "Next Scene: 一\r\n\r\nNext Scene: 二"],
  ])("models also write %s", (_, text) => {
    expect(parseScenes(text, 3)).toEqual(["一", "二"]);
  });

  test("line breaks inside a scene become spaces", () => {
    expect(parseScenes("Next Scene:\nA boat\nappears.\n", 3)).toEqual(["A boat appears."]);
  });

  test("a marker without text is not a scene", () => {
    expect(parseScenes("Next Scene:\n\nNext Scene: two", 3)).toEqual(["two"]);
  });

  test.each(["", "A boat appears.", "The next scene shows a boat."])(
    "without a marker there are no scenes: %j",
    (text) => {
      expect(parseScenes(text, 3)).toEqual([]);
    },
  );

  test("a hostile answer takes linear time", () => {
    expect(parseScenes(`${"-*#1. ".repeat(20_000)}Next Scene: ok`, 3)).toEqual(["ok"]);
    expect(parseScenes("Next Scene ".repeat(20_000), 3)).toEqual([]);
  });
});

test("a long scene is cut at a whole character, within the services' limit", () => {
  for (const sign of ["😀", "👨‍👩‍👧‍👦", "🇨🇭", "é".normalize("NFD"), "字"]) {
    for (let before = 1980; before <= 2000; before++) {
      const [scene = ""] = parseScenes(`Next Scene: ${"x".repeat(before)}${sign.repeat(20)}`, 3);
      expect(scene.length).toBeLessThanOrEqual(2000);
      expect(scene.slice(before).split(sign).join("")).toBe("");
      expect(scene.length + sign.length).toBeGreaterThan(2000);
    }
  }
});

test.each([
  "Next Scene ",
  "Next Scene: ",
  "Next Scene:\n",
  "<think>",
  "</think>",
  "[",
  "| a ",
  "\\",
  "\\n",
  "1. ",
  "。",
  "-",
  "\n",
  " \n",
  "```json\n",
  '"\n',
  "第一",
  "I hope ",
])("a hostile answer of %j takes linear time", (piece) => {
  expect(parseScenes(`Next Scene: A boat.${piece.repeat(200_000 / piece.length)}`, 3).length).toBeLessThan(4);
});
