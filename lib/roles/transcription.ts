import { z } from "zod";
import { defineRole } from "../define-role";
import { media } from "../media/field";
import { textOutput } from "./fields";

export const transcription = defineRole({
  id: "transcription",
  title: "Write down speech",
  description: "Writes down what is said in a recording.",
  zh: { title: "语音转文字", description: "把录音内容转写为文字。" },
  input: z.strictObject({
    audio: media("audio", {
      title: "Recording",
      description: "Speech to write down.",
      zh: { title: "录音", description: "要转写的语音。" },
    }),
    language: z
      .string()
      .regex(/^[a-z]{2}$/, "Two letters, as en.")
      .optional()
      .meta({
        title: "Language",
        description: "Two letters, as en.",
        zh: { title: "语言", description: "两个字母，如 zh。" },
      }),
  }),
  output: textOutput,
  example: { text: "Hello." },
});
