import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media } from "@/lib/media/field";
import { days } from "../pods/pod";

const share = z.number().min(0).max(1);

/** Cuts the subject out of a picture: a PNG with a transparent background. */
export const cutOut = defineLocal({
  id: "cut-out",
  title: "Cut out",
  description: "Cuts the product or person out of a picture: a PNG with a transparent background.",
  zh: { title: "抠图", description: "把图片中的商品或人物抠出，得到背景透明的 PNG。" },
  input: z.strictObject({
    image: media("image", {
      title: "Picture",
      description: "A picture with one clear subject.",
      zh: { title: "图片", description: "主体清晰的图片。" },
    }),
    defringe: z
      .boolean()
      .default(true)
      .meta({
        title: "Clean edges",
        description: "Removes the colour of the old background from the edges.",
        zh: { title: "清理边缘", description: "去除边缘残留的原背景颜色。" },
        advanced: true,
      }),
  }),
  output: z.strictObject({
    image: media("image", { title: "Cut-out", zh: { title: "抠图" } }),
    mask: media("image", {
      title: "Mask",
      description: "White where the subject is, in the size of the picture.",
      zh: { title: "蒙版", description: "主体为白色，尺寸与原图相同。" },
    }),
    subject: z
      .strictObject({
        score: share,
        box: z.strictObject({ x: share, y: share, width: share, height: share }),
        coverage: share,
      })
      .meta({ title: "Subject", zh: { title: "主体" } }),
  }),
  example: {
    image: "https://example.com/cut-out.png",
    mask: "https://example.com/mask.png",
    subject: { score: 0.99, box: { x: 0.3, y: 0.2, width: 0.4, height: 0.6 }, coverage: 0.18 },
  },
  needs: { cpus: 2, memoryMb: 1536 },
  async run({ image, defringe }, { dir, signal, progress }) {
    const { cutOutSubject } = await import(/* turbopackIgnore: true */ "@/lib/media/matting/cut-out");
    progress(0.1, "Cutting out the subject.");
    return cutOutSubject(image, { dir, defringe, signal });
  },
  cacheFor: 30 * days,
  timeout: 300,
  typicalSeconds: 3,
});
