import { findStyle } from "../styles";
import type { StoryLanguage } from "./language";
import { totalOf } from "./lengths";
import type { ChosenStyle, Script, Storyboard } from "./schemas";
import { cameraMovementOf, shotTypeOf } from "./terms";

/** Styles, scripts and storyboards as documents to print and send. */

const words = {
  en: {
    ...{ opening: "Opening", closing: "Closing", narrator: "Narrator", scene: "Scene", shot: "Shot" },
    ...{ dialogue: "Dialogue", picture: "Picture", sound: "Sound", storyboard: "Storyboard", shots: "shots" },
    ...{ composition: "Composition", light: "Light", colours: "Colours", seconds: "s", colon: ": " },
    ...{ style: "Style", tags: "Tags", look: "Look", mood: "Mood", reasoning: "Reasons" },
  },
  zh: {
    ...{ opening: "开场", closing: "结尾", narrator: "旁白", scene: "场景", shot: "镜头" },
    ...{ dialogue: "台词", picture: "画面", sound: "声音", storyboard: "分镜", shots: "个镜头" },
    ...{ composition: "构图", light: "光线", colours: "色彩", seconds: "秒", colon: "：" },
    ...{ style: "风格", tags: "标签", look: "画面", mood: "氛围", reasoning: "理由" },
  },
};

/** Text of a model or a person as one line without Markdown of its own. */
const plain = (text: string) =>
  text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]<>#|]/g, "\\$&")
    .trim();

type Line = readonly [label: string, text: string];
const listed = (lines: Line[], colon: string) =>
  lines.flatMap(([label, text]) => (text ? [`- **${label}**${colon}${plain(text)}`] : [])).join("\n");

const document = (blocks: string[]) => `${blocks.filter(Boolean).join("\n\n")}\n`;

export function styleMarkdown(chosen: ChosenStyle, language: StoryLanguage): string {
  const t = words[language];
  const known = findStyle(chosen.style);
  const title = language === "zh" ? known?.zh.title : known?.title;
  const lines: Line[] = [
    [t.look, chosen.visual_style],
    [t.mood, chosen.mood],
    [t.tags, chosen.style_tags.join(", ")],
    [t.reasoning, chosen.reasoning],
  ];
  return document([
    `# ${t.style}${t.colon}${title ?? plain(chosen.style)}`,
    listed(lines, t.colon),
    `${t.colours}${t.colon}${chosen.color_palette.join(", ")}`,
  ]);
}

export function scriptMarkdown({ title, synopsis, structure }: Script, language: StoryLanguage): string {
  const t = words[language];
  const { opening, scenes, closing, narrator } = structure;
  return document([
    `# ${plain(title)}`,
    plain(synopsis),
    listed([[t.narrator, narrator]], t.colon),
    ...(opening ? [`## ${t.opening}`, plain(opening)] : []),
    ...scenes.flatMap((scene, i) => [
      `## ${t.scene} ${i + 1}${t.colon}${plain(scene.title)} (${scene.duration} ${t.seconds})`,
      plain(scene.description),
      listed(
        [
          [t.dialogue, scene.dialogue],
          [t.picture, scene.visual_notes],
          [t.sound, scene.audio_notes],
        ],
        t.colon,
      ),
    ]),
    ...(closing ? [`## ${t.closing}`, plain(closing)] : []),
  ]);
}

export function storyboardMarkdown({ shots }: Storyboard, language: StoryLanguage): string {
  const t = words[language];
  return document([
    `# ${t.storyboard}`,
    `${shots.length} ${t.shots}, ${totalOf(shots)} ${t.seconds}`,
    ...shots.flatMap((shot, i) => {
      const [type, camera] = [shotTypeOf(shot.shot_type), cameraMovementOf(shot.camera_movement)];
      const kinds = language === "zh" ? [type.zh.title, camera.zh.title] : [type.title, camera.title];
      const title = shot.title ? `${t.colon}${plain(shot.title)}` : "";
      return [
        `## ${t.shot} ${i + 1}${title}`,
        [`${t.scene} ${shot.scene_number}`, `${shot.duration} ${t.seconds}`, ...kinds].join(" · "),
        plain(shot.description),
        listed(
          [
            [t.dialogue, shot.dialogue],
            [t.composition, shot.composition_notes],
            [t.light, shot.lighting],
          ],
          t.colon,
        ),
        ...(shot.color_palette.length > 0 ? [`${t.colours}${t.colon}${shot.color_palette.join(", ")}`] : []),
      ];
    }),
  ]);
}
