export type Size = { width: number; height: number };

const longestSide = 3840;

/** The film's size: that of the first clip, or as asked; one side alone keeps the shape. */
export function sizeOf(first: Size, { width, height }: Partial<Size>): Size {
  const even = (pixels: number) => Math.max(2, Math.round(pixels / 2) * 2);
  if (width && height) return { width: even(width), height: even(height) };
  const asked = width ? width / first.width : height ? height / first.height : 1;
  const scale = Math.min(asked, longestSide / Math.max(first.width, first.height));
  return { width: even(width ?? first.width * scale), height: even(height ?? first.height * scale) };
}
