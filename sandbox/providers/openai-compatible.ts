import { inHeader } from "./key";
import { chatCompletions, refuseAsOpenai } from "./openai";
import { models } from "./probe";
import type { Vendor } from "./vendor";

/** Any server that speaks OpenAI's chat, as Ollama, vLLM, DeepSeek and OpenRouter do. */
export const openaiCompatible: Vendor = {
  id: "openai-compatible",
  admits: inHeader("authorization", "Bearer"),
  refuse: refuseAsOpenai,
  routes: { "GET /v1/models": models, "POST /v1/chat/completions": chatCompletions },
};
