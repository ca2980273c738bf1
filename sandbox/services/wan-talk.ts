import { z } from "zod";
import { shootClip } from "../media/clip";
import { speak } from "../media/speech";
import { defineService, seed, side, text } from "../service";

/** Silence after the last word, in seconds. */
const BREATH = 0.3;

export const wanTalk = defineService({
  id: "wan-talk",
  input: { kind: "image", min: 1, max: 2 },
  makes: "mp4",
  guess: 6,
  options: z.looseObject({
    prompt: text,
    audio_prompt: z.string().trim().min(1).max(1_500),
    width: side,
    height: side,
    fps: z.number().int().min(8).max(60).nullish(),
    seed,
  }),
  async work({ inputs, options, seed, ...workContext }) {
    const fps = options.fps ?? 24;
    const speech = await speak(options.audio_prompt, workContext);
    const clip = await shootClip(
      {
        picture: inputs[0] ?? "",
        text: options.prompt ?? "",
        width: options.width,
        height: options.height,
        fps,
        frames: Math.ceil((speech.seconds + BREATH) * fps),
        seed,
        service: "wan-talk",
        voice: speech.file,
      },
      workContext,
    );
    return [clip];
  },
});
