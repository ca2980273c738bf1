import { z } from "zod";
import { media } from "../media/field";

/** Fields that several roles share, each with the same meaning everywhere. */

export const prompt = z
  .string()
  .trim()
  .min(1)
  .max(32_000)
  .meta({
    title: "Prompt",
    description: "What to make.",
    zh: { title: "提示词", description: "要生成的内容。" },
    multiline: true,
  });

export const picture = media("image", {
  title: "Picture",
  description: "The picture to start from.",
  zh: { title: "图片", description: "作为起点的图片。" },
});

export const seed = z
  .int()
  .min(0)
  .max(2_147_483_647)
  .optional()
  .meta({
    title: "Seed",
    description: "The same seed gives a similar result, at providers that take one.",
    zh: { title: "随机种子", description: "种子相同，结果相近（仅限支持的服务商）。" },
  });

export const aspectRatio = z.enum(["16:9", "9:16", "1:1", "4:3", "3:4"]).meta({
  title: "Aspect ratio",
  description: "Width to height.",
  zh: { title: "画面比例", description: "宽与高的比例。" },
});

export const duration = z
  .number()
  .min(1)
  .max(20)
  .default(5)
  .meta({ title: "Length", description: "Seconds.", zh: { title: "时长", description: "秒。" } });

export const resolution = z
  .enum(["480p", "720p", "1080p"])
  .default("720p")
  .meta({ title: "Resolution", description: "Lines of the clip.", zh: { title: "分辨率", description: "画面行数。" } });

export const audio = z
  .boolean()
  .default(false)
  .meta({
    title: "Sound",
    description: "Generate sound as well.",
    zh: { title: "声音", description: "同时生成声音。" },
  });

export const negativePrompt = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .optional()
  .meta({
    title: "Leave out",
    description:
      "What must not be in it. Where a model takes no such text, the prompt says it, and the step tells you.",
    zh: { title: "不要出现", description: "不应出现的内容。如模型不支持，则写入提示词，并在步骤中注明。" },
    advanced: true,
  });

export const imageOutput = z.strictObject({ image: media("image", { title: "Picture", zh: { title: "图片" } }) });
export const videoOutput = z.strictObject({ video: media("video", { title: "Video", zh: { title: "视频" } }) });
export const textOutput = z.strictObject({ text: z.string().meta({ title: "Text", zh: { title: "文本" } }) });

const side = (title: string, zh: string) =>
  z
    .int()
    .min(64)
    .max(3840)
    .multipleOf(2)
    .optional()
    .meta({
      title,
      description: "Pixels, in place of the aspect ratio and the resolution. One side alone makes a square.",
      zh: { title: zh, description: "像素，代替画面比例和分辨率。只填一边则为正方形。" },
      advanced: true,
    });

/** An exact size, which pods take. `fit` decides what happens at a model that makes other sizes and lengths. */
export const exactSize = {
  width: side("Width", "宽度"),
  height: side("Height", "高度"),
  fit: z
    .enum(["exact", "nearest"])
    .optional()
    .meta({
      title: "Fit",
      description:
        "`exact` (default): only models that make this size and length. `nearest`: others make their nearest size and their next longer length, and the step says so.",
      zh: {
        title: "匹配方式",
        description:
          "`exact`（默认）：只用能生成该尺寸和时长的模型。`nearest`：用最接近的尺寸和下一档更长的时长，步骤中会注明。",
      },
      advanced: true,
    }),
};

export const fps = z
  .int()
  .min(8)
  .max(60)
  .optional()
  .meta({
    title: "Frames per second",
    description: "8 to 60, at pods. Default: the model's own.",
    zh: { title: "帧率", description: "每秒 8 到 60 帧，仅限自有服务。默认由模型决定。" },
    advanced: true,
  });
