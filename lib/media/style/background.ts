import { headOf } from "../image";
import { openImage } from "../picture-orders";
import { distance, labOf } from "./color";
import { profileOfImage } from "./profile";
import type { Lighting } from "./terms";

/** How well a picture serves as the background of a person. All values are 0 to 1. */

export type BackgroundFor = {
  focus?: { x: number; y: number };
  aspect?: number;
  look?: { colors: readonly string[]; lighting: Lighting };
};

/** The head and what moves around it, as parts of the frame's shorter side. */
const headSize = 0.5;
const side = 256;

export async function judgeBackground(image: string, { focus = { x: 0.5, y: 0.36 }, aspect, look }: BackgroundFor) {
  const calm = await calmAt(image, focus, aspect);
  const fit = look ? await fitOf(image, look) : 0.5;
  return { calm, fit, score: 0.6 * calm + 0.4 * fit };
}

/** Few edges and little contrast where the head is. */
async function calmAt(image: string, focus: { x: number; y: number }, aspect?: number): Promise<number> {
  const { width, height } = await headOf(image);
  const shape = aspect ?? width / Math.max(1, height);
  const [wide, high] = shape >= 1 ? [Math.round(side * shape), side] : [side, Math.round(side / shape)];
  const { data, info } = await openImage(image)
    .autoOrient()
    .flatten({ background: "#fff" })
    .greyscale()
    .resize(wide, high, { fit: "cover" })
    .toColourspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const reach = (headSize * Math.min(info.width, info.height)) / 2;
  const span = (centre: number, length: number) => {
    const from = Math.max(1, Math.round(centre * length - reach));
    return { from, to: Math.min(length - 1, Math.round(centre * length + reach)) };
  };
  const [across, down] = [span(focus.x, info.width), span(focus.y, info.height)];
  let [edges, sum, squares, count] = [0, 0, 0, 0];
  for (let y = down.from; y < down.to; y++) {
    for (let x = across.from; x < across.to; x++) {
      const at = y * info.width + x;
      const value = data[at] ?? 0;
      edges += Math.abs(value - (data[at - 1] ?? 0)) + Math.abs(value - (data[at - info.width] ?? 0));
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  if (count === 0) return 0;
  const contrast = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  return 1 / (1 + edges / count / 12 + contrast / 48);
}

/** Near colours and the same light. */
async function fitOf(image: string, look: { colors: readonly string[]; lighting: Lighting }): Promise<number> {
  const { look: own } = await profileOfImage(image);
  const wanted = look.colors.map(labOf);
  const nearest = own.colors.map((color) => Math.min(100, ...wanted.map((one) => distance(one, labOf(color)))));
  const apart = nearest.reduce((total, one) => total + one, 0) / Math.max(1, nearest.length);
  const near = wanted.length > 0 ? 1 / (1 + apart / 20) : 0.5;
  return 0.7 * near + (own.lighting === look.lighting ? 0.3 : 0);
}
