import { defineProvider } from "../define-provider";
import { chatEndpoint } from "./chat";
import { openaiError } from "./openai-error";

/** A server with OpenAI's chat API at another URL: Ollama, vLLM, DeepSeek, OpenRouter, Moonshot and others. */
export const openaiCompatible = defineProvider({
  id: "openai-compatible",
  title: "OpenAI-compatible server",
  api: {
    url: "http://localhost:11434/v1",
    setting: "OPENAI_COMPATIBLE_KEY",
    header: "authorization",
    scheme: "Bearer",
  },
  source: "The chat of openai 6.49.0; no prices: they are the server's own",
  takes: { url: false, inlineBytes: 15_000_000 },
  ...openaiError,
  endpoints: [chatEndpoint({ "*": {} }, "max_tokens")],
});
