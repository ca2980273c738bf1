import { z } from "zod";
import { media } from "@/lib/media/field";
import { sentences } from "@/lib/welcome";
import { definePod, promptOption, seedOption, sizeOptions } from "./pod";

/** Edits a picture by a text prompt. Source: the pods' API contract. */
export const qwenEdit = definePod({
  id: "qwen-edit",
  title: "Edit a picture",
  description: "An image model repaints your picture from a text: another shot, light or time of day.",
  zh: { title: "改绘图片", description: "图像模型按文字重绘你的图片：换一个镜头、光线或时辰。" },
  welcome: {
    en: {
      headline: "How should the picture change?",
      examples: sentences("prompt", [
        "The same place in winter, with fresh snow.",
        "A closer shot, in the light of the evening.",
        "As a drawing in ink, with a few washes of colour.",
      ]),
    },
    zh: {
      headline: "想把图片改成什么样？",
      examples: sentences("prompt", [
        "同一个地方的冬天，刚下过雪。",
        "镜头拉近，傍晚的光线。",
        "改成水墨画，略施淡彩。",
      ]),
    },
  },
  media: {
    image: media("image", {
      title: "Picture",
      description: "The picture to edit.",
      zh: { title: "图片", description: "要改绘的图片。" },
    }),
  },
  options: {
    prompt: promptOption("Prompt", "What the new picture should show.", {
      title: "提示词",
      description: "新图片的内容。",
    }),
    ...sizeOptions,
    batch_size: z
      .int()
      .min(1)
      .max(4)
      .default(1)
      .meta({
        title: "Pictures",
        description: "Number of variants.",
        zh: { title: "张数", description: "生成的不同版本数。" },
        advanced: true,
      }),
    output_format: z
      .enum(["jpeg", "png", "webp"])
      .default("jpeg")
      .meta({
        title: "Format",
        description: "File format of the pictures.",
        zh: { title: "格式", description: "图片的文件格式。" },
        advanced: true,
      }),
    webp_quality: z
      .int()
      .min(1)
      .max(100)
      .default(90)
      .meta({
        title: "WebP quality",
        description: "1 to 100, for WebP only.",
        zh: { title: "WebP 质量", description: "1 到 100，仅用于 WebP。" },
        advanced: true,
      }),
    seed: seedOption,
  },
  output: "images",
  timeout: 1800,
  typicalSeconds: 5,
});
