import { z } from "zod";
import { defineService } from "@/lib/define-service";
import { media } from "@/lib/media/field";
import { clipExample, clipOf, clipOptions, clipOutput } from "./clip";
import {
  days,
  podAnswer,
  podCancel,
  podRead,
  podStart,
  podStarted,
  promptOption,
  seedOption,
  sizeOptions,
} from "./pod";

/** Moves a picture. Source: the pods' contract. */
export const wanI2v = defineService({
  id: "wan-i2v",
  title: "Animate a picture",
  description: "A video model turns a picture and a text into a short clip.",
  zh: { title: "让图片动起来", description: "视频模型根据图片和文字生成一段短片。" },
  input: z.strictObject({
    image: media("image", {
      title: "Picture",
      description: "The first frame.",
      zh: { title: "图片", description: "第一帧。" },
    }),
    prompt: promptOption("Prompt", "What moves in the picture, and how the camera moves.", {
      title: "提示词",
      description: "什么在动，镜头怎么动。",
    }),
    ...sizeOptions,
    ...clipOptions,
    seed: seedOption,
  }),
  response: podAnswer,
  output: clipOutput,
  example: clipExample,
  kind: "pod",
  mode: "async",
  request: ({ image, ...options }, webhookUrl) =>
    podStart("wan-i2v", [{ type: "image", url: image }], options, webhookUrl),
  receipt: podStarted,
  parse: (answer) => podRead(answer, clipOf),
  cancel: podCancel,
  cacheFor: 30 * days,
  timeout: 3600,
  typicalSeconds: 8,
});
