import { join } from "node:path";
import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { thumbnail as takeStill } from "@/lib/media";
import { media } from "@/lib/media/field";
import { days } from "../pods/pod";

/** Takes a still of a video, at a time or at its most telling frame. */
export const thumbnail = defineLocal({
  id: "thumbnail",
  title: "Take a still",
  description: "Takes one frame of a video as a picture.",
  zh: { title: "截取画面", description: "从视频中取一帧，存成图片。" },
  input: z.strictObject({
    video: media("video", {
      title: "Video",
      description: "The video to take the still from.",
      zh: { title: "视频", description: "从中截取画面。" },
    }),
    time: z
      .number()
      .min(0)
      .max(36_000)
      .default(0)
      .meta({
        title: "Time",
        description: "Seconds from the start. A time after the end gives the first frame.",
        zh: { title: "时间", description: "从开头算起的秒数；超过结尾则取第一帧。" },
      }),
    width: z
      .int()
      .min(16)
      .max(3840)
      .default(1280)
      .meta({
        title: "Width",
        description: "Width in pixels; smaller videos are not enlarged.",
        zh: { title: "宽度", description: "像素；不会放大更小的视频。" },
        advanced: true,
      }),
  }),
  output: z.strictObject({ image: media("image", { title: "Picture", zh: { title: "图片" } }) }),
  example: { image: "https://example.com/still.jpg" },
  needs: { cpus: 1, memoryMb: 1024 },
  async run({ video, time, width }, { dir, signal, progress }) {
    progress(0.1, "Extracting the frame.");
    const image = join(dir, "still.jpg");
    await takeStill(video, image, { width, at: time, signal });
    return { image };
  },
  cacheFor: 30 * days,
  timeout: 300,
  typicalSeconds: 1,
});
