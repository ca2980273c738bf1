export type Size = { width: number; height: number };

/** A size of the same shape with the longer side within a limit; even, because two pixels of a video share their colour. */
export function sizeWithin({ width, height }: Size, most: number): Size {
  const scale = Math.min(1, most / Math.max(width, height));
  const even = (pixels: number) => Math.max(2, Math.round((pixels * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}
