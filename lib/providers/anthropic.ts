import { z } from "zod";
import { defineEndpoint, defineProvider } from "../define-provider";
import { language } from "../roles/language";
import { inShort, looseText } from "../schemas/loose";
import { partsOfDataUrl } from "./media-value";
import { tokens } from "./tokens";
import { unclear } from "./unclear";

const answer = z.looseObject({
  content: z.array(z.looseObject({ text: z.string().nullish() })).nullish(),
  stop_reason: looseText,
  usage: z
    .looseObject({ input_tokens: z.number().nullish(), output_tokens: z.number().nullish() })
    .nullish()
    .catch(null),
});

function image(url: string) {
  const inline = partsOfDataUrl(url);
  const source = inline ? { type: "base64", media_type: inline.type, data: inline.base64 } : { type: "url", url };
  return { type: "image", source };
}

export const anthropic = defineProvider({
  id: "anthropic",
  title: "Anthropic",
  api: {
    ...{ url: "https://api.anthropic.com", setting: "ANTHROPIC_KEY", header: "authorization", scheme: "Bearer" },
    headers: { "anthropic-version": "2026-10-21" },
  },
  source: "@anthropic-ai/sdk 1.10.0; models and prices unverified, 2026-11",
  keyPage: "https://console.anthropic.com/settings/keys",
  probe: { request: { method: "GET", path: "/v1/models?limit=1" } },
  takes: { url: true, inlineBytes: 5_000_000 },
  errorOf: (given) => {
    const { error } =
      z.looseObject({ error: z.looseObject({ type: looseText, message: z.unknown() }) }).safeParse(given).data ?? {};
    const reason = inShort(error?.message);
    return { reason, code: reason?.includes("credit balance is too low") ? "balance" : error?.type };
  },
  codes: {
    balance: "balance",
    overloaded_error: "unavailable",
    rate_limit_error: "throttled",
    not_found_error: "model",
  },
  endpoints: [
    defineEndpoint({
      role: language,
      models: {
        "claude-sonnet-4-6": { price: { perMillionTokens: { input: 3, output: 15 } } },
        "claude-haiku-4-5": { price: { perMillionTokens: { input: 1, output: 5 } } },
        "*": {},
      },
      mode: "sync",
      response: answer,
      request: ({ prompt, system, images, schema, maxTokens }, { model }) => ({
        path: "/v1/messages",
        json: {
          ...{ model, max_tokens: maxTokens, ...(system && { system }) },
          messages: [{ role: "user", content: [...images.map(image), { type: "text", text: prompt }] }],
          ...(schema && { output_config: { format: { type: "json_schema", schema } } }),
        },
      }),
      parse: ({ content, stop_reason: stop }) => {
        if (stop === "refusal") return { state: "failed", kind: "moderated", reason: "The model refused to answer." };
        if (stop === "max_tokens")
          return { state: "failed", kind: "input", reason: "The answer is longer than maxTokens allows." };
        if (!content) return unclear({ stop });
        const text = content.map((one) => one.text ?? "").join("");
        if (text) return { state: "done", output: { text } };
        return { state: "failed", kind: "provider", reason: "The answer has no text." };
      },
      usage: ({ usage }) => tokens(usage?.input_tokens, usage?.output_tokens),
      timeout: 300,
      typicalSeconds: 5,
    }),
  ],
});
