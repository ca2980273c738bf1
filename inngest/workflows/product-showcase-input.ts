import { z } from "zod";
import { seed } from "@/lib/roles/fields";
import { providerOption } from "@/lib/routing/role-service";
import { brandFields, mostProducts, productPictures, productType } from "@/lib/showcase/fields";
import { platformIds, platforms } from "@/lib/showcase/platforms";

/** What a caller says of a product, and the limits that its platform sets. */

const line = (most: number) => z.string().trim().min(1).max(most, `At most ${most} characters.`);
const longest = { name: 60, point: 80, action: 30 };
export const mostPoints = 6;

export const showcaseInput = z.strictObject({
  products: productPictures(
    `1 to ${mostProducts} pictures of the product, from different sides. The background is removed.`,
    `1 到 ${mostProducts} 张产品图片，可以是不同角度；背景会被去除。`,
  ),
  name: line(longest.name).meta({
    title: "Name",
    description: "The name of the product.",
    zh: { title: "名称", description: "产品名称。" },
    examples: ["Aura One"],
  }),
  selling_points: z
    .array(line(longest.point))
    .max(mostPoints, `At most ${mostPoints} selling points.`)
    .default([])
    .meta({
      title: "Selling points",
      description: "Up to 6 short lines, shown in turn.",
      zh: { title: "卖点", description: "最多 6 条短句，依次显示。" },
      examples: [["40 h of battery"]],
    }),
  call_to_action: line(longest.action)
    .optional()
    .meta({
      title: "Call to action",
      description: "The text of the button at the end.",
      zh: { title: "行动号召", description: "结尾按钮的文字。" },
      examples: ["Shop now"],
    }),
  platform: z
    .enum(platformIds)
    .default("xiaohongshu")
    .meta({
      title: "Platform",
      description: "Texts keep clear of the platform's own buttons and captions.",
      zh: { title: "平台", description: "文字会避开该平台的按钮和说明区域。" },
    }),
  product_type: productType.optional().meta({
    ...productType.meta(),
    description: "Decides the set, the font and the movement. Default: a language model looks at the pictures.",
    zh: { title: "产品类型", description: "决定场景、字体和动效。默认由语言模型看图判断。" },
  }),
  logo: brandFields.logo,
  colors: brandFields.colors,
  font: brandFields.font,
  language: z
    .enum(["en", "zh"])
    .optional()
    .meta({
      title: "Language",
      description: "Of the prompts for the models. Default: that of the name.",
      zh: { title: "语言", description: "提示词的语言，默认与名称相同。" },
      advanced: true,
    }),
  seconds: z
    .number()
    .min(5, "At least 5 seconds.")
    .max(20, "At most 20 seconds.")
    .default(8)
    .meta({
      title: "Length",
      description: "Seconds.",
      zh: { title: "时长", description: "秒。" },
    }),
  seed: seed.meta({ ...seed.meta(), advanced: true }),
  language_provider: providerOption("Judge of the product type", "类型判断"),
  text_to_image_provider: providerOption("Painter of the set", "场景绘制"),
});

export type ShowcaseInput = z.output<typeof showcaseInput>;

/** The texts that are longer than people read on the platform, each with its field. */
export function tooLong({ platform, ...input }: ShowcaseInput): { field: string; detail: string }[] {
  const { title, longest } = platforms[platform];
  const fault = (field: string, of: string, text: string, most: number) =>
    [...text].length > most ? [{ field, detail: `${of} on ${title} has at most ${most} characters.` }] : [];
  return [
    ...fault("name", "A name", input.name, longest.name),
    ...input.selling_points.flatMap((text) => fault("selling_points", "A selling point", text, longest.point)),
    ...fault("call_to_action", "A call to action", input.call_to_action ?? "", longest.action),
  ];
}
