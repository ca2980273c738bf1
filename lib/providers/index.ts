/** The registry: one line per provider. */

export { openai } from "./openai";
export { openaiCompatible } from "./openai-compatible";
