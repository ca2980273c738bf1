/** The looks that a picture or clip can be made in, as data. Form, API and prompts read them from here. */

type Words = { title: string; look: string; mood: string };
export type Style = Words & {
  id: string;
  tags: readonly string[];
  /** Four colours, as `#rrggbb`. */
  palette: readonly [string, string, string, string];
  zh: Words;
};

export const styles = [
  {
    id: "cinematic",
    title: "Cinematic",
    tags: ["movie", "dramatic", "high-contrast", "film-grain"],
    look: "high contrast, film grain, dramatic light",
    mood: "dramatic",
    palette: ["#1a1a2e", "#16213e", "#e94560", "#fcd34d"],
    zh: { title: "电影感", look: "高反差，胶片颗粒，戏剧性的光线", mood: "富有戏剧性" },
  },
  {
    id: "documentary",
    title: "Documentary",
    tags: ["realistic", "natural-lighting", "authentic", "journalistic"],
    look: "natural light, hand-held, true to life",
    mood: "informative",
    palette: ["#374151", "#9ca3af", "#d1d5db", "#f3f4f6"],
    zh: { title: "纪录片", look: "自然光，手持拍摄，真实可信", mood: "纪实" },
  },
  {
    id: "animated",
    title: "Animated",
    tags: ["colorful", "whimsical", "stylized", "smooth-motion"],
    look: "bright colours, smooth motion, stylised figures",
    mood: "playful",
    palette: ["#ef4444", "#f59e0b", "#10b981", "#3b82f6"],
    zh: { title: "动画", look: "色彩明亮，动作流畅，造型夸张", mood: "活泼" },
  },
  {
    id: "minimalist",
    title: "Minimalist",
    tags: ["clean", "simple", "elegant", "negative-space"],
    look: "clean lines, much empty space",
    mood: "calm",
    palette: ["#fafafa", "#f5f5f5", "#e5e5e5", "#737373"],
    zh: { title: "极简", look: "线条干净，大面积留白", mood: "平静" },
  },
  {
    id: "vintage",
    title: "Vintage",
    tags: ["retro", "sepia", "film-noir", "nostalgic"],
    look: "sepia, grain, old lamps",
    mood: "nostalgic",
    palette: ["#78350f", "#92400e", "#b45309", "#d97706"],
    zh: { title: "复古", look: "棕褐色调，颗粒感，老式灯具", mood: "怀旧" },
  },
  {
    id: "futuristic",
    title: "Futuristic",
    tags: ["sci-fi", "neon", "cyberpunk", "high-tech"],
    look: "neon, holograms, metal",
    mood: "innovative",
    palette: ["#00ffff", "#ff00ff", "#00ff00", "#ff0080"],
    zh: { title: "未来感", look: "霓虹，全息影像，金属质感", mood: "前卫" },
  },
  {
    id: "nature",
    title: "Nature",
    tags: ["organic", "outdoor", "natural-light", "serene"],
    look: "natural light, organic shapes, earth tones",
    mood: "peaceful",
    palette: ["#065f46", "#047857", "#059669", "#10b981"],
    zh: { title: "自然", look: "自然光，有机形态，大地色调", mood: "宁静" },
  },
  {
    id: "urban",
    title: "Urban",
    tags: ["city", "modern", "dynamic", "street"],
    look: "city, dynamic angles, modern buildings",
    mood: "energetic",
    palette: ["#374151", "#6b7280", "#9ca3af", "#f59e0b"],
    zh: { title: "都市", look: "城市，动感角度，现代建筑", mood: "充满活力" },
  },
  {
    id: "commercial",
    title: "Commercial",
    tags: ["polished", "bright", "professional", "high-production"],
    look: "bright, polished, professional",
    mood: "confident",
    palette: ["#ffffff", "#f3f4f6", "#1f2937", "#2563eb"],
    zh: { title: "广告", look: "明亮，精致，专业", mood: "自信" },
  },
  {
    id: "artistic",
    title: "Artistic",
    tags: ["creative", "abstract", "experimental", "unique"],
    look: "creative composition, experimental",
    mood: "inspiring",
    palette: ["#7c3aed", "#db2777", "#ea580c", "#0891b2"],
    zh: { title: "艺术", look: "富有创意的构图，实验性", mood: "启发灵感" },
  },
  {
    id: "scifi",
    title: "Science fiction",
    tags: ["space", "technology", "future", "vast"],
    look: "technology of the future, cold light, scale",
    mood: "awe",
    palette: ["#020617", "#0f172a", "#38bdf8", "#e0f2fe"],
    zh: { title: "科幻", look: "未来科技，冷色光，宏大的尺度", mood: "敬畏" },
  },
  {
    id: "fantasy",
    title: "Fantasy",
    tags: ["magic", "dreamlike", "enchanted", "epic"],
    look: "magic, dreamlike places, glow",
    mood: "wonder",
    palette: ["#312e81", "#6d28d9", "#c084fc", "#fde68a"],
    zh: { title: "奇幻", look: "魔法，梦境般的地方，光晕", mood: "惊奇" },
  },
] as const satisfies readonly Style[];

export type StyleId = (typeof styles)[number]["id"];

export const findStyle = (id: string): Style | undefined => styles.find((style) => style.id === id);

/** Where the thumbnail of a style is, below the app's address: `npm run styles` makes it. */
export const thumbnailPath = (id: string) => `/styles/${id}.webp`;

const isChinese = (text: string) => /\p{Script=Han}/u.test(text);

/** What a prompt says of a style, in the prompt's language. */
export function stylePhrase({ title, look, mood, palette, zh }: Style, language: "en" | "zh" = "en"): string {
  return language === "zh"
    ? `风格：${zh.title}——${zh.look}；氛围：${zh.mood}；色彩：${palette.join("、")}。`
    : `Style: ${title.toLowerCase()}: ${look}. Mood: ${mood}. Colours: ${palette.join(", ")}.`;
}

/** A prompt in a style; without one, the prompt as it is. */
export function inStyle(prompt: string, id: StyleId | undefined): string {
  const style = id && findStyle(id);
  return style ? `${prompt}\n\n${stylePhrase(style, isChinese(prompt) ? "zh" : "en")}` : prompt;
}
