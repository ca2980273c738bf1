import type { Scene } from "./define-template";
import type { Box, Point } from "./layers";

/**
 * Where a box of a picture or video lands in the frame, when the picture (`aspect`: width divided by height) covers
 * `into` around `focus` as the engine does it.
 */
export function landed(part: Box, aspect: number, { width, height }: Scene, into: Box, focus: Point): Box {
  const shape = (into.width * width) / (into.height * height);
  // The size of the whole picture, of the box that it covers.
  const [across, down] = aspect > shape ? [aspect / shape, 1] : [1, shape / aspect];
  const [left, top] = [overhang(across, 1, focus.x), overhang(down, 1, focus.y)];
  return {
    x: into.x + into.width * (part.x * across - left),
    y: into.y + into.height * (part.y * down - top),
    width: into.width * part.width * across,
    height: into.height * part.height * down,
  };
}

/** How much of a side of a picture lies before the part that is shown: `focus` is in its middle, as far as possible. */
export const overhang = (whole: number, shown: number, focus: number) =>
  Math.min(Math.max(0, focus * whole - shown / 2), Math.max(0, whole - shown));

/** The times of texts: their own, else one after the other between `from` and `to`, with a pause between two. */
export function spread(
  texts: readonly { from?: number; to?: number }[],
  { from, to, longest = 6, pause = 0.3 }: { from: number; to: number; longest?: number; pause?: number },
): { from: number; to: number }[] {
  const each = Math.max(0, to - from) / Math.max(1, texts.length);
  return texts.map((text, i) => {
    const start = text.from ?? from + i * each;
    const end = text.to ?? Math.min(to, start + Math.max(0.5, Math.min(longest, each - pause)));
    return { from: start, to: Math.max(end, start + 0.2) };
  });
}
