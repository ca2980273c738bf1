import { z } from "zod";
import { media, optionalMedia } from "@/lib/media/field";
import { stylePresets } from "@/lib/media/style/terms";
import { aspectRatio, seed } from "@/lib/roles/fields";
import { providerOption } from "@/lib/routing/role-service";
import { framesPerSecond } from "@/lib/services/local/film-fields";

/** What a caller says of a talking head, and the sizes and times that follow from it. */

export const longestVideo = 600;
const mostQuotes = 12;
const longest = { title: 80, subtitle: 140, quote: 280 };

const text = (
  of: keyof typeof longest,
  title: string,
  description: string,
  zh: { title: string; description: string },
) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest[of], `At most ${longest[of]} characters, so that people can read it in time.`)
    .optional()
    .meta({ title, description, zh });

const quoteText = z
  .string()
  .trim()
  .min(1, "Write the quote.")
  .max(longest.quote, `At most ${longest.quote} characters, so that people can read it in time.`);
const time = (title: string, zh: string) =>
  z
    .number()
    .min(0)
    .max(longestVideo)
    .optional()
    .meta({ title, zh: { title: zh } });
const quote = z.union([
  quoteText,
  z.strictObject({
    text: quoteText.meta({ title: "Text", zh: { title: "文字" } }),
    from: time("From (s)", "从（秒）"),
    to: time("To (s)", "到（秒）"),
  }),
]);

const shapes = ["tall", "square", "wide"] as const;
export type Shape = (typeof shapes)[number];

export const headInput = z
  .strictObject({
    video: media("video", {
      title: "Video",
      description: "A person who speaks, up to 10 minutes long.",
      zh: { title: "视频", description: "人物讲话的视频，最长 10 分钟。" },
    }),
    reference: optionalMedia("image", {
      title: "Reference",
      description: "A picture whose colours and light the film takes. Default: those of the video.",
      zh: { title: "参考图", description: "影片采用其色彩和光线。默认沿用视频本身的风格。" },
    }),
    background: optionalMedia("image", {
      title: "Own background",
      description: "A picture to show behind the person. Then no backgrounds are painted.",
      zh: { title: "自备背景", description: "显示在人物身后的图片；提供后不再生成背景。" },
    }),
    style: z
      .enum(stylePresets)
      .optional()
      .meta({
        title: "Style",
        description: "A look in place of a reference.",
        zh: { title: "风格", description: "代替参考图的预设风格。" },
        choice: "style",
      }),
    title: text("title", "Title", "Shown at the beginning.", { title: "标题", description: "显示在片头。" }),
    subtitle: text("subtitle", "Subtitle", "Shown below the title: a name, a role, a place.", {
      title: "副标题",
      description: "显示在标题下方：姓名、身份或地点。",
    }),
    quotes: z
      .array(quote)
      .max(mostQuotes, `At most ${mostQuotes} quotes.`)
      .default([])
      .meta({
        title: "Quotes",
        description:
          "Each a text, or a text with `from` and `to` in seconds. Without times they are spread over the film.",
        zh: { title: "金句", description: "每项为文字，或带 `from`、`to` 秒数的文字；未给时间的均匀分布。" },
        examples: [["Start small.", { text: "Then keep going.", from: 4, to: 7 }]],
      }),
    aspect: aspectRatio
      .extract(["9:16", "1:1", "16:9"])
      .default("9:16")
      .meta({ ...aspectRatio.meta() }),
    resolution: z
      .enum(["360p", "720p", "1080p"])
      .default("1080p")
      .meta({
        title: "Resolution",
        description: "Pixels of the shorter side.",
        zh: { title: "分辨率", description: "短边的像素数。" },
      }),
    social: z
      .array(z.enum(shapes))
      .max(3)
      .default([])
      .meta({
        title: "More shapes",
        description: "The same film also tall (9:16), square (1:1) or wide (16:9).",
        zh: { title: "更多比例", description: "另外输出竖版（9:16）、方形（1:1）或横版（16:9）。" },
        examples: [["square"]],
        advanced: true,
      }),
    fps: framesPerSecond.meta({ ...framesPerSecond.meta(), advanced: true }),
    format: z
      .enum(["mp4", "webm"])
      .default("mp4")
      .meta({
        title: "Format",
        description: "Of the films.",
        zh: { title: "格式", description: "影片的文件格式。" },
        advanced: true,
      }),
    matting: z
      .enum(["fast", "fine"])
      .optional()
      .meta({
        title: "Cutting out",
        description: "`fine` has better edges and takes longer. Default: `fine` for videos of up to 60 seconds.",
        zh: { title: "抠像", description: "`fine` 边缘更好但更慢。默认 60 秒以内的视频使用 `fine`。" },
        advanced: true,
      }),
    frame_skip: z
      .int()
      .min(1)
      .max(10)
      .default(5)
      .meta({
        title: "Frames between masks",
        description: "With `fine`, every n-th frame is cut out, and the frames between follow the motion.",
        zh: { title: "抠像间隔", description: "`fine` 模式每 n 帧抠像一次，其间的帧跟随运动。" },
        advanced: true,
      }),
    language: z
      .enum(["en", "zh"])
      .optional()
      .meta({
        title: "Language",
        description: "Of the backgrounds' prompts. Default: that of the title, subtitle and quotes.",
        zh: { title: "语言", description: "背景提示词的语言。默认与标题、副标题和金句相同。" },
        advanced: true,
      }),
    seed: seed.meta({ ...seed.meta(), advanced: true }),
    text_to_image_provider: providerOption("Painter of the backgrounds", "背景绘制"),
  })
  .superRefine(({ reference, style, quotes }, { addIssue }) => {
    if (reference && style)
      addIssue({ code: "custom", path: ["style"], message: "Give a reference or a style, not both." });
    for (const [i, quote] of quotes.entries()) {
      if (typeof quote === "string" || quote.from === undefined || quote.to === undefined) continue;
      if (quote.to <= quote.from)
        addIssue({ code: "custom", path: ["quotes", i, "to"], message: "`to` must be later than `from`." });
    }
  });
export type HeadInput = z.output<typeof headInput>;

const lines = { "360p": 360, "720p": 720, "1080p": 1080 };
const shapeOfAspect = { "9:16": "tall", "1:1": "square", "16:9": "wide" } as const;
export const aspectOfShape = { tall: "9:16", square: "1:1", wide: "16:9" } as const;

export const mainShape = ({ aspect }: HeadInput): Shape => shapeOfAspect[aspect];

/** The further shapes, without the one that the film has anyway. */
export const furtherShapes = (input: HeadInput): Shape[] =>
  shapes.filter((shape) => input.social.includes(shape) && shape !== mainShape(input));

export function sizeOf({ resolution }: HeadInput, shape: Shape): { width: number; height: number } {
  const shorter = lines[resolution];
  const longer = Math.round((shorter * 16) / 9 / 2) * 2;
  if (shape === "square") return { width: shorter, height: shorter };
  return shape === "wide" ? { width: longer, height: shorter } : { width: shorter, height: longer };
}

/** The size to which the video is brought: an upright one stays upright where a shape can use that. */
export function frameOf(input: HeadInput): {
  width: number;
  height: number;
  upright: { width: number; height: number };
} {
  const main = mainShape(input);
  const upright = main === "square" && !input.social.includes("tall") ? main : "tall";
  return { ...sizeOf(input, main), upright: sizeOf(input, upright) };
}

/** The texts of the film. The template spreads quotes without times over it. */
export const textsOf = ({ title, subtitle, quotes }: HeadInput): ShownText[] => [
  ...(title ? [{ name: "title", text: title }] : []),
  ...(subtitle ? [{ name: "subtitle", text: subtitle }] : []),
  ...quotes.map((quote, i) => ({
    name: `quote.${i + 1}`,
    ...(typeof quote === "string" ? { text: quote } : quote),
  })),
];
export type ShownText = { name: string; text: string; from?: number; to?: number };
