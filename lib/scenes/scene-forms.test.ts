import { expect, test } from "vitest";
import { parseScenes } from "./parse-scenes";

/** Formats that vision models were seen to write; each must give exactly the scenes. */

type Form = [write: (scene: string, i: number) => string, between?: string];

const titled = (forms: Form[]) => forms.map(([write, between = "\n\n"]) => ({ form: write("…", 0), write, between }));

const A = "A boat crosses the lake.";
const B = "The boat turns to the shore.";
const C = "Night falls on the water.";
const zh = ["镜头切换到湖面，小船缓缓前行。", "小船转向岸边，水波荡漾。", "夜幕降临，灯火亮起。"];
const num = ["一", "二", "三"];
const circ = ["①", "②", "③"];
const word = ["One", "Two", "Three"];
const rom = ["I", "II", "III"];

const forms: Form[] = [
  [(s, i) => `## Next Scene ${i + 1}\n${s}`],
  [(s, i) => `### Next Scene ${i + 1}:\n\n${s}`],
  [(s) => `【Next Scene】${s}`],
  [(s, i) => `【Next Scene ${i + 1}】\n${s}`],
  [(s) => `「Next Scene」${s}`],
  [(s) => `「Next Scene: ${s}」`],
  [(s) => `[Next Scene] ${s}`],
  [(s) => `[Next Scene: ${s}]`],
  [(s) => `<Next Scene>: ${s}`],
  [(s) => `<Next Scene> ${s}`],
  [(s) => `<scene>${s}</scene>`, "\n"],
  [(s) => `<next_scene>${s}</next_scene>`, ""],
  [(s, i) => `${i + 1}. Next Scene: ${s}`],
  [(s, i) => `${circ[i]} Next Scene: ${s}`],
  [(s, i) => `Next Scene ${circ[i]}: ${s}`],
  [(s, i) => `Next Scene${circ[i]} ${s}`],
  [(s, i) => `${num[i]}、Next Scene: ${s}`],
  [(s, i) => `(${i + 1}) Next Scene: ${s}`],
  [(s, i) => `（${i + 1}）Next Scene：${s}`],
  [(s, i) => `${i + 1}\uFE0F\u20E3 Next Scene: ${s}`],
  [(s, i) => `Next Scene #${i + 1}: ${s}`],
  [(s, i) => `Next Scene No. ${i + 1}: ${s}`],
  [(s, i) => `Next Scene ${i + 1}/3: ${s}`],
  [(s, i) => `Next Scene (${i + 1} of 3): ${s}`],
  [(s, i) => `Next Scene ${rom[i]}: ${s}`],
  [(s, i) => `Next Scene ${rom[i]}. ${s}`],
  [(s, i) => `Next Scene ${word[i]} - ${s}`],
  [(s, i) => `Next Scene ${i + 1} – ${s}`],
  [(s, i) => `Next Scene ${i + 1}—${s}`],
  [(s, i) => `Next Scene ${i + 1} ${s}`],
  [(s, i) => `Next Scene ${i + 1}) ${s}`],
  [(s, i) => `Next Scene ${i + 1}、${s}`],
  [(s, i) => `Next Scene ${i + 1}\n${s}`],
  [(s, i) => `Next Scene ${"１２３"[i]}：${s}`],
  [(s, i) => `Next Scene ${num[i]}：${s}`],
  [(s) => `Next Scene ${s}`],
  [(s) => `NEXT SCENE ${s}`],
  [(s) => `Next Scene\n${s}`],
  [(s) => `Next Scene – ${s}`],
  [(s) => `Next Scene—${s}`],
  [(s) => `Next Scene -- ${s}`],
  [(s) => `Next Scene → ${s}`],
  [(s) => `Next Scene | ${s}`],
  [(s) => `Next Scene. ${s}`],
  [(s) => `Next Scene, ${s}`],
  [(s) => `\u200BNext\u200B Scene\u200B:\u200B ${s}`],
  [(s) => `Next\u200D Scene\u200C: ${s}`],
  [(s) => `Next\u00A0Scene\u00A0:\u00A0${s}`],
  [(s) => `Next\u202FScene:\u3000${s}`],
  [(s) => `Ｎｅｘｔ　Ｓｃｅｎｅ：${s}`],
  [(s) => `𝐍𝐞𝐱𝐭 𝐒𝐜𝐞𝐧𝐞: ${s}`],
  [(s) => `Next_Scene: ${s}`],
  [(s) => `nextScene: ${s}`],
  [(s, i) => `Scene ${word[i]}: ${s}`],
  [(s, i) => `Scene ${i + 1} - ${s}`],
  [(s, i) => `**Scene ${i + 1}**\n${s}`],
  [(s, i) => `**Scene ${i + 1}:** ${s}`],
  [(s, i) => `## Scene ${i + 1}\n\n${s}`],
  [(s, i) => `[Scene ${i + 1}] ${s}`],
  [(s, i) => `Shot ${i + 1}: ${s}`],
  [(s, i) => `### Scene ${i + 1}\nNext Scene: ${s}`],
  [(s, i) => `Scene ${i + 1}: Next Scene: ${s}`],
  [(s) => `Next Scene: ${s}`, "<br>"],
  [(s) => `Next Scene: ${s}`, "<br /><br/>"],
  [(s) => `<p>Next Scene: ${s}</p>`, ""],
  [(s) => `<p><strong>Next Scene:</strong> ${s}</p>`, "\n"],
  [(s) => `Next Scene: ${s}`, "\\n"],
  [(s) => `Next Scene: ${s}`, "\\r\\n\\r\\n"],
  [(s) => `Next Scene: ${s}`, "\\\\n\\\\n"],
  [(s) => `Next Scene: ${s}`, " "],
  [(s, i) => `${i + 1}. Next Scene: ${s}`, " "],
  [(s, i) => `Scene ${i + 1}: ${s}`, " "],
  [(s) => `• Next Scene: ${s}`, "\n"],
  [(s) => `* **Next Scene:** ${s}`, "\n"],
  [(s) => `**Next Scene: ${s}**`],
  [(s) => `*Next Scene:* ${s}`],
  [(s) => `🎬 **Next Scene**: ${s}`],
  [(s) => `> Next Scene: ${s}`],
  [(s, i) => `${i + 1}. ${s}`],
  [(s, i) => `${circ[i]}${s}`, "\n"],
  [(s, i) => `(${i + 1}) ${s}`, "\n"],
];

test.each(titled(forms))("each scene as $form", ({ write, between }) => {
  expect(parseScenes([A, B, C].map(write).join(between), 5)).toEqual([A, B, C]);
});

const chineseForms: Form[] = [
  [(s) => `Next Scene——${s}`],
  [(s) => `下一幕: ${s}`],
  [(s) => `下一幕 ${s}`],
  [(s) => `下一幕\n${s}`],
  [(s) => `下一幕，${s}`],
  [(s) => `【下一幕】${s}`],
  [(s) => `下一个场景：${s}`],
  [(s) => `下一场景：${s}`],
  [(s) => `下一个镜头：${s}`],
  [(s, i) => `场景${num[i]}：${s}`],
  [(s, i) => `场景${i + 1}：${s}`],
  [(s, i) => `【场景${num[i]}】${s}`],
  [(s, i) => `【场景${num[i]}】\n${s}`],
  [(s, i) => `### 场景${num[i]}\n${s}`],
  [(s, i) => `第${num[i]}幕：${s}`],
  [(s, i) => `**第${num[i]}幕**\n\n${s}`],
  [(s, i) => `第${num[i]}幕 ${s}`],
  [(s, i) => `第${num[i]}场：${s}`],
  [(s, i) => `第${i + 1}个场景：${s}`],
  [(s, i) => `镜头${i + 1}：${s}`],
  [(s, i) => `分镜${num[i]}：${s}`],
  [(s, i) => `下一幕${num[i]}：${s}`],
  [(s, i) => `下一幕（${num[i]}）：${s}`],
  [(s) => `下一個場景：${s}`],
  [(s) => `下一幕：${s}`, ""],
  [(s) => `Next Scene: ${s}`, ""],
  [(s, i) => `${num[i]}、${s}`],
];

test.each(titled(chineseForms))("each Chinese scene as $form", ({ write, between }) => {
  expect(parseScenes(zh.map(write).join(between), 5)).toEqual(zh);
});
