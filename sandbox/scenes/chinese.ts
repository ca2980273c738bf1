import type { Colour, Look } from "../media/look";
import { pick } from "../random";
import type { Beat, Language, Light, Shot } from "./language";

const COLOURS: Record<Colour, string> = {
  red: "红色",
  orange: "橙色",
  gold: "金色",
  green: "绿色",
  teal: "青色",
  blue: "蓝色",
  violet: "紫色",
  rose: "玫瑰色",
  brown: "棕色",
  sand: "沙色",
  white: "白色",
  silver: "银灰色",
  grey: "灰色",
  black: "墨色",
};

const SHOTS: Record<Shot, readonly [string, ...string[]]> = {
  wide: ["远景镜头缓缓向右摇", "大远景，镜头向左摇，节奏舒缓"],
  medium: ["中景，镜头慢推", "中景镜头，轻缓推近"],
  close: ["特写，镜头慢推并带一点手持感", "特写镜头，浅景深，一寸寸推近"],
  above: ["俯拍，镜头如升降机般缓缓下落", "俯拍视角，镜头在高处轻轻漂移"],
  track: ["跟拍，镜头以步行的速度前进，略带手持感", "跟拍镜头紧随其后"],
  orbit: ["镜头环绕半周，平稳而连贯", "环绕镜头缓慢转动"],
  lateral: ["镜头侧移，从前景旁滑过", "侧移镜头，前景与远景错落滑动"],
  out: ["镜头缓缓拉远，留下最后一眼", "长镜头拉远，渐渐离开此地"],
};

const LIGHTS: Record<Light, readonly [string, ...string[]]> = {
  sunny: ["阳光洒满每一处表面，空气通透", "明亮的日光打开了阴影"],
  dawn: ["清晨的第一缕光清冷而稀薄", "黎明的薄光从地面升起"],
  dusk: ["黄昏的余晖把轮廓染成铜色", "夕阳贴着边缘燃烧"],
  night: ["夜色深蓝，只剩几点微光", "月光之下，色彩沉入蓝调"],
  fog: ["雾气漫来，远处渐渐隐去", "薄雾把背景压成剪影"],
  storm: ["暴风雨骤起，雨丝划过画面", "大雨从暗沉的天空倾下"],
};

const GOES_ON: readonly string[] = [
  "故事从参考图停下的地方继续",
  "一个细小的动作回应了前一刻",
  "先前只是暗示的事物此刻显露出来",
  "画面边缘的动静改变了事情的走向",
  "一切归于平静，疑问仍未解开",
];

const MOODS: readonly [string, ...string[]] = [
  "气氛宁静而带着期待",
  "情绪温柔，略有迟疑",
  "无声之中张力渐起",
  "静止里透出一丝释然",
  "孤独却并不悲伤",
];

function place(look: Look, random: () => number): string {
  const above = look.openSky ? `${COLOURS[look.top]}的天空开阔` : `上方是${COLOURS[look.top]}`;
  const light = { left: "光从左侧斜照", right: "光从右侧斜照", above: "光自上方落下", even: "光线柔和均匀" }[
    look.light
  ];
  const [first, second] = look.palette;
  return pick(random, [
    `画面延续${COLOURS[first]}与${COLOURS[second]}的调子，${above}，地面呈${COLOURS[look.bottom]}，${light}`,
    `仍是同一个地方，${COLOURS[first]}与${COLOURS[second]}交织，${above}，下方为${COLOURS[look.bottom]}，${light}`,
  ]);
}

export const chinese: Language = {
  clauses: /[。！？；.!?;\n]+|[，,]?\s*(?:然后|接着|随后)/,
  longest: 48,
  tell({ shot, light, look, told, nth, random }: Beat) {
    const story = (told || GOES_ON[nth % GOES_ON.length] || "").replace(/[\s，、：,.]+$/u, "");
    const keeps = pick(random, [
      "人物外形与服饰保持不变",
      "人物发色与身形不变，动作自然推进",
      "背景连续递进，没有跳变",
    ]);
    const opening = `${pick(random, SHOTS[shot])}，${story}。${place(look, random)}。`;
    return `${opening}${pick(random, LIGHTS[light])}，${keeps}，${pick(random, MOODS)}。`;
  },
};
