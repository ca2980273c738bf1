// The registry: one line per service.
export { concatUpscale } from "./concat-upscale";
export { qwenEdit } from "./qwen-edit";
export { qwenVl } from "./qwen-vl";
export { wanI2v } from "./wan-i2v";
export { wanTalk } from "./wan-talk";
