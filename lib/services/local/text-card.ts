import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media } from "@/lib/media/field";
import { sentences } from "@/lib/welcome";
import { days } from "../pods/pod";

const side = (title: string, zh: string) =>
  z
    .int()
    .min(32)
    .max(3840)
    .meta({ title, description: "Pixels.", zh: { title: zh, description: "像素。" }, examples: [1080] });
const colour = z.string().regex(/^#[0-9a-f]{6}$/i, "must be a colour as #1a2b3c");

/** Draws a text as a picture with a transparent background. It never leaves its box. */
export const textCard = defineLocal({
  id: "text-card",
  title: "Draw a text",
  description: "Draws a title, subtitle, quote or call to action as a picture with a transparent background.",
  zh: { title: "绘制文字", description: "把标题、副标题、引文或行动号召绘制成透明底图片。" },
  welcome: {
    en: {
      headline: "What should the picture say?",
      examples: sentences("text", [
        "Every word deserves good light ✨",
        "A small camera\nfor long journeys",
        "“Begin before you are ready.”",
      ]),
    },
    zh: {
      headline: "图片上写什么？",
      examples: sentences("text", ["每句话都值得好光线 ✨", "小相机\n走远路", "“不必等到准备好。”"]),
    },
  },
  input: z.strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .meta({
        title: "Text",
        description: "Up to 500 characters, in any script, with emoji. Line breaks are kept.",
        zh: { title: "文字", description: "最多 500 个字符，支持各种文字和表情符号，保留换行。" },
        examples: ["Every word deserves good light ✨"],
        multiline: true,
      }),
    kind: z
      .enum(["title", "subtitle", "quote", "call-to-action"])
      .default("title")
      .meta({
        title: "Kind",
        description: "Sets the weight and the largest size of the letters. A call to action gets a plate.",
        zh: { title: "类型", description: "决定字重和最大字号；行动号召带底板。" },
      }),
    width: side("Width", "宽度"),
    height: side("Height", "高度"),
    color: colour.default("#ffffff").meta({
      title: "Colour",
      description: "Of the letters, as #rrggbb.",
      zh: { title: "颜色", description: "文字颜色，#rrggbb 格式。" },
    }),
    background: z
      .union([colour, z.literal("none")])
      .default("none")
      .meta({
        title: "Background",
        description: "A colour as #rrggbb, or `none` for a transparent background.",
        zh: { title: "背景", description: "#rrggbb 颜色，或 `none` 表示透明。" },
      }),
    font: z
      .enum(["sans", "serif"])
      .default("sans")
      .meta({
        title: "Font",
        description: "With or without serifs.",
        zh: { title: "字体", description: "衬线或无衬线。" },
      }),
    align: z
      .enum(["left", "center", "right"])
      .default("center")
      .meta({
        title: "Alignment",
        description: "Of the lines.",
        zh: { title: "对齐", description: "各行的对齐方式。" },
      }),
  }),
  output: z.strictObject({
    image: media("image", { title: "Card", zh: { title: "文字卡" } }),
    card: z
      .strictObject({
        lines: z.array(z.string()),
        fontSize: z.number(),
        box: z.strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
        shortened: z.boolean(),
      })
      .meta({ title: "About the card", zh: { title: "文字卡信息" } }),
  }),
  example: {
    image: "https://example.com/card.png",
    card: {
      lines: ["Every word deserves good light ✨"],
      fontSize: 60,
      box: { x: 0.1, y: 0.4, width: 0.8, height: 0.2 },
      shortened: false,
    },
  },
  needs: { cpus: 1, memoryMb: 1024 },
  async run(input, context) {
    const { drawCard } = await import(/* turbopackIgnore: true */ "@/lib/templates/text/card");
    return drawCard(input, context);
  },
  cacheFor: 30 * days,
  timeout: 120,
  typicalSeconds: 2,
});
