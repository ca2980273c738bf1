import { z } from "zod";
import { media, optionalMedia } from "../media/field";
import { productTypes } from "./scenes";

/** Fields that the workflow of a showcase shares with its parts. */

export const mostProducts = 6;

export const productType = z.enum(productTypes).meta({
  title: "Kind of product",
  description: "Decides the set, the font and the movement.",
  zh: { title: "产品类型", description: "决定场景、字体和动效。" },
  examples: ["skincare"],
});

const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, "A colour as `#1a2b3c`.");

export const brandFields = {
  colors: z
    .array(color)
    .max(3, "At most 3 colours.")
    .default([])
    .meta({
      title: "Brand colours",
      description: "As `#1a2b3c`. The first one is the colour of the button.",
      zh: { title: "品牌色", description: "如 `#1a2b3c`；第一个用于按钮。" },
      examples: [["#7a2530"]],
    }),
  font: z
    .enum(["sans", "serif"])
    .optional()
    .meta({
      title: "Font",
      description: "Default: the font of the scene.",
      zh: { title: "字体", description: "默认使用场景的字体。" },
    }),
  logo: optionalMedia("image", {
    title: "Logo",
    description: "Best on a transparent or plain background: a plain one is removed.",
    zh: { title: "标志", description: "建议使用透明或纯色底；纯色底会被去除。" },
  }),
};

export const productPictures = (of: string, zh: string) =>
  z
    .array(media("image", { title: "Product", zh: { title: "产品" } }))
    .min(1, "Send at least one picture of the product.")
    .max(mostProducts, `At most ${mostProducts} pictures.`)
    .meta({ title: "Product pictures", description: of, zh: { title: "产品图片", description: zh } });
