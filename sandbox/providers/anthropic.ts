import { z } from "zod";
import type { Reason } from "../faults/fault";
import { parseJson } from "../http";
import { parse, Refusal } from "../service";
import { chat } from "./chat";
import { inHeader } from "./key";
import type { Vendor } from "./vendor";

const refusals: Record<Reason, [status: number, type: string]> = {
  ...{ key: [401, "authentication_error"], invalid: [400, "invalid_request_error"], missing: [404, "not_found_error"] },
  ...{ throttled: [429, "rate_limit_error"], balance: [400, "invalid_request_error"] },
  ...{ moderated: [400, "invalid_request_error"], unavailable: [529, "overloaded_error"] },
  ...{ internal: [500, "api_error"], "too late": [400, "invalid_request_error"] },
};
const before: Partial<Record<Reason, string>> = {
  balance: "Your credit balance is too low to access the Anthropic API. ",
  moderated: "Output blocked by content filtering policy: ",
};

const source = z.looseObject({
  type: z.enum(["base64", "url"]),
  media_type: z.string().nullish(),
  data: z.string().nullish(),
  url: z.string().nullish(),
});
const block = z.looseObject({ type: z.string(), text: z.string().nullish(), source: source.nullish() });
const text = z.union([z.string(), z.array(block)]);
const body = z.looseObject({
  model: z.string().min(1),
  max_tokens: z.number().int().min(1),
  system: text.nullish(),
  messages: z.array(z.looseObject({ role: z.enum(["user", "assistant"]), content: text })).min(1),
  output_config: z.looseObject({ format: z.looseObject({ schema: z.unknown() }).nullish() }).nullish(),
});

const blocks = (content: z.output<typeof text>) =>
  typeof content === "string" ? [{ type: "text", text: content, source: null }] : content;
const wordsIn = (content: z.output<typeof text>) =>
  blocks(content)
    .flatMap((one) => one.text ?? [])
    .join("\n");

export const anthropic: Vendor = {
  id: "anthropic",
  // Anthropic's client sends the key as a bearer token; its documentation uses an own header.
  admits: (...given) => inHeader("authorization", "Bearer")(...given) || inHeader("x-api-key")(...given),
  refuse: (reason, words) => {
    const [status, type] = refusals[reason];
    return { status, body: { type: "error", error: { type, message: `${before[reason] ?? ""}${words}` } } };
  },
  routes: {
    "POST /v1/messages": async (visit) => {
      if (!visit.request.headers["anthropic-version"]) throw new Refusal(400, "anthropic-version: header is required");
      const { model, messages, system, output_config: output } = parse(body, parseJson(visit.bytes));
      const images = messages
        .flatMap(({ content }) => blocks(content))
        .flatMap(({ source: from }) => from?.url ?? (from?.data ? `data:${from.media_type};base64,${from.data}` : []));
      const schema = output?.format?.schema;
      const prompt = messages.map(({ content }) => wordsIn(content)).join("\n");
      const answer = await chat(visit, { prompt, system: wordsIn(system ?? ""), images, schema });
      if (!answer) return null;
      const usage = { input_tokens: answer.promptTokens, output_tokens: answer.answerTokens };
      return {
        body: {
          ...{ id: `msg_${answer.id}`, type: "message", role: "assistant", model, usage },
          ...{ content: [{ type: "text", text: answer.text }], stop_reason: "end_turn", stop_sequence: null },
        },
      };
    },
  },
};
