import { inHeader } from "./key";
import { chatCompletions, refuseAsOpenai } from "./openai";
import type { Vendor } from "./vendor";

/** Any server with OpenAI's chat API, such as Ollama, vLLM, DeepSeek or OpenRouter. */
export const openaiCompatible: Vendor = {
  id: "openai-compatible",
  admits: inHeader("authorization", "Bearer"),
  refuse: refuseAsOpenai,
  routes: { "POST /v1/chat/completions": chatCompletions },
};
