import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalContext } from "@/lib/local-work";
import { loadCanvas } from "@/lib/media/canvas";
import { fonts } from "@/lib/media/fonts";
import type { TextKind } from "../define-template";
import { kinds } from "./kinds";
import { layoutText, setPen } from "./layout";

type CardOrder = {
  text: string;
  kind: TextKind;
  width: number;
  height: number;
  color: string;
  background: string;
  font: "sans" | "serif";
  align: "left" | "center" | "right";
};

/** Free space around the text, of the card's shorter side. */
const margin = 0.06;

export async function drawCard(order: CardOrder, { dir }: LocalContext) {
  const { text, kind, width, height, color, background, font, align } = order;
  const [{ createCanvas }, families] = [await loadCanvas(), await fonts()];
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext("2d");
  if (background !== "none") {
    pen.fillStyle = background;
    pen.fillRect(0, 0, width, height);
  }
  const edge = Math.round(Math.min(width, height) * margin);
  const box = { width: Math.max(1, width - 2 * edge), height: Math.max(1, height - 2 * edge) };
  const look = kinds[kind];
  const size = Math.max(6, Math.min(width * look.size * 1.3, height));
  const smallest = Math.max(6, Math.min(width, height) * look.smallest);
  const type = { ...look, family: families[font], align, anchor: "middle" as const, size, smallest };
  const layout = layoutText(pen, text, type, box);
  setPen(pen, type, layout.fontSize, layout.isRightToLeft);
  pen.fillStyle = color;
  for (const line of layout.lines) pen.fillText(line.text, edge + line.x, edge + line.y);
  const image = join(dir, "card.png");
  await writeFile(image, await canvas.encode("png"));
  const { ink } = layout;
  return {
    image,
    card: {
      lines: layout.lines.map((line) => line.text),
      fontSize: layout.fontSize,
      box: {
        ...{ x: (edge + ink.x) / width, y: (edge + ink.y) / height },
        ...{ width: ink.width / width, height: ink.height / height },
      },
      shortened: layout.shortened,
    },
  };
}
