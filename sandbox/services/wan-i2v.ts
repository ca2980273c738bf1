import { z } from "zod";
import { shootClip } from "../media/clip";
import { defineService, seed, side, text } from "../service";

export const wanI2v = defineService({
  id: "wan-i2v",
  input: { kind: "image", min: 1, max: 2 },
  makes: "mp4",
  guess: 4,
  options: z.looseObject({
    prompt: text,
    width: side,
    height: side,
    /** In seconds. */
    duration: z.number().min(1).max(10).nullish(),
    fps: z.number().int().min(8).max(60).nullish(),
    seed,
  }),
  async work({ inputs, options, seed, ...workContext }) {
    const fps = options.fps ?? 24;
    const clip = await shootClip(
      {
        picture: inputs[0] ?? "",
        text: options.prompt ?? "",
        width: options.width,
        height: options.height,
        fps,
        frames: Math.round((options.duration ?? 3) * fps),
        seed,
        service: "wan-i2v",
      },
      workContext,
    );
    return [clip];
  },
});
