import path from "node:path";
import { z } from "zod";
import { openClean, paintKeyframe, signed } from "../media/keyframe";
import { batch, defineService, seed, side, text } from "../service";

export const qwenEdit = defineService({
  id: "qwen-edit",
  input: { kind: "image", min: 1, max: 4 },
  makes: "jpg",
  guess: 2,
  options: z.looseObject({
    prompt: text,
    width: side,
    height: side,
    batch_size: batch,
    output_format: z.enum(["jpeg", "png", "webp"]).nullish(),
    webp_quality: z.number().int().min(1).max(100).nullish(),
    seed,
  }),
  async work({ inputs, options, seed, folder }) {
    const picture = await openClean(inputs[0] ?? "");
    // Default: the size of the input, within the limits of an image model.
    const shrink = Math.min(1, 1_280 / Math.max(picture.width, picture.height));
    const frame = {
      width: options.width ?? Math.max(64, Math.round(picture.width * shrink)),
      height: options.height ?? Math.max(64, Math.round(picture.height * shrink)),
    };
    const format = options.output_format ?? "jpeg";
    const quality = options.webp_quality ?? 90;
    const files: string[] = [];
    for (let nth = 0; nth < (options.batch_size ?? 1); nth++) {
      const painted = await paintKeyframe(picture, options.prompt ?? "", frame, seed + nth * 7919);
      const file = path.join(folder, `keyframe-${nth}.${format === "jpeg" ? "jpg" : format}`);
      const image = await signed(painted, "qwen-edit");
      await image.toFormat(format, format === "png" ? {} : { quality }).toFile(file);
      files.push(file);
    }
    return files;
  },
});
