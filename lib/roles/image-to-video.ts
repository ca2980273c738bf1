import { z } from "zod";
import { defineRole } from "../define-role";
import { media } from "../media/field";
import {
  aspectRatio,
  audio,
  duration,
  exactSize,
  fps,
  negativePrompt,
  picture,
  prompt,
  resolution,
  seed,
  videoOutput,
} from "./fields";

const lastImage = media("image", {
  title: "Last picture",
  description: "How the clip ends.",
  zh: { title: "末帧图片", description: "短片的结尾画面。" },
});

export const imageToVideo = defineRole({
  id: "image-to-video",
  title: "Make a clip of a picture",
  description: "A video model turns a picture and a text into a short clip.",
  zh: { title: "用图片生成短片", description: "视频模型根据图片和文字生成短片。" },
  input: z.strictObject({
    image: picture,
    lastImage: lastImage.optional().meta({ ...lastImage.meta() }),
    prompt,
    negativePrompt,
    duration,
    resolution,
    aspectRatio: aspectRatio.optional().meta({ ...aspectRatio.meta() }),
    audio,
    ...exactSize,
    fps,
    seed,
  }),
  output: videoOutput,
  example: { video: "https://example.com/clip.mp4" },
});
