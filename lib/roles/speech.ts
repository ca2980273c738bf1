import { z } from "zod";
import { defineRole } from "../define-role";
import { media } from "../media/field";
import { sentences } from "../welcome";

export const speech = defineRole({
  id: "speech",
  title: "Speak a text",
  description: "A voice reads a text aloud.",
  zh: { title: "朗读文本", description: "用语音朗读文本。" },
  welcome: {
    en: {
      headline: "What should the voice say?",
      examples: sentences("text", [
        "Once a year the lake is as still as glass.",
        "Welcome. Let us begin with a short walk.",
        "New this week: three places to see the stars.",
      ]),
    },
    zh: {
      headline: "要朗读什么？",
      examples: sentences("text", [
        "每年总有一天，湖面平静如镜。",
        "欢迎，让我们从一段小路走起。",
        "本周新看点：三处观星的好地方。",
      ]),
    },
  },
  input: z.strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(10_000)
      .meta({
        title: "Text",
        description: "What to say.",
        zh: { title: "文本", description: "要朗读的内容。" },
        multiline: true,
      }),
    voice: z
      .string()
      .max(200)
      .optional()
      .meta({
        title: "Voice",
        description: "The provider's name or id of a voice.",
        zh: { title: "音色", description: "服务商的音色名称或编号。" },
      }),
    language: z
      .string()
      .trim()
      .min(2)
      .max(40)
      .optional()
      .meta({
        title: "Language",
        description: "Language of the text, as `en` or `French`, for voices that do not recognise it.",
        zh: { title: "语言", description: "文本的语言，如 `en` 或 `French`，用于无法自动识别语言的音色。" },
      }),
    speed: z
      .number()
      .min(0.5)
      .max(2)
      .optional()
      .meta({ title: "Speed", description: "1 is normal.", zh: { title: "语速", description: "1 为正常速度。" } }),
    instructions: z
      .string()
      .max(2000)
      .optional()
      .meta({ title: "Manner", description: "How to say it.", zh: { title: "语气", description: "朗读的方式。" } }),
  }),
  output: z.strictObject({ audio: media("audio", { title: "Speech", zh: { title: "语音" } }) }),
  example: { audio: "https://example.com/speech.mp3" },
});
