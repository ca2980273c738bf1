/** The registry: one line per provider. */

export { fal } from "./fal";
export { openai } from "./openai";
export { openaiCompatible } from "./openai-compatible";
export { replicate } from "./replicate";
