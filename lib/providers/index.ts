/** The registry: one line per provider. */

export { dashscope } from "./dashscope";
export { fal } from "./fal";
export { google } from "./google";
export { kling } from "./kling";
export { minimax } from "./minimax";
export { openai } from "./openai";
export { openaiCompatible } from "./openai-compatible";
export { replicate } from "./replicate";
export { runway } from "./runway";
