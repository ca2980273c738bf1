import { z } from "zod";
import { media } from "@/lib/media/field";
import { definePod } from "./pod";

/** Joins clips in order into one film. Source: the pods' API contract. */
export const concatUpscale = definePod({
  id: "concat-upscale",
  title: "Join clips",
  description: "Joins videos in the given order and scales the film if a size is set.",
  zh: { title: "拼接视频", description: "按给定顺序拼接视频；如指定尺寸，成片会相应缩放。" },
  media: {
    videos: z
      .array(media("video", { title: "Clip", zh: { title: "视频" } }))
      .min(1, "Give at least one clip.")
      .max(20, "At most 20 clips.")
      .meta({
        title: "Clips",
        description: "The clips, in the order of the film.",
        zh: { title: "视频", description: "按成片的顺序。" },
      }),
  },
  options: {
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
  },
  output: "video",
  typicalSeconds: 3,
});
