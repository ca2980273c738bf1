import { media } from "@/lib/media/field";
import { sentences } from "@/lib/welcome";
import { clipOptions } from "./clip";
import { definePod, promptOption, seedOption, sizeOptions } from "./pod";

/** Animates a picture. Source: the pods' API contract. */
export const wanI2v = definePod({
  id: "wan-i2v",
  title: "Move a picture",
  description: "A video model turns a picture and a text into a short clip.",
  zh: { title: "让图片动起来", description: "视频模型根据图片和文字生成一段短片。" },
  welcome: {
    en: {
      headline: "What moves in the picture?",
      examples: sentences("prompt", [
        "The wind moves the grass, and the camera stays still.",
        "The camera moves slowly closer.",
        "Clouds pass, and their shadows cross the ground.",
      ]),
    },
    zh: {
      headline: "图片里什么会动？",
      examples: sentences("prompt", ["风吹动草叶，镜头不动。", "镜头缓缓推近。", "云飘过，影子掠过地面。"]),
    },
  },
  media: {
    image: media("image", {
      title: "Picture",
      description: "The first frame.",
      zh: { title: "图片", description: "第一帧。" },
    }),
  },
  options: {
    prompt: promptOption("Prompt", "What moves in the picture, and how the camera moves.", {
      title: "提示词",
      description: "什么在动，镜头怎么动。",
    }),
    ...sizeOptions,
    ...clipOptions,
    seed: seedOption,
  },
  output: "video",
  typicalSeconds: 8,
});
