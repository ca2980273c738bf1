import type { OptionField } from "./schema-form";

/** The two options of a size in pixels. */
export type SizeFields = { width: OptionField; height: OptionField };

export type Size = { width: number; height: number };

/** The size of a form that has both sides as numbers; null for a form without it, and for one that asks for a ratio. */
export function sizeFieldsIn(options: OptionField[]): SizeFields | null {
  if (options.some(({ name }) => name === "aspectRatio")) return null;
  const find = (name: string) => options.find((field) => field.name === name && field.kind === "number");
  const [width, height] = [find("width"), find("height")];
  return width && height ? { width, height } : null;
}

/** Sides of pictures and films are usually multiples of this. */
const grid = 16;
const usualSide = 768;

/** A size with this ratio and about as many pixels as the default one, within the bounds of both sides. */
export function sizeFor(ratio: number, { width, height }: SizeFields): Size {
  const area = (Number(width.initial) || usualSide) * (Number(height.initial) || usualSide);
  const side = ({ min = grid, max = Number.POSITIVE_INFINITY }: OptionField, pixels: number) =>
    Math.min(max, Math.max(min, Math.round(pixels / grid) * grid));
  return { width: side(width, Math.sqrt(area * ratio)), height: side(height, Math.sqrt(area / ratio)) };
}
