import { z } from "zod";
import { media } from "@/lib/media/field";
import { imageToVideo as move, textToImage as paint } from "@/lib/roles";
import { asService, roleFault } from "@/lib/routing/role-service";
import { sentences } from "@/lib/welcome";
import { defineWorkflow } from "../define-workflow";
import { clipFields, wordsOf } from "./clip-fields";

const [painter, mover] = [asService(paint), asService(move)];
/** A placeholder for the picture that is painted later. */
const laterPicture = "asset:first-picture";

const image = media("image", {
  title: "First picture",
  description: "The clip starts from it. Without one, it is painted from the prompt.",
  zh: { title: "首帧图片", description: "短片从这张图开始。不提供时，根据提示词绘制。" },
});
const lastImage = media("image", {
  title: "Last picture",
  description: "How the clip ends, at providers that take one.",
  zh: { title: "末帧图片", description: "短片的结尾画面（仅限支持的服务商）。" },
});

const { negativePrompt: _, ...moving } = move.input.shape;
const input = z.strictObject({
  ...moving,
  image: image.optional().meta({ ...image.meta() }),
  lastImage: lastImage.optional().meta({ ...lastImage.meta() }),
  ...clipFields,
});

function requestsOf({ prompt, style, negative_prompt, picture_provider, ...rest }: z.output<typeof input>) {
  const words = wordsOf({ prompt, style, negative_prompt });
  const aspectRatio = rest.aspectRatio ?? "16:9";
  // A painted picture has the shape of the clip.
  const own = rest.image === undefined ? { image: laterPicture, aspectRatio } : { image: rest.image };
  return {
    clip: { ...rest, ...words, ...own },
    picture: { ...words, aspectRatio, seed: rest.seed, provider: picture_provider },
  };
}

/** A clip from a picture, own or painted, and a text. */
export const imageToVideo = defineWorkflow({
  model: "image-to-video",
  title: "Clip from a picture",
  description: "Makes a picture move as a text says; without a picture, the first one is painted from the text.",
  steps: { picture: "First picture", clip: "Clip" },
  zh: {
    title: "图片生成短片",
    description: "让图片按文字动起来；没有图片时，先根据文字绘制首帧。",
    steps: { picture: "首帧", clip: "短片" },
  },
  welcome: {
    en: {
      headline: "What moves in the picture?",
      examples: sentences("prompt", [
        "The wind moves the grass, and the camera stays still.",
        "The camera rises, and the land around comes into view.",
        "Rain begins to fall, and drops run down the leaves.",
      ]),
    },
    zh: {
      headline: "图片里什么会动？",
      examples: sentences("prompt", [
        "风吹动草叶，镜头不动。",
        "镜头升起，周围的大地进入画面。",
        "开始下雨，水珠沿叶片滑落。",
      ]),
    },
  },
  input,
  faults(given, of) {
    const { clip, picture } = requestsOf(given);
    const painting = given.image ? null : roleFault(paint, picture, of);
    const moving = roleFault(move, clip, of);
    return [
      ...(painting ? [{ field: "picture_provider", detail: painting }] : []),
      ...(moving ? [{ field: "provider", detail: moving }] : []),
    ];
  },
  expects: ({ audio }) => ({ ...(audio && { sound: true }) }),
  async run({ input, call }) {
    const { clip, picture } = requestsOf(input);
    const image = input.image ?? (await call("picture", painter, picture)).image;
    return call("clip", mover, { ...clip, image });
  },
});
