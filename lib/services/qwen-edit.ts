import { z } from "zod";
import { media } from "../media-field";
import { defineService } from "../service";
import {
  days,
  podAnswer,
  podCancel,
  podRead,
  podStart,
  podStarted,
  promptOption,
  seedOption,
  sizeOptions,
} from "./pod";

/** Paints a picture anew after a text. Source: the pods' contract. */
export const qwenEdit = defineService({
  id: "qwen-edit",
  title: "Edit a picture",
  description: "An image model paints your picture anew after a text: another shot, light or time of day.",
  input: z.strictObject({
    image: media("image", { title: "Picture", description: "What it starts from." }),
    prompt: promptOption("Prompt", "What the new picture should show."),
    ...sizeOptions,
    batch_size: z
      .int()
      .min(1)
      .max(4)
      .default(1)
      .meta({ title: "Pictures", description: "How many variants to paint.", advanced: true }),
    output_format: z
      .enum(["jpeg", "png", "webp"])
      .default("jpeg")
      .meta({ title: "Format", description: "File format of the pictures.", advanced: true }),
    webp_quality: z
      .int()
      .min(1)
      .max(100)
      .default(90)
      .meta({ title: "WebP quality", description: "1 to 100, for WebP only.", advanced: true }),
    seed: seedOption,
  }),
  answer: podAnswer,
  output: z.strictObject({
    image: media("image", { title: "Picture" }),
    images: z.array(media("image", { title: "Picture" })),
  }),
  example: { image: "https://example.com/1.jpeg", images: ["https://example.com/1.jpeg"] },
  answers: "webhook",
  start: ({ image, ...options }, webhookUrl) =>
    podStart("qwen-edit", [{ type: "image", url: image }], options, webhookUrl),
  started: podStarted,
  read: (answer) => podRead(answer, (images) => ({ image: images[0] ?? "", images })),
  cancel: podCancel,
  cacheFor: 30 * days,
  timeout: 1800,
  typicalSeconds: 5,
});
