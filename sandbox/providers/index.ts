// The registry: one more vendor is one file and one line here.
export { openai } from "./openai";
export { openaiCompatible } from "./openai-compatible";
