import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { inspect, sniff } from "@/lib/media";
import { drawGif, mostGifMegabytes } from "@/lib/media/draw-gif";
import { media } from "@/lib/media/field";
import { days } from "../pods/pod";

/** What is tried in turn until the file is small enough: a share of the width, and a number of colours. */
const sizes = [
  [1, 256],
  [1, 128],
  [0.8, 128],
  [0.64, 96],
  [0.5, 64],
  [0.38, 48],
  [0.28, 32],
] as const;

/** Turns a piece of a video into an animated GIF that repeats forever. */
export const gif = defineLocal({
  id: "gif",
  title: "Make a GIF",
  description: "Turns a piece of a video into an animated GIF that repeats forever.",
  zh: { title: "生成 GIF", description: "把一段视频做成循环播放的 GIF 动图。" },
  input: z.strictObject({
    video: media("video", {
      title: "Video",
      description: "The video to take the piece from.",
      zh: { title: "视频", description: "从中截取片段。" },
    }),
    start: z
      .number()
      .min(0)
      .max(36_000)
      .default(0)
      .meta({
        title: "Start",
        description: "Seconds from the start of the video.",
        zh: { title: "起点", description: "从视频开头算起的秒数。" },
      }),
    duration: z
      .number()
      .min(0.1)
      .max(30)
      .default(3)
      .meta({
        title: "Duration",
        description: "Seconds; shorter when the video ends before.",
        zh: { title: "时长", description: "秒；视频提前结束时会更短。" },
      }),
    width: z
      .int()
      .min(16)
      .max(1080)
      .default(480)
      .meta({
        title: "Width",
        description: "Width in pixels; smaller videos are not enlarged.",
        zh: { title: "宽度", description: "像素；不会放大更小的视频。" },
      }),
    fps: z
      .int()
      .min(1)
      .max(25)
      .default(12)
      .meta({
        title: "Frames per second",
        description: "More frames move more smoothly and make a larger file.",
        zh: { title: "每秒帧数", description: "帧数越多越流畅，文件也越大。" },
        advanced: true,
      }),
    max_megabytes: z
      .number()
      .min(0.1)
      .max(mostGifMegabytes)
      .optional()
      .meta({
        title: "Largest file",
        description: "Megabytes. The width and the number of colours are lowered until the file fits.",
        zh: { title: "文件上限", description: "MB。会降低宽度和颜色数，直到文件不超过此大小。" },
        advanced: true,
      }),
  }),
  output: z.strictObject({
    gif: media("file", { title: "GIF", zh: { title: "GIF" }, contentTypes: ["image/gif"] }),
  }),
  example: { gif: "https://example.com/piece.gif" },
  needs: { cpus: 1, memoryMb: 1024 },
  async run({ video, start, duration, width, fps, max_megabytes }, { dir, signal, progress }) {
    const sniffed = await sniff(video);
    const { duration: all, width: own } = await inspect(video, { signal });
    if (!sniffed || all === null) throw new Error("The file is not a video.");
    if (start >= all) throw new Error(`The video is only ${all} s long: choose an earlier start.`);
    const seconds = Math.min(duration, all - start);
    const widest = Math.min(width, own ?? width);
    const most = max_megabytes ?? mostGifMegabytes;
    const tries = max_megabytes === undefined ? sizes.slice(0, 1) : sizes;
    for (const [i, [share, colours]] of tries.entries()) {
      const of = { video, sniffed, start, seconds, fps, width: Math.max(16, Math.round(widest * share)), colours };
      const report = (value: number, message: string) => progress((i + value) / tries.length, message);
      const path = await drawGif({ ...of, most }, { dir, signal, progress: report });
      if (path) return { gif: path };
    }
    throw new Error(`The GIF is larger than ${most} MB: choose a smaller width, duration or number of frames.`);
  },
  cacheFor: 30 * days,
  timeout: 900,
  typicalSeconds: 5,
});
