import { z } from "zod";
import { media } from "@/lib/media/field";
import { wanTalk } from "@/lib/services";
import { promptOption, seedOption, sizeOptions } from "@/lib/services/pods/pod";
import { styleOption } from "@/lib/style-field";
import { inStyle } from "@/lib/styles";
import { sentences } from "@/lib/welcome";
import { defineWorkflow } from "../define-workflow";

/** A person in a picture who says a text. */
export const talkingPicture = defineWorkflow({
  model: "talking-picture",
  title: "Talking picture",
  description: "Makes the person in a picture say your text. The clip is as long as the speech.",
  steps: { clip: "Talking clip" },
  zh: {
    title: "说话的图片",
    description: "让图中的人物说出你的文字，视频长度与语音一致。",
    steps: { clip: "说话短片" },
  },
  welcome: {
    en: {
      headline: "What does the person say?",
      examples: sentences("text", [
        "Welcome! I am glad that you are here.",
        "Three things surprised me about this place.",
        "Good morning. Here is the news of today.",
      ]),
    },
    zh: {
      headline: "要让人物说什么？",
      examples: sentences("text", [
        "欢迎！很高兴你来到这里。",
        "这个地方有三件事让我惊讶。",
        "早上好，为您播报今天的新闻。",
      ]),
    },
  },
  input: z.strictObject({
    image: media("image", {
      title: "Picture",
      description: "The person who speaks.",
      zh: { title: "图片", description: "说话的人物。" },
    }),
    text: promptOption("Text to say", "The words to speak.", { title: "台词", description: "要说的话。" }),
    prompt: promptOption("Prompt", "How the person speaks, and how the camera moves.", {
      title: "提示词",
      description: "人物如何说话，镜头如何移动。",
    }).max(1500, "At most 1,500 characters."), // voice and style are added to it
    voice: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .meta({
        title: "Voice",
        description: "How the voice sounds, in words: a calm, low voice. It becomes part of the prompt.",
        zh: { title: "声音", description: "用文字描述声音，如“低沉平静”。会写入提示词。" },
      }),
    style: styleOption,
    ...sizeOptions,
    seed: seedOption,
  }),
  expects: () => ({ sound: true }),
  run: ({ input: { text, prompt, voice, style, ...rest }, call }) =>
    call("clip", wanTalk, {
      ...{ ...rest, audio_prompt: text },
      prompt: inStyle(voice ? `${prompt}\n\nVoice: ${voice}` : prompt, style),
    }),
});
