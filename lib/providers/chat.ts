import { z } from "zod";
import { defineEndpoint, type Model } from "../define-provider";
import { language } from "../roles/language";
import { tokens } from "./tokens";
import { unclear } from "./unclear";

const answer = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        message: z.looseObject({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z
    .looseObject({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() })
    .nullish()
    .catch(null),
});

/**
 * OpenAI's chat completions API, which most language model servers offer. `limit`: the field for the most tokens of the
 * answer.
 */
export const chatEndpoint = (models: Record<string, Model>, limit: "max_completion_tokens" | "max_tokens") =>
  defineEndpoint({
    role: language,
    models,
    mode: "sync",
    response: answer,
    request: ({ prompt, system, images, schema, maxTokens, seed }, { model }) => ({
      path: "/chat/completions",
      json: {
        model,
        messages: [
          ...(system ? [{ role: "system", content: system }] : []),
          {
            role: "user",
            content:
              images.length === 0
                ? prompt
                : [{ type: "text", text: prompt }, ...images.map((url) => ({ type: "image_url", image_url: { url } }))],
          },
        ],
        [limit]: maxTokens,
        ...(schema && {
          response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
        }),
        seed,
      },
    }),
    parse(given) {
      const { message, finish_reason: end } = given.choices?.[0] ?? {};
      if (message?.refusal) return { state: "failed", kind: "moderated", reason: message.refusal };
      if (end === "content_filter")
        return { state: "failed", kind: "moderated", reason: "The model stopped because of the content." };
      if (end === "length")
        return { state: "failed", kind: "input", reason: "The answer is longer than maxTokens allows." };
      if (message?.content) return { state: "done", output: { text: message.content } };
      if (!message) return unclear(given);
      return { state: "failed", kind: "provider", reason: "The answer has no text." };
    },
    usage: ({ usage }) => tokens(usage?.prompt_tokens, usage?.completion_tokens),
    timeout: 300,
    typicalSeconds: 5,
  });
