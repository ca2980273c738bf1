/** The four scenes of a product showcase, as data: what is painted, in which colours, and how its surface shows the product. */

type Words = { title: string; place: string; light: string };

export type ShowcaseScene = Words & {
  zh: Words;
  /** Words of a name or selling point that point to this kind of product. */
  hints: readonly string[];
  /** Colours of the painted set, the palest last. */
  palette: readonly [string, string, string];
  /** Colours of text: on a light and on a dark background. */
  dark: string;
  pale: string;
  accent: string;
  font: "sans" | "serif";
  /** How strongly the surface mirrors the product, 0 to 1. */
  mirror: number;
  /** How soft the cast shadow is, 0 to 1. */
  softness: number;
  /** The strength of a light behind the product, 0 to 1, in the colour of the accent. */
  glow: number;
};

export const productTypes = ["skincare", "electronics", "fashion", "food"] as const;
export type ProductType = (typeof productTypes)[number];

export const showcaseScenes: Record<ProductType, ShowcaseScene> = {
  skincare: {
    title: "Skincare, natural",
    place: "a smooth slab of pale limestone before a wall of soft plaster, a few green leaves at the far edges",
    light: "soft daylight from the left, with faint shadows of leaves on the wall",
    zh: {
      title: "护肤 · 自然",
      place: "浅色石灰石台面，背后是柔和的灰泥墙，画面边缘有几片绿叶",
      light: "来自左侧的柔和日光，墙上有淡淡的叶影",
    },
    hints: [
      ...["cream", "serum", "lotion", "skin", "moistur", "cleanser", "balm", "shampoo", "soap", "sunscreen", "beauty"],
      ...["霜", "精华", "乳液", "护肤", "面膜", "洁面", "保湿", "防晒", "洗发", "美妆", "修护", "敏感肌"],
    ],
    palette: ["#a9bfa3", "#dfe6d6", "#f5f3ea"],
    dark: "#21402d",
    pale: "#fbfaf3",
    accent: "#3f6b4c",
    font: "serif",
    mirror: 0.1,
    softness: 0.8,
    glow: 0,
  },
  electronics: {
    title: "Electronics, tech",
    place: "a glossy black surface before a plain wall of deep blue grey that fades into the dark",
    light: "one cool rim of light from the right, a faint glow behind the middle",
    zh: {
      title: "数码 · 科技",
      place: "光亮的黑色台面，背后是渐暗的深蓝灰色墙面",
      light: "右侧一道冷色轮廓光，中央后方有微弱光晕",
    },
    hints: [
      ...["phone", "headphone", "earbud", "speaker", "camera", "laptop", "charger", "battery", "wireless", "bluetooth"],
      ...[
        "usb",
        "keyboard",
        "monitor",
        "watch",
        "耳机",
        "手机",
        "音箱",
        "相机",
        "电脑",
        "充电",
        "续航",
        "无线",
        "蓝牙",
      ],
      ...["智能", "键盘", "降噪", "屏幕"],
    ],
    palette: ["#070b14", "#1b2740", "#4a6fa8"],
    dark: "#0b1424",
    pale: "#eef4ff",
    accent: "#3d8bff",
    font: "sans",
    mirror: 0.42,
    softness: 0.45,
    glow: 0.4,
  },
  fashion: {
    title: "Fashion, luxury",
    place: "polished travertine before hanging silk in blush and taupe",
    light: "one warm key light from the left, long soft shadows",
    zh: {
      title: "时尚 · 奢华",
      place: "抛光洞石台面，背后垂着腮红色与灰褐色的丝绸",
      light: "来自左侧的一束暖光，阴影柔长",
    },
    hints: [
      ...["bag", "leather", "dress", "shoe", "sneaker", "jacket", "silk", "jewel", "ring", "perfume", "scarf", "coat"],
      ...["手袋", "包", "皮", "连衣裙", "鞋", "外套", "丝", "首饰", "戒指", "香水", "围巾", "大衣", "高定"],
    ],
    palette: ["#a9877a", "#dcc1b4", "#f4e8e0"],
    dark: "#3a1a1b",
    pale: "#fff8f3",
    accent: "#7a2530",
    font: "serif",
    mirror: 0.22,
    softness: 0.6,
    glow: 0,
  },
  food: {
    title: "Food, warm",
    place: "a warm oak table top before a bright kitchen far out of focus, a few ingredients at the far edges",
    light: "low morning sun from the right, honey coloured",
    zh: {
      title: "美食 · 温暖",
      place: "温暖的橡木桌面，背后是虚化的明亮厨房，画面边缘有少许食材",
      light: "来自右侧的清晨阳光，蜂蜜般的色调",
    },
    hints: [
      ...[
        "coffee",
        "tea",
        "chocolate",
        "cake",
        "bread",
        "juice",
        "snack",
        "sauce",
        "honey",
        "fruit",
        "espresso",
        "taste",
      ],
      ...[
        "roast",
        "咖啡",
        "茶",
        "巧克力",
        "蛋糕",
        "面包",
        "果汁",
        "零食",
        "酱",
        "蜂蜜",
        "水果",
        "口味",
        "美味",
        "烘焙",
      ],
    ],
    palette: ["#b9763b", "#efc98f", "#fff3dc"],
    dark: "#46230c",
    pale: "#fff7e8",
    accent: "#c2521b",
    font: "sans",
    mirror: 0.08,
    softness: 0.65,
    glow: 0,
  },
};

/** The type whose hints a text mentions most often; the first type without any. */
export function nearestType(text: string): ProductType {
  const said = text.toLowerCase();
  const count = (type: ProductType) => showcaseScenes[type].hints.filter((hint) => said.includes(hint)).length;
  return productTypes.reduce((best, type) => (count(type) > count(best) ? type : best));
}
