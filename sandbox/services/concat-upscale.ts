import { z } from "zod";
import { join, type Size } from "../media/join";
import { defineService, side, text } from "../service";

const LONGEST = 3_840;
const even = (value: number): number => Math.max(2, Math.round(value / 2) * 2);

function sizeOf(
  options: { width?: number | null; height?: number | null; scale?: number | null },
  first: Size,
): Size | null {
  const { width, height, scale } = options;
  if (width && height) return { width: even(width), height: even(height) };
  if (width) return { width: even(width), height: even((first.height * width) / first.width) };
  if (height) return { width: even((first.width * height) / first.height), height: even(height) };
  if (!scale || scale === 1) return null;
  const factor = Math.min(scale, LONGEST / Math.max(first.width, first.height));
  return { width: even(first.width * factor), height: even(first.height * factor) };
}

export const concatUpscale = defineService({
  id: "concat-upscale",
  input: { kind: "video", min: 1, max: 60 },
  makes: "mp4",
  guess: 2,
  options: z.looseObject({ prompt: text, width: side, height: side, scale: z.number().min(1).max(4).nullish() }),
  async work({ inputs, options, ...workContext }) {
    return [await join(inputs, (first) => sizeOf(options, first), workContext)];
  },
});
