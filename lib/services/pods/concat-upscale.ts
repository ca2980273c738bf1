import { z } from "zod";
import { defineService } from "@/lib/define-service";
import { media } from "@/lib/media/field";
import { clipExample, clipOf, clipOutput } from "./clip";
import { days, podAnswer, podCancel, podRead, podStart, podStarted } from "./pod";

/** Joins clips in order into one film. Source: the pods' contract. */
export const concatUpscale = defineService({
  id: "concat-upscale",
  title: "Join clips",
  description: "Joins videos in the given order and scales the film if a size is set.",
  zh: { title: "拼接视频", description: "按给定顺序拼接视频；如指定尺寸，成片会相应缩放。" },
  input: z.strictObject({
    videos: z
      .array(media("video", { title: "Clip", zh: { title: "视频" } }))
      .min(1, "Give at least one clip.")
      .max(20, "At most 20 clips.")
      .meta({
        title: "Clips",
        description: "The clips, in the order of the film.",
        zh: { title: "视频", description: "按成片的顺序。" },
      }),
    width: z
      .int()
      .min(64)
      .max(3840)
      .multipleOf(2)
      .optional()
      .meta({ title: "Width", description: "Pixels.", zh: { title: "宽度", description: "像素。" }, advanced: true }),
    height: z
      .int()
      .min(64)
      .max(3840)
      .multipleOf(2)
      .optional()
      .meta({ title: "Height", description: "Pixels.", zh: { title: "高度", description: "像素。" }, advanced: true }),
  }),
  response: podAnswer,
  output: clipOutput,
  example: clipExample,
  kind: "pod",
  mode: "async",
  request: ({ videos, ...options }, webhookUrl) =>
    podStart(
      "concat-upscale",
      videos.map((url) => ({ type: "video", url })),
      options,
      webhookUrl,
    ),
  receipt: podStarted,
  parse: (answer) => podRead(answer, clipOf),
  cancel: podCancel,
  cacheFor: 30 * days,
  timeout: 3600,
  typicalSeconds: 3,
});
