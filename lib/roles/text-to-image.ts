import { z } from "zod";
import { defineRole } from "../define-role";
import { aspectRatio, imageOutput, negativePrompt, prompt, seed } from "./fields";

export const textToImage = defineRole({
  id: "text-to-image",
  title: "Make a picture",
  description: "An image model paints a picture from a text.",
  zh: { title: "生成图片", description: "图像模型根据文字绘制图片。" },
  input: z.strictObject({
    prompt,
    negativePrompt,
    aspectRatio: aspectRatio.default("1:1").meta({ ...aspectRatio.meta() }),
    seed,
  }),
  output: imageOutput,
  example: { image: "https://example.com/picture.png" },
});
