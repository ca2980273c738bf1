import { z } from "zod";
import { defineRole } from "../define-role";
import { media } from "../media/field";
import { sentences } from "../welcome";
import { aspectRatio, exactSize, imageOutput, picture, prompt, seed } from "./fields";

export const imageEdit = defineRole({
  id: "image-edit",
  title: "Change a picture",
  description: "An image model changes a picture as a text says, with further pictures as references.",
  zh: { title: "编辑图片", description: "图像模型根据文字修改图片，可附参考图。" },
  welcome: {
    en: {
      headline: "How should the picture change?",
      examples: sentences("prompt", [
        "The same place in winter, with fresh snow.",
        "Remove the people in the background.",
        "As a poster with flat colours and clear shapes.",
      ]),
    },
    zh: {
      headline: "想把图片改成什么样？",
      examples: sentences("prompt", [
        "同一个地方的冬天，刚下过雪。",
        "去掉背景里的人。",
        "改成海报：平涂的色彩，清晰的形状。",
      ]),
    },
  },
  input: z.strictObject({
    image: picture,
    references: z
      .array(media("image", { title: "Reference", zh: { title: "参考图" } }))
      .max(15)
      .default([])
      .meta({
        title: "References",
        description: "Pictures of persons, things or styles.",
        zh: { title: "参考图", description: "人物、物品或风格的图片。" },
      }),
    prompt,
    aspectRatio: aspectRatio.optional().meta({ ...aspectRatio.meta() }),
    ...exactSize,
    seed,
  }),
  output: imageOutput,
  example: { image: "https://example.com/picture.png" },
});
