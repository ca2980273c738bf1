import { z } from "zod";

/** Fields that several services of films have. */

/** A side of a film: encoders need an even number of pixels. */
export const evenPixels = z.int().min(64).max(3840).multipleOf(2);

export const framesPerSecond = z
  .int()
  .min(8)
  .max(60)
  .default(30)
  .meta({
    title: "Frames per second",
    description: "8 to 60.",
    zh: { title: "帧率", description: "每秒 8 到 60 帧。" },
  });

const part = z.number().min(0).max(1);

/** A point of a frame, 0 to 1 from the top left. */
export const framePoint = z.strictObject({ x: part, y: part });
