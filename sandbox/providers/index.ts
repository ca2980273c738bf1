// The registry: one more vendor is one file and one line here.
export { fal } from "./fal";
export { kling } from "./kling";
export { openai } from "./openai";
export { openaiCompatible } from "./openai-compatible";
export { replicate } from "./replicate";
export { runway } from "./runway";
