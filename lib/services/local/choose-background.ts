import { copyFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media } from "@/lib/media/field";
import { lightings } from "@/lib/media/style/terms";
import { days } from "../pods/pod";
import { framePoint } from "./film-fields";

/** Chooses the background that is calmest behind the head of a person and fits a look best. */
export const chooseBackground = defineLocal({
  id: "choose-background",
  title: "Choose a background",
  description: "Chooses the picture that is calmest behind a person's head and fits a look best.",
  zh: { title: "选择背景", description: "选出人物头部后方最平静、且最符合风格的图片。" },
  input: z.strictObject({
    images: z
      .array(media("image", { title: "Background", zh: { title: "背景" } }))
      .min(1, "Give at least one picture.")
      .max(12, "At most 12 pictures.")
      .meta({
        title: "Backgrounds",
        description: "The pictures to choose from.",
        zh: { title: "背景", description: "候选图片。" },
      }),
    focus: framePoint.optional().meta({
      title: "Focus",
      description: "Where the head is: x and y, 0 to 1 from the top left. Default: above the middle.",
      zh: { title: "焦点", description: "头部位置：x 和 y，从左上角起 0 到 1。默认在中间偏上。" },
      advanced: true,
    }),
    aspect: z
      .number()
      .min(0.1)
      .max(10)
      .optional()
      .meta({
        title: "Aspect",
        description: "Width by height of the film, which cuts the pictures. Default: nothing is cut.",
        zh: { title: "画面比例", description: "影片的宽高比，图片会按此裁切。默认不裁切。" },
        advanced: true,
      }),
    look: z
      .strictObject({ colors: z.array(z.string().regex(/^#[0-9a-f]{6}$/)).max(6), lighting: z.enum(lightings) })
      .optional()
      .meta({
        title: "Look",
        description: "The colours and light that the picture fits.",
        zh: { title: "风格", description: "图片应符合的色彩和光线。" },
        advanced: true,
      }),
  }),
  output: z.strictObject({
    image: media("image", { title: "Background", zh: { title: "背景" } }),
    index: z
      .int()
      .min(1)
      .optional()
      .meta({ title: "Number", description: "Which of the pictures, counted from 1.", zh: { title: "序号" } }),
    why: z
      .string()
      .optional()
      .meta({ title: "Reason", zh: { title: "理由" } }),
  }),
  choosesFrom: "images",
  example: { image: "https://example.com/background.png", index: 1, why: "It is the calmest behind the head." },
  needs: { cpus: 1, memoryMb: 1024 },
  async run({ images, ...of }, { dir, progress }) {
    const { judgeBackground } = await import(/* turbopackIgnore: true */ "@/lib/media/style/background");
    const judged: Awaited<ReturnType<typeof judgeBackground>>[] = [];
    for (const [i, image] of images.entries()) {
      progress(i / images.length, "Comparing the backgrounds.");
      judged.push(await judgeBackground(image, of));
    }
    const best = judged.reduce((found, { score }, i) => (score > (judged[found]?.score ?? 0) ? i : found), 0);
    const from = images[best] ?? "";
    const image = join(dir, `background${extname(from)}`);
    await copyFile(from, image);
    return { image, index: best + 1, why: reason(judged, best) };
  },
  cacheFor: 30 * days,
  timeout: 300,
  typicalSeconds: 2,
});

function reason(judged: readonly { calm: number; fit: number }[], best: number): string {
  const chosen = judged[best];
  if (!chosen || judged.length === 1) return "It is the only one.";
  const leads = (of: "calm" | "fit") =>
    judged.every((one) => one[of] <= chosen[of]) && judged.some((one) => one[of] < chosen[of]);
  if (leads("calm") && leads("fit")) return "It is the calmest behind the head and fits the look best.";
  if (leads("calm")) return "It is the calmest behind the head.";
  return leads("fit") ? "It fits the look best." : "It is calm behind the head and fits the look.";
}
