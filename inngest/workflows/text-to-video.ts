import { z } from "zod";
import { imageToVideo as move, textToImage as paint, textToVideo as shoot } from "@/lib/roles";
import type { For } from "@/lib/routing/lists";
import { asService, roleFault } from "@/lib/routing/role-service";
import { sentences } from "@/lib/welcome";
import { defineWorkflow } from "../define-workflow";
import { clipFields, wordsOf } from "./clip-fields";

const [shooter, painter, mover] = [asService(shoot), asService(paint), asService(move)];
/** A placeholder for the picture that is painted later. */
const laterPicture = "asset:first-picture";

const { negativePrompt: _, ...shooting } = shoot.input.shape;
const { provider, picture_provider, ...fields } = clipFields;
const input = z.strictObject({
  ...{ ...shooting, ...fields },
  way: z
    .enum(["text", "picture"])
    .optional()
    .meta({
      title: "Way",
      description:
        "`text`: a model makes the clip of the text. `picture`: a first picture is painted and then moves. Default: `text` where a provider can.",
      zh: {
        title: "生成方式",
        description: "`text`：直接用文字生成短片。`picture`：先绘制首帧，再让它动起来。默认优先用 `text`。",
      },
      advanced: true,
    }),
  provider,
  picture_provider,
});
type Given = z.output<typeof input>;

function requestsOf({ prompt, style, negative_prompt, picture_provider, way: _, ...rest }: Given) {
  const words = wordsOf({ prompt, style, negative_prompt });
  const { aspectRatio, seed } = rest;
  return { clip: { ...rest, ...words }, picture: { ...words, aspectRatio, seed, provider: picture_provider } };
}

/** Why a clip cannot be made in this way, each fault with its field; empty when it can. */
function faultsOf(given: Given, way: Given["way"], of: For): { field: string; detail: string }[] {
  const { clip, picture } = requestsOf(given);
  const faults =
    way === "picture"
      ? [
          { field: "picture_provider", detail: roleFault(paint, picture, of) },
          { field: "provider", detail: roleFault(move, { ...clip, image: laterPicture }, of) },
        ]
      : [{ field: "provider", detail: roleFault(shoot, clip, of) }];
  return faults.flatMap(({ field, detail }) => (detail ? [{ field, detail }] : []));
}

/** A clip from a text: by a provider that makes video from text, else a picture first and then the clip. */
export const textToVideo = defineWorkflow({
  model: "text-to-video",
  title: "Clip from a text",
  description: "Makes a short clip from a text: straight from the text, or by way of a first picture.",
  steps: { picture: "First picture", clip: "Clip" },
  zh: {
    title: "文字生成短片",
    description: "根据文字生成短片：直接生成，或先绘制首帧再生成。",
    steps: { picture: "首帧", clip: "短片" },
  },
  welcome: {
    en: {
      headline: "What happens in the clip?",
      examples: sentences("prompt", [
        "A paper boat sails down a stream after the rain.",
        "Steam rises from a cup of tea while the sun comes up.",
        "A train crosses a bridge in the fog, seen from the valley.",
      ]),
    },
    zh: {
      headline: "短片里发生什么？",
      examples: sentences("prompt", [
        "雨后，一只纸船顺着小溪漂流。",
        "日出时分，一杯茶升起热气。",
        "火车在雾中驶过大桥，从山谷仰望。",
      ]),
    },
  },
  input,
  decide(given, of) {
    if (given.way) return given;
    const isDirect = faultsOf(given, "text", of).length === 0 || faultsOf(given, "picture", of).length > 0;
    return { ...given, way: isDirect ? ("text" as const) : ("picture" as const) };
  },
  faults: (given, of) => faultsOf(given, given.way, of),
  expects: ({ audio }) => ({ ...(audio && { sound: true }) }),
  async run({ input, call }) {
    const { clip, picture } = requestsOf(input);
    if (input.way !== "picture") return call("clip", shooter, clip);
    const { image } = await call("picture", painter, picture);
    return call("clip", mover, { ...clip, image });
  },
});
