import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { convertPicture } from "@/lib/media";
import { media } from "@/lib/media/field";
import { days } from "../pods/pod";

const side = (title: string, zh: string) =>
  z
    .int()
    .min(16)
    .max(4096)
    .optional()
    .meta({
      title,
      description: "Pixels. With both sides the picture fills the frame; what is left over is cut off.",
      zh: { title: zh, description: "像素。同时给出宽高时，图片会填满画面，多余部分裁掉。" },
      advanced: true,
    });

/** Saves a picture in another format, quality or size. */
export const convertImage = defineLocal({
  id: "convert-image",
  title: "Convert a picture",
  description: "Saves a picture as JPEG, PNG or WebP, in another quality or size.",
  zh: { title: "转换图片", description: "把图片另存为 JPEG、PNG 或 WebP，可改变质量和尺寸。" },
  input: z.strictObject({
    image: media("image", {
      title: "Picture",
      description: "The picture to convert.",
      zh: { title: "图片", description: "要转换的图片。" },
    }),
    format: z
      .enum(["jpeg", "png", "webp"])
      .optional()
      .meta({
        title: "Format",
        description: "Default: the format of the file.",
        zh: { title: "格式", description: "默认保持原格式。" },
      }),
    quality: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .meta({
        title: "Quality",
        description: "1 to 100, of JPEG and WebP. Default: 90. PNG loses nothing.",
        zh: { title: "质量", description: "1 到 100，仅用于 JPEG 和 WebP，默认 90。PNG 为无损格式。" },
      }),
    width: side("Width", "宽度"),
    height: side("Height", "高度"),
  }),
  output: z.strictObject({ image: media("image", { title: "Picture", zh: { title: "图片" } }) }),
  example: { image: "https://example.com/picture.webp" },
  needs: { cpus: 1, memoryMb: 1024 },
  async run({ image, ...wanted }, { dir, signal, progress }) {
    progress(0.1, "Converting the picture.");
    return { image: await convertPicture(image, dir, wanted, signal) };
  },
  cacheFor: 30 * days,
  timeout: 300,
  typicalSeconds: 1,
});
