import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { speech } from "@/lib/roles/speech";
import { days } from "../pods/pod";

const { text, voice, language, speed } = speech.input.shape;

/** Reads a text aloud with espeak-ng: intelligible, but no voice for a published film. */
export const speechLocal = defineLocal({
  id: "speech-local",
  title: "Speak with a placeholder voice",
  description:
    "A synthetic placeholder voice on this machine reads a text aloud, for drafts and tests. Needs espeak-ng. Films that others hear deserve a voice of a provider.",
  zh: {
    title: "用占位语音朗读",
    description: "用本机的合成语音朗读文本，仅供草稿和测试。需要 espeak-ng。正式影片请使用服务商的语音。",
  },
  welcome: speech.welcome,
  input: z.strictObject({
    text,
    voice: voice.meta({
      ...voice.meta(),
      description: "A voice of espeak-ng, as `en-gb` or `fr-fr`. Default: by the script of the text.",
      zh: { title: "音色", description: "espeak-ng 的音色，如 `en-gb` 或 `fr-fr`。默认按文字的种类选择。" },
    }),
    language,
    speed,
  }),
  output: speech.output,
  example: speech.example,
  needs: { cpus: 1, memoryMb: 1024 },
  async run(input, context) {
    const { speak } = await import(/* turbopackIgnore: true */ "@/lib/media/voice/speak");
    return { audio: await speak(input, context) };
  },
  cacheFor: 30 * days,
  timeout: 600,
  typicalSeconds: 3,
});
