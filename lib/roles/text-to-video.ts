import { z } from "zod";
import { defineRole } from "../define-role";
import { aspectRatio, audio, duration, fps, negativePrompt, prompt, resolution, seed, videoOutput } from "./fields";

export const textToVideo = defineRole({
  id: "text-to-video",
  title: "Make a clip",
  description: "A video model makes a short clip from a text.",
  zh: { title: "生成短片", description: "视频模型根据文字生成短片。" },
  input: z.strictObject({
    prompt,
    negativePrompt,
    duration,
    resolution,
    aspectRatio: aspectRatio.default("16:9").meta({ ...aspectRatio.meta() }),
    audio,
    fps,
    seed,
  }),
  output: videoOutput,
  example: { video: "https://example.com/clip.mp4" },
});
