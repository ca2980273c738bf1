import { z } from "zod";
import { defineService } from "@/lib/define-service";
import { media } from "@/lib/media/field";
import { inShort } from "@/lib/schemas/loose";
import { promptOption } from "./pod";
import { statusMeaning } from "./pod-answer";

const wish = promptOption("Prompt", "What it should write about.", { title: "提示词", description: "要它写什么。" });

/** Looks at a picture and writes. Source: the pods' contract; it answers in the response. */
export const qwenVl = defineService({
  id: "qwen-vl",
  title: "Describe a picture",
  description: "A vision model looks at the picture and writes what you ask for.",
  zh: { title: "描述图片", description: "视觉模型看图，写出你要的内容。" },
  input: z.strictObject({
    image: media("image", {
      title: "Picture",
      description: "What it looks at.",
      zh: { title: "图片", description: "它要看的图。" },
    }),
    prompt: wish.optional().meta({ ...wish.meta() }),
    system_prompt: z
      .string()
      .max(8000)
      .optional()
      .meta({
        title: "System prompt",
        description: "How it should write. The service has its own when this is left out.",
        zh: { title: "系统提示词", description: "规定写法。不填则用服务自带的。" },
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
  cacheFor: 3600, // asked again tomorrow, it may tell another story
  timeout: 300,
  typicalSeconds: 2,
});
