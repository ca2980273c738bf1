import { z } from "zod";
import { defineService } from "@/lib/define-service";
import { media } from "@/lib/media/field";
import { inShort } from "@/lib/schemas/loose";
import { sentences } from "@/lib/welcome";
import { promptOption } from "./pod";
import { statusMeaning } from "./pod-answer";

const wish = promptOption("Prompt", "What to write about the picture.", {
  title: "提示词",
  description: "要写什么内容。",
});

/** Describes a picture in words. Source: the pods' API contract; the pod answers in the response. */
export const qwenVl = defineService({
  id: "qwen-vl",
  title: "Describe a picture",
  description: "A vision model writes the text you ask for about a picture.",
  zh: { title: "描述图片", description: "视觉模型根据图片写出你需要的文字。" },
  welcome: {
    en: {
      headline: "What is in the picture?",
      examples: sentences("prompt", [
        "Describe the picture in two sentences.",
        "Write three shots that could follow it.",
        "List its colours, its light and its mood.",
      ]),
    },
    zh: {
      headline: "图片里有什么？",
      examples: sentences("prompt", ["用两句话描述这张图片。", "写出接下来的三个镜头。", "列出它的色彩、光线和氛围。"]),
    },
  },
  input: z.strictObject({
    image: media("image", {
      title: "Picture",
      description: "The picture to describe.",
      zh: { title: "图片", description: "要描述的图片。" },
    }),
    prompt: wish.optional().meta({ ...wish.meta() }),
    system_prompt: z
      .string()
      .max(8000)
      .optional()
      .meta({
        title: "System prompt",
        description: "Instructions for the model. Default: the service's own.",
        zh: { title: "系统提示词", description: "给模型的指令。不填则使用服务的默认设置。" },
        multiline: true,
        advanced: true,
      }),
  }),
  response: z.looseObject({
    status: z.unknown().optional(),
    enhanced_prompt: z.unknown().optional(),
    error: z.unknown().optional(),
    detail: z.unknown().optional(),
  }),
  output: z.strictObject({ text: z.string().meta({ title: "Text" }) }),
  example: {
    text: ["The camera moves closer.", "A wide shot follows.", "Night falls on the place."]
      .map((scene) => `Next Scene: ${scene}`)
      .join("\n\n"),
  },
  kind: "pod",
  mode: "sync",
  request: ({ image, prompt, system_prompt }) => ({
    path: "/v1/generate",
    json: { image_url: image, prompt: prompt ?? "", ...(system_prompt && { system_prompt }) },
  }),
  parse: ({ status, enhanced_prompt: text, ...answer }) => {
    const words = inShort(answer.error) ?? inShort(answer.detail);
    const hasFailed = statusMeaning(status) === "failed" && words !== undefined;
    if (typeof text === "string" && text.trim() && !hasFailed) return { state: "done", output: { text } };
    return {
      state: "failed",
      reason: words ?? `The service returned no text: ${inShort({ status, ...answer }) ?? ""}`,
    };
  },
  cacheFor: 3600, // the model may describe the same picture differently later
  timeout: 300,
  typicalSeconds: 2,
});
