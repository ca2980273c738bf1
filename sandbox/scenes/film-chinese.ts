import { spokenSeconds } from "../media/speech";
import type { FilmWords } from "./film-words";

export const filmWordsZh: FilmWords = {
  beats: [
    {
      title: "开端",
      seen: (subject) => `清晨的湖面，薄雾笼罩，岸边有一座小屋。${subject}：一切尚未发生。`,
      light: "清晨清冷的第一缕光",
      said: ["一切悄然开始。", "新的一天刚刚到来。"],
    },
    {
      title: "第一步",
      seen: (subject) => `阳光下的湖边小屋，一个穿红衣的人望着它。${subject}：迈出第一步。`,
      light: "左侧明亮的阳光",
      said: ["有人迈出第一步。", "这需要耐心。"],
    },
    {
      title: "劳作",
      seen: (subject) => `正午，红衣人站在小屋旁，身后是群山。${subject}：劳作之中。`,
      light: "通透的日光",
      said: ["劳作由此展开。", "每个细节都重要。", "没有一处偶然。"],
    },
    {
      title: "波折",
      seen: (subject) => `暴风雨掠过湖面，雨打屋顶，红衣人在等待。${subject}：并非一帆风顺。`,
      light: "昏暗的暴雨天光",
      said: ["并非一帆风顺。", "但没有人放弃。"],
    },
    {
      title: "转折",
      seen: (subject) => `薄雾中的湖，小屋若隐若现，红衣人继续前行。${subject}：转折出现。`,
      light: "雾中柔和的光",
      said: ["它渐渐成形。", "一步接着一步。"],
    },
    {
      title: "余韵",
      seen: (subject) => `夕阳下的湖面，金色的光照着小屋，红衣人远眺。${subject}：留下的一切。`,
      light: "夕阳低垂的金色光线",
      said: ["这就是最后留下的。", "一切都值得。"],
    },
  ],
  subject(topic) {
    const bare = topic
      .replace(/^.{0,20}?(?:短片|影片|视频|纪录片|故事)[，,：:]?(?:关于|讲述)?/u, "")
      .replace(/^(?:关于|讲述)/u, "");
    return (bare || topic).replace(/[^\p{L}\p{N}]+/gu, "").slice(0, 14) || "一部影片";
  },
  title: (subject) => subject,
  synopsis: (subject) => `${subject}：由几个场景组成的短片。从清晨开始，到夕阳结束。`,
  opening: (subject) => `${subject}。`,
  because: (style) => `主题适合“${style}”风格。`,
  begins: "清晨的湖面，一切尚未发生。",
  ends: "同一片湖，夕阳西下。",
  narrator: "平静而温暖，不急不缓。",
  sound: "风声，水拍岸声。",
  composition: "人物在左侧三分之一处，身后是小屋",
  detail: (nth) => ["", "近处：人物的双手。", "从岸边看：整个地方。"][nth] ?? "",
  sentences: (text) => text.match(/[^。！？]+[。！？]+/g) ?? (text ? [text] : []),
  gap: "",
  within(sentences, seconds) {
    const [first = "", ...rest] = sentences.filter(Boolean);
    return rest.reduce((text, one) => (spokenSeconds(`${text}${one}`) <= seconds ? `${text}${one}` : text), first);
  },
};
