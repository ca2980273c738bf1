import { z } from "zod";
import { textToImage as paint } from "@/lib/roles";
import { aspectRatio, negativePrompt, seed } from "@/lib/roles/fields";
import { asService, provider, roleFault } from "@/lib/routing/role-service";
import { convertImage } from "@/lib/services";
import { promptInStyle, styleOption } from "@/lib/style-field";
import { inStyle } from "@/lib/styles";
import { sentences } from "@/lib/welcome";
import { CallFailed, defineWorkflow, PartlyFailed } from "../define-workflow";
import { nearestRatio } from "./nearest-ratio";

const mostPictures = 8;
const painter = asService(paint);

const side = (title: string, zh: string) =>
  z
    .int()
    .min(64)
    .max(4096)
    .optional()
    .meta({
      title,
      description: "Pixels. The picture is made in the nearest shape and cut to this size.",
      zh: { title: zh, description: "像素。先按最接近的比例生成，再裁切为此尺寸。" },
      advanced: true,
    });

const input = z.strictObject({
  prompt: promptInStyle,
  style: styleOption,
  count: z
    .int()
    .min(1)
    .max(mostPictures)
    .default(1)
    .meta({
      title: "Pictures",
      description: "How many to make. Each one has its own seed.",
      zh: { title: "张数", description: "生成的张数，每张使用不同的随机种子。" },
    }),
  aspectRatio: aspectRatio.default("1:1").meta({ ...aspectRatio.meta() }),
  width: side("Width", "宽度"),
  height: side("Height", "高度"),
  output_format: z
    .enum(["jpeg", "png", "webp"])
    .optional()
    .meta({
      title: "Format",
      description: "Default: the file as the provider makes it.",
      zh: { title: "格式", description: "默认保留服务商生成的文件。" },
      advanced: true,
    }),
  quality: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .meta({
      title: "Quality",
      description: "1 to 100, of JPEG and WebP.",
      zh: { title: "质量", description: "1 到 100，用于 JPEG 和 WebP。" },
      advanced: true,
    }),
  negative_prompt: negativePrompt,
  seed: seed.meta({ ...seed.meta(), advanced: true }),
  provider,
});

/** The request for each picture, without its seed. */
function requestOf({ prompt, style, negative_prompt, width, height, ...given }: z.output<typeof input>) {
  const ratio = width && height ? nearestRatio(width, height) : given.aspectRatio;
  return {
    prompt: inStyle(prompt, style),
    negativePrompt: negative_prompt,
    aspectRatio: ratio,
    provider: given.provider,
  };
}

/** Pictures from a text, each one by a call of its own: one that fails leaves the others as they are. */
export const textToImage = defineWorkflow({
  model: "text-to-image",
  title: "Pictures from a text",
  description: "Paints one to eight pictures from a text, in a style if you choose one.",
  steps: { picture: "Picture {n}", file: "Picture {n}: size and format" },
  zh: {
    title: "文字生成图片",
    description: "根据文字绘制一到八张图片，可选择风格。",
    steps: { picture: "图片 {n}", file: "图片 {n}：尺寸和格式" },
  },
  welcome: {
    en: {
      headline: "What should the picture show?",
      examples: sentences("prompt", [
        "A lighthouse on a cliff, late light, waves below.",
        "A reading corner by a window, rain outside, a sleeping cat.",
        "A market in the morning, fruit in all colours, seen from above.",
      ]),
    },
    zh: {
      headline: "想要一张怎样的图片？",
      examples: sentences("prompt", [
        "悬崖上的灯塔，傍晚的光，下方海浪。",
        "窗边的阅读角，窗外下着雨，一只睡着的猫。",
        "清晨的集市，五颜六色的水果，俯拍。",
      ]),
    },
  },
  input,
  faults(given, of) {
    const detail = roleFault(paint, requestOf(given), of);
    return detail ? [{ field: "provider", detail }] : [];
  },
  expects: ({ width, height }) => ({ width, height }),
  async run({ input, call }) {
    const { count, seed, output_format: format, quality, width, height } = input;
    const request = requestOf(input);
    const made = await Promise.allSettled(
      Array.from({ length: count }, async (_, i) => {
        const own = seed === undefined ? {} : { seed: (seed + i) % 2 ** 31 };
        const { image } = await call(["picture", i + 1], painter, { ...request, ...own });
        const file = { image, format, quality, width, height };
        const isWanted = [format, quality, width, height].some((one) => one !== undefined);
        return isWanted ? (await call(["file", i + 1], convertImage, file)).image : image;
      }),
    );
    const images = made.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const failures: unknown[] = made.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    const failure = failures.find((one) => !(one instanceof CallFailed)) ?? failures[0];
    if (failure instanceof CallFailed && images.length > 0) throw new PartlyFailed({ images }, failure);
    if (failure) throw failure;
    return { images };
  },
});
