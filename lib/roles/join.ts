import { z } from "zod";
import { defineRole } from "../define-role";
import { media } from "../media/field";
import { videoOutput } from "./fields";

const side = (title: string, zh: string) =>
  z
    .int()
    .min(64)
    .max(3840)
    .multipleOf(2)
    .optional()
    .meta({
      title,
      description: "Pixels. Default: as the first video.",
      zh: { title: zh, description: "像素。默认与第一段视频相同。" },
      advanced: true,
    });

export const join = defineRole({
  id: "join",
  title: "Join videos",
  description: "Joins videos in the given order into one film of one size and frame rate.",
  zh: { title: "合成影片", description: "按给定顺序把多段视频合成一部尺寸、帧率统一的影片。" },
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
    width: side("Width", "宽度"),
    height: side("Height", "高度"),
    transition: z
      .enum(["cut", "dissolve"])
      .optional()
      .meta({
        title: "Transition",
        description: "Between two clips: `cut` (default), or `dissolve` for half a second.",
        zh: { title: "转场", description: "两段视频之间：`cut`（默认，直接切换）或 `dissolve`（半秒叠化）。" },
        advanced: true,
      }),
  }),
  output: videoOutput,
  example: { video: "https://example.com/film.mp4" },
});
