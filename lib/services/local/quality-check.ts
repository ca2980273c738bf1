import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { optionalMedia } from "@/lib/media/field";
import { checkQuality } from "@/lib/media/quality/check";
import { metricNames } from "@/lib/media/quality/metric";
import { days } from "../pods/pod";

const side = (title: string, zh: string) =>
  z
    .int()
    .min(16)
    .max(7680)
    .optional()
    .meta({
      title,
      description: "Pixels that were requested.",
      zh: { title: zh, description: "要求的像素数。" },
    });

/** Measures whether a picture or a video is what was requested, and whether a person would see a fault in it. */
export const qualityCheck = defineLocal({
  id: "quality-check",
  title: "Check the quality",
  description: "Measures whether a picture or a video is broken, black, frozen, silent or of the wrong size or length.",
  zh: { title: "质量检查", description: "检查图片或视频是否损坏、黑屏、静止、无声，或尺寸、时长不符。" },
  input: z
    .strictObject({
      image: optionalMedia("image", {
        title: "Picture",
        description: "The picture to check, in place of a video.",
        zh: { title: "图片", description: "要检查的图片，与视频二选一。" },
      }),
      video: optionalMedia("video", {
        title: "Video",
        description: "The video to check.",
        zh: { title: "视频", description: "要检查的视频。" },
      }),
      width: side("Width", "宽度"),
      height: side("Height", "高度"),
      seconds: z
        .number()
        .positive()
        .max(3600)
        .optional()
        .meta({
          title: "Length",
          description: "Seconds that were requested.",
          zh: { title: "时长", description: "要求的秒数。" },
        }),
      sound: z
        .boolean()
        .optional()
        .meta({
          title: "Sound",
          description: "Whether sound was requested: then a silent video fails.",
          zh: { title: "声音", description: "是否要求有声音；若是，无声的视频不合格。" },
        }),
      firstFrame: optionalMedia("image", {
        title: "First frame",
        description: "The picture that the video must begin with.",
        zh: { title: "首帧", description: "视频应以此图片开头。" },
      }),
      fades: z
        .number()
        .min(0)
        .max(60)
        .optional()
        .meta({
          title: "Fades",
          description: "Seconds of black that were planned, as at the ends of a film.",
          zh: { title: "淡入淡出", description: "计划中的黑场秒数，例如影片首尾。" },
        }),
      stills: z
        .number()
        .min(0)
        .max(3600)
        .optional()
        .meta({
          title: "Stills",
          description: "Seconds that were planned without movement, as a title card.",
          zh: { title: "静止画面", description: "计划中静止不动的秒数，例如片头。" },
        }),
      bright: z
        .boolean()
        .optional()
        .meta({
          title: "Bright",
          description:
            "Whether it is bright by plan, as a product in a pale set: then it does not count as washed out.",
          zh: { title: "明亮", description: "画面是否有意明亮，例如浅色场景中的产品；若是，不算作发白。" },
        }),
    })
    .refine(({ image, video }) => (image === undefined) !== (video === undefined), {
      path: ["video"],
      message: "Send either a picture or a video to check.",
    })
    .refine(({ image, firstFrame }) => image === undefined || firstFrame === undefined, {
      path: ["firstFrame"],
      message: "Only a video has a first frame. Leave it out for a picture.",
    }),
  output: z.strictObject({
    score: z
      .number()
      .min(0)
      .max(1)
      .meta({ title: "Score", zh: { title: "得分" } }),
    passed: z.boolean().meta({ title: "Passed", zh: { title: "合格" } }),
    metrics: z
      .array(
        z.strictObject({
          name: z.enum(metricNames),
          value: z.number().nullable(),
          verdict: z.enum(["ok", "warning", "failed"]),
          says: z.string(),
        }),
      )
      .meta({ title: "Metrics", zh: { title: "指标" } }),
  }),
  example: {
    score: 1,
    passed: true,
    metrics: [{ name: "decodes", value: null, verdict: "ok", says: "The file can be played." }],
  },
  needs: { cpus: 1, memoryMb: 1024 },
  run: checkQuality,
  cacheFor: 30 * days,
  timeout: 1800,
  typicalSeconds: 4,
});
