import { z } from "zod";

export const clipOptions = {
  duration: z
    .number()
    .min(1)
    .max(10)
    .default(3)
    .meta({
      title: "Length",
      description: "Seconds of each clip.",
      zh: { title: "时长", description: "每个镜头的秒数。" },
      advanced: true,
    }),
  fps: z
    .int()
    .min(8)
    .max(60)
    .default(24)
    .meta({
      title: "Frames per second",
      description: "8 to 60.",
      zh: { title: "帧率", description: "每秒 8 到 60 帧。" },
      advanced: true,
    }),
};
