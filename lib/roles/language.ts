import { z } from "zod";
import { defineRole } from "../define-role";
import { media } from "../media/field";
import { sentences } from "../welcome";
import { prompt, seed, textOutput } from "./fields";

export const language = defineRole({
  id: "language",
  title: "Write text",
  description: "A language model answers a prompt, about pictures if there are any.",
  zh: { title: "生成文本", description: "语言模型根据提示词（以及图片）写出文本。" },
  welcome: {
    en: {
      headline: "What should it write?",
      examples: sentences("prompt", [
        "Three titles for a film about a violin maker.",
        "The first scene of a film about the sea at night, in 80 words.",
        "A description of a small camera for a shop, in two sentences.",
      ]),
    },
    zh: {
      headline: "要写什么？",
      examples: sentences("prompt", [
        "为一部讲小提琴匠人的影片起三个片名。",
        "写一部夜海影片的第一场戏，一百字。",
        "用两句话为网店介绍一台小相机。",
      ]),
    },
  },
  input: z.strictObject({
    prompt,
    system: z
      .string()
      .max(32_000)
      .optional()
      .meta({
        title: "System prompt",
        description: "Instructions for the model.",
        zh: { title: "系统提示词", description: "给模型的指令。" },
      }),
    images: z
      .array(media("image", { title: "Picture", zh: { title: "图片" } }))
      .max(8)
      .default([])
      .meta({
        title: "Pictures",
        description: "Pictures to look at.",
        zh: { title: "图片", description: "要查看的图片。" },
      }),
    schema: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({
        title: "JSON Schema",
        description:
          "The text is JSON that fits this schema. An object with `additionalProperties: false` and every property required.",
        zh: { title: "JSON 结构（JSON Schema）", description: "返回符合此结构的 JSON。" },
      }),
    maxTokens: z
      .int()
      .min(16)
      .max(65_536)
      .default(4096)
      .meta({ title: "Longest answer", description: "Tokens.", zh: { title: "最大长度", description: "Token 数。" } }),
    seed,
  }),
  output: textOutput,
  example: { text: "The camera moves closer." },
  repeatable: true,
});
