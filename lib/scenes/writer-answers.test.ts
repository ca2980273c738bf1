import { expect, test } from "vitest";
import { parseScenes } from "./parse-scenes";

/** Whole answers of vision models with text around the scenes; only the scenes may be taken. */

const A = "A boat crosses the lake.";
const B = "The boat turns to the shore.";
const C = "Night falls on the water.";
const zh = ["镜头切换到湖面，小船缓缓前行。", "小船转向岸边，水波荡漾。", "夜幕降临，灯火亮起。"];
const three = `Next Scene: ${A}\n\nNext Scene: ${B}\n\nNext Scene: ${C}`;
const num = ["一", "二", "三"];
const all = (write: (scene: string, i: number) => string, between = "\n\n") => [A, B, C].map(write).join(between);
const allzh = (write: (scene: string, i: number) => string, between = "\n\n") => zh.map(write).join(between);

type Answer = [name: string, answer: string, scenes?: string[]];
const answers: Answer[] = [
  ["thinking", `<thinking>Next Scene: draft.\n\nNext Scene: dragon.</thinking>\n${three}`],
  ["reasoning", `<reasoning>\nNext Scene: dragon.\n</reasoning>\n\n${three}`],
  ["closing only", `The user wants.\n\nNext Scene: dragon draft.\n\nok\n</think>\n\n${three}`],
  ["open", `<think>The user wants three scenes. Next Scene: maybe a dragon. Let me refine.\n\n${three}`],
  ["open after", `${three}\n\n<think>Did I do it? Next Scene: a dragon.`],
  ["open only", `<think>The user wants three scenes. Next Scene: maybe a dragon. Let me refine.`, []],
  ["closed only", `<think>Next Scene: a dragon.</think>`, []],
  ["kimi", `◁think▷Next Scene: a dragon.◁/think▷${three}`],
  ["br think", `[think]Next Scene: a dragon.[/think]\n${three}`],
  ["pipe think", `<|begin_of_thought|>\nNext Scene: a dragon.\n<|end_of_thought|>\n${three}`],
  ["nested", `<think>a <think>b\n\nNext Scene: x</think> c\n\nNext Scene: y</think>${three}`],
  ["caps THINK", `<THINK>\nNext Scene: x\n</THINK>\n${three}`],
  ["entity", `&lt;think&gt;Next Scene: x&lt;/think&gt;\n${three}`],
  [
    "gptoss",
    `<|channel|>analysis<|message|>Next Scene: x<|end|><|start|>assistant<|channel|>final<|message|>${three}<|end|>`,
  ],
  ["preface with", `I will start each paragraph with Next Scene: as you asked.\n\n${three}`],
  ["preface q", `Each paragraph begins with “Next Scene:”.\n\n${three}`],
  ["preface code", `Every scene starts with \`Next Scene:\` now.\n\n${three}`],
  ["preface bold", `Each begins with **Next Scene:** as asked.\n\n${three}`],
  ["preface start", `"Next Scene:" is how each paragraph begins.\n\n${three}`],
  ["preface zh", `好的，以下每段都以“Next Scene:”开头：\n\n${allzh((s) => `Next Scene: ${s}`)}`, zh],
  ["preface zh2", `好的，每段以Next Scene:开头，直接输出：\n\n${allzh((s) => `Next Scene: ${s}`)}`, zh],
  ["preface zh3", `“Next Scene:”开头的三段如下：\n\n${allzh((s) => `Next Scene：${s}`)}`, zh],
  ["preface zh4", `根据要求，以「下一幕：」开头：\n\n${allzh((s) => `下一幕：${s}`)}`, zh],
  ["format", `Format: "Next Scene: [description]"\n\n${three}`],
  ["bom", `\uFEFF${three}`],
  [
    "Scene 1 preface",
    `Here are the three scenes:\n\n${all((s, i) => `Scene ${i + 1}: ${s}`)}\n\nLet me know if you want changes.`,
  ],
  ["json obj list", JSON.stringify([A, B, C].map((s, i) => ({ scene: i + 1, prompt: s })))],
  ["json obj list2", JSON.stringify([A, B, C].map((s, i) => ({ title: `Next Scene ${i + 1}`, description: s })))],
  ["json obj list3", JSON.stringify([A, B, C].map((s) => ({ "Next Scene": s })))],
  ["json scenes", JSON.stringify({ scenes: [A, B, C] })],
  [
    "json scenes2",
    JSON.stringify(
      { title: "x", scenes: [A, B, C].map((s) => ({ text: `Next Scene: ${s}`, camera: "slow pan" })) },
      null,
      2,
    ),
  ],
  ["json keys", JSON.stringify({ scene_1: A, scene_2: B, scene_3: C })],
  ["json keys2", JSON.stringify({ "Next Scene 1": A, "Next Scene 2": B, "Next Scene 3": C })],
  ["json keys3", JSON.stringify({ nextScene1: A, nextScene2: B, nextScene3: C })],
  ["json zh", JSON.stringify({ 场景一: zh[0], 场景二: zh[1], 场景三: zh[2] }), zh],
  ["json fence", `Here you go:\n\n\`\`\`json\n${JSON.stringify([A, B, C], null, 2)}\n\`\`\`\n\nHope it helps!`],
  ["json fence marked", `\`\`\`json\n${JSON.stringify([A, B, C].map((s) => `Next Scene: ${s}`))}\n\`\`\``],
  ["json fence obj", `\`\`\`\n${JSON.stringify({ enhanced_prompt: three })}\n\`\`\``],
  ["json trailing comma", `["Next Scene: ${A}", "Next Scene: ${B}", "Next Scene: ${C}",]`],
  ["json cut", `["Next Scene: ${A}", "Next Scene: ${B}", "Next Scene: ${C}`],
  ["py list", `['Next Scene: ${A}', 'Next Scene: ${B}', 'Next Scene: ${C}']`],
  ["jsonl", all((s) => JSON.stringify({ text: s }), "\n")],
  ["json str", JSON.stringify(three)],
  ["json dbl", JSON.stringify(JSON.stringify([A, B, C]))],
  ["json esc", `[\\"Next Scene: ${A}\\", \\"Next Scene: ${B}\\", \\"Next Scene: ${C}\\"]`],
  ["table", `| # | Scene |\n|---|---|\n${all((s, i) => `| ${i + 1} | ${s} |`, "\n")}`],
  ["table2", `| Next Scene | Description |\n| --- | --- |\n${all((s, i) => `| Next Scene ${i + 1} | ${s} |`, "\n")}`],
  ["table3", `| No. | Prompt |\n|:-:|:--|\n${all((s, i) => `| ${i + 1} | Next Scene: ${s} |`, "\n")}\n\nLet me know!`],
  ["table4", `Scene | Text\n--- | ---\n${all((s, i) => `${i + 1} | ${s}`, "\n")}`],
  ["table5", `| Next Scene |\n|---|\n${all((s) => `| ${s} |`, "\n")}`],
  ["table zh", `| 场景 | 内容 |\n|---|---|\n${allzh((s, i) => `| ${num[i]} | ${s} |`, "\n")}`, zh],
  [
    "table html",
    `<table><tr><th>Scene</th><th>Text</th></tr>${all((s, i) => `<tr><td>${i + 1}</td><td>${s}</td></tr>`, "")}</table>`,
  ],
  ["li", `<ol>${all((s) => `<li>Next Scene: ${s}</li>`, "")}</ol>`],
  ["rule", `${all((s) => `Next Scene: ${s}`, "\n\n---\n\n")}\n\n---\n\nI hope this helps!`],
  ["close zh", `${allzh((s) => `Next Scene: ${s}`)}\n\n希望这些场景符合您的要求！如果需要修改，请告诉我。`, zh],
  ["close zh nl", `${allzh((s) => `Next Scene: ${s}`, "\n")}\n以上是三个场景的描述，如需调整请随时告诉我。`, zh],
  ["close same line", `${three} Let me know if you'd like any changes!`],
  ["close other", `${three}\n\nThe mood stays calm across all three.`],
  ["close single", `Next Scene: ${A}\n\nLet me know if you need more.`, [A]],
  ["close would", `${three}\nWould you like me to continue?`],
  ["close note", `${three}\n\n*Note: each scene keeps the character consistent.*`],
  ["close end", `${three}\n\n(End of scenes)`],
  ["only numbered preface", `Here are the scenes:\n\n${all((s, i) => `${i + 1}. ${s}`)}`],
  ["heading+numbers", `Next Scene:\n${all((s, i) => `${i + 1}. ${s}`, "\n")}`],
  ["refusal list", "I cannot write these scenes because:\n1. violence\n2. other", []],
  ["refusal", "I'm sorry, but I can't help with that.", []],
  ["refusal zh", "抱歉，我无法生成下一个场景。", []],
  ["prose", "In the next scene: the hero rises.", []],
  ["prose2", "The next scene is dark.\nNext scene shows a boat.", []],
  [
    "mid",
    `Next Scene: ${A} In the next scene: the hero rises.\n\nNext Scene: ${B}`,
    [`${A} In the next scene: the hero rises.`, B],
  ],
  [
    "mid the",
    `Next Scene: ${A} She waits for the Next Scene: the one she loves.\n\nNext Scene: ${B}`,
    [`${A} She waits for the Next Scene: the one she loves.`, B],
  ],
  [
    "mid zh",
    `Next Scene: 小船前行，在下一幕：灯火亮起。\n\nNext Scene: ${zh[1]}`,
    ["小船前行，在下一幕：灯火亮起。", zh[1] ?? ""],
  ],
  [
    "3 soldiers",
    "Next Scene: 3 soldiers crawl.\n\nNext Scene: Two birds fly.\n\nNext Scene: I see one.",
    ["3 soldiers crawl.", "Two birds fly.", "I see one."],
  ],
  [
    "dialogue",
    'Next Scene: A man says "stop". He runs.\n\nNext Scene: “Go!” she cries.',
    ['A man says "stop". He runs.', "“Go!” she cries."],
  ],
  ["year", "Next Scene: The year is 1990. A boat.\n\nNext Scene: B.", ["The year is 1990. A boat.", "B."]],
  ["titles", all((s, i) => `**Next Scene ${i + 1}: The Lake**\n${s}`), [A, B, C].map((s) => `The Lake ${s}`)],
  ["answer tag", `<answer>${three}</answer>`],
  ["final answer", `Draft:\n\nNext Scene: dragon.\n\nFinal answer:\n\n${three}`],
];

test.each(answers)("%s", (_, answer, scenes = [A, B, C]) => {
  expect(parseScenes(answer, 5)).toEqual(scenes);
});
