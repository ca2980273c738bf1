import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media } from "@/lib/media/field";
import { days } from "../pods/pod";

const share = z.number().min(0).max(1);

/** Makes a mask of the person in a video, frame by frame. */
export const mattePerson = defineLocal({
  id: "matte-person",
  title: "Separate the person",
  description: "Makes a video that is white where the person is and black elsewhere, frame by frame.",
  zh: { title: "人物抠像", description: "逐帧生成蒙版视频：人物为白色，其余为黑色。" },
  input: z.strictObject({
    video: media("video", {
      title: "Video",
      description: "A video with a person, up to 10 minutes long.",
      zh: { title: "视频", description: "有人物的视频，最长 10 分钟。" },
    }),
    matting: z
      .enum(["fast", "fine"])
      .default("fine")
      .meta({
        title: "Quality",
        description:
          "`fine` has more exact edges and keeps what the person holds; `fast` takes a fraction of the time.",
        zh: { title: "质量", description: "fine 边缘更精确，并保留手持物；fast 用时短得多。" },
      }),
    frame_skip: z
      .int()
      .min(1)
      .max(10)
      .default(5)
      .meta({
        title: "Every n-th frame",
        description: "With `fine`: separates every n-th frame, and moves the mask along in those between.",
        zh: { title: "每 n 帧", description: "fine 模式：每 n 帧抠像一次，其间的蒙版随画面移动。" },
        advanced: true,
      }),
  }),
  output: z.strictObject({
    mask: media("video", {
      title: "Mask",
      description: "White where the person is. As many frames as the video, at the same times.",
      zh: { title: "蒙版", description: "人物为白色；帧数和时间与视频相同。" },
    }),
    preview: media("video", {
      title: "Preview",
      description: "The person over a checkerboard, small.",
      zh: { title: "预览", description: "人物置于棋盘格上的小尺寸视频。" },
    }),
    person: z.strictObject({ share, lowest: share }).meta({
      title: "Person",
      description: "The part of the frame that the person covers: on average, and in the frame with the least.",
      zh: { title: "人物", description: "人物占画面的比例：平均值与最小值。" },
    }),
  }),
  example: {
    mask: "https://example.com/mask.mp4",
    preview: "https://example.com/preview.mp4",
    person: { share: 0.35, lowest: 0.28 },
  },
  needs: { cpus: 2, memoryMb: 1536 },
  async run({ video, matting, frame_skip }, context) {
    const { mattePersonIn } = await import(/* turbopackIgnore: true */ "@/lib/media/matting/matte-person");
    return mattePersonIn(video, { matting, every: matting === "fast" ? 1 : frame_skip }, context);
  },
  cacheFor: 30 * days,
  timeout: 7200,
  typicalSeconds: 40,
});
