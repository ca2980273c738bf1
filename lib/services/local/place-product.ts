import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media, optionalMedia } from "@/lib/media/field";
import { brandFields, productPictures, productType } from "@/lib/showcase/fields";
import { days } from "../pods/pod";

const inFrame = z.strictObject({
  base: z.number().meta({ description: "The line of the surface under the product, as a fraction of the height." }),
  ink: z.string().meta({ description: "The colour of texts." }),
});

/**
 * Puts products that were cut out into a painted set: finds the surface and the light of the set, brings the products into
 * that light, cuts the set for each shape around the place of the product, and chooses readable colours for texts.
 */
export const placeProduct = defineLocal({
  id: "place-product",
  title: "Place the product",
  description: "Puts products that were cut out into a painted set, in its light and on its surface.",
  zh: { title: "放置产品", description: "把抠出的产品放入背景：匹配光线、色彩和台面。" },
  input: z.strictObject({
    background: media("image", {
      title: "Set",
      description: "A picture of an empty set, with a surface in its lower part.",
      zh: { title: "场景", description: "空场景图片，下方有台面。" },
    }),
    product_type: productType,
    colors: brandFields.colors,
    font: brandFields.font,
    products: productPictures(
      "On a transparent background, as `cut-out` makes them.",
      "透明底图片，由 `cut-out` 生成。",
    ),
    logo: brandFields.logo,
  }),
  output: z.strictObject({
    image: media("image", { title: "Scene", zh: { title: "场景" } }),
    tall: media("image", { title: "Set, 9:16", zh: { title: "场景 9:16" } }),
    square: media("image", { title: "Set, 1:1", zh: { title: "场景 1:1" } }),
    products: z.array(media("image", { title: "Product in its light", zh: { title: "匹配光线的产品" } })),
    logo: optionalMedia("image", { title: "Logo on a transparent background", zh: { title: "透明底标志" } }),
    look: z
      .strictObject({
        light: z.number().meta({ description: "-1: from the left; 1: from the right." }),
        contact: z.number(),
        cast: z.number(),
        mirror: z.number(),
        font: z.enum(["sans", "serif"]),
        accent: z.string(),
        onAccent: z.string(),
        tall: inFrame,
        square: inFrame,
      })
      .meta({ title: "Light and colours", zh: { title: "光线与色彩" } }),
  }),
  example: {
    image: "https://example.com/scene.jpg",
    tall: "https://example.com/tall.jpg",
    square: "https://example.com/square.jpg",
    products: ["https://example.com/product.png"],
    look: {
      ...{ light: -0.4, contact: 0.5, cast: 0.3, mirror: 0.1, font: "sans", accent: "#3d8bff", onAccent: "#ffffff" },
      ...{ tall: { base: 0.8, ink: "#0b1424" }, square: { base: 0.86, ink: "#0b1424" } },
    },
  },
  needs: { cpus: 1, memoryMb: 2048 },
  async run(input, context) {
    const { placeInSet } = await import(/* turbopackIgnore: true */ "@/lib/media/placing/place-in-set");
    return placeInSet(input, context);
  },
  cacheFor: 30 * days,
  timeout: 300,
  typicalSeconds: 3,
});
