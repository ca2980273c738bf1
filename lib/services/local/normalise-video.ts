import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media } from "@/lib/media/field";
import { days } from "../pods/pod";
import { evenPixels, framePoint, framesPerSecond } from "./film-fields";

const side = (title: string, zh: string, value: number) =>
  evenPixels.default(value).meta({ title, description: "Pixels.", zh: { title: zh, description: "像素。" } });

/** Brings any video to one size, rate, pixel shape, colour space and sound; copies the tracks that are right already. */
export const normaliseVideo = defineLocal({
  id: "normalise-video",
  title: "Normalise a video",
  description: "Turns a video upright and brings it to one size, frame rate, colour space and sound, in an MP4.",
  zh: { title: "规范化视频", description: "把视频转正，并统一为指定的尺寸、帧率、色彩空间和声音，保存为 MP4。" },
  input: z.strictObject({
    video: media("video", {
      title: "Video",
      description: "The video to convert.",
      zh: { title: "视频", description: "要转换的视频。" },
    }),
    width: side("Width", "宽度", 1080),
    height: side("Height", "高度", 1920),
    upright: z
      .strictObject({ width: evenPixels, height: evenPixels })
      .optional()
      .meta({
        title: "Size of upright videos",
        description: "In place of width and height, for videos that are higher than wide.",
        zh: { title: "竖屏视频的尺寸", description: "高大于宽的视频采用此尺寸。" },
        advanced: true,
      }),
    fps: framesPerSecond,
    fit: z
      .enum(["cover", "contain", "blur"])
      .default("cover")
      .meta({
        title: "Fit",
        description: "`cover`: fill the frame and cut. `contain`: add bars. `blur`: a blurred copy behind it.",
        zh: { title: "适配", description: "`cover`：铺满并裁切。`contain`：加黑边。`blur`：以模糊画面填充。" },
      }),
    focus: framePoint.optional().meta({
      title: "Focus",
      description: "The point that stays in the frame when `cover` cuts: x and y, 0 to 1 from the top left.",
      zh: { title: "焦点", description: "`cover` 裁切时保留的点：x 和 y，从左上角起 0 到 1。" },
      advanced: true,
    }),
    longest: z
      .number()
      .min(1)
      .max(3600)
      .default(3600)
      .meta({
        title: "Longest",
        description: "Seconds. A longer video is refused.",
        zh: { title: "最长时长", description: "秒，超过则拒绝。" },
        advanced: true,
      }),
  }),
  output: z.strictObject({
    video: media("video", { title: "Video", zh: { title: "视频" } }),
    source: z
      .strictObject({
        seconds: z.number(),
        width: z.int(),
        height: z.int(),
        fps: z.number(),
        codec: z.string(),
        rotation: z.number(),
        hasSound: z.boolean(),
        hdr: z.boolean(),
      })
      .meta({ title: "The video as it was", zh: { title: "原视频信息" } }),
    width: z.int().meta({ title: "Width", zh: { title: "宽度" } }),
    height: z.int().meta({ title: "Height", zh: { title: "高度" } }),
    seconds: z.number().meta({ title: "Seconds", zh: { title: "秒数" } }),
    copied: z.boolean().meta({
      title: "Copied",
      description: "Whether nothing had to be encoded.",
      zh: { title: "直接复制", description: "是否无需重新编码。" },
    }),
    note: z
      .string()
      .optional()
      .meta({ title: "Note", zh: { title: "说明" } }),
  }),
  example: {
    video: "https://example.com/normal.mp4",
    source: {
      ...{ seconds: 10, width: 1080, height: 1920, fps: 30, codec: "h264", rotation: 0 },
      ...{ hasSound: true, hdr: false },
    },
    ...{ width: 1080, height: 1920, seconds: 10, copied: true },
  },
  needs: { cpus: 2, memoryMb: 4096 },
  async run(order, context) {
    const { normalise } = await import(/* turbopackIgnore: true */ "@/lib/media/normalise/normalise");
    return normalise(order, context);
  },
  cacheFor: 30 * days,
  timeout: 3600,
  typicalSeconds: 15,
});
