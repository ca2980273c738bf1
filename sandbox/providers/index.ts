// The registry: one more vendor is one file and one line here.
export { anthropic } from "./anthropic";
export { bytedance } from "./bytedance";
export { dashscope } from "./dashscope";
export { deepgram } from "./deepgram";
export { elevenlabs } from "./elevenlabs";
export { fal } from "./fal";
export { google } from "./google";
export { kling } from "./kling";
export { luma } from "./luma";
export { minimax } from "./minimax";
export { openai } from "./openai";
export { openaiCompatible } from "./openai-compatible";
export { replicate } from "./replicate";
export { runway } from "./runway";
