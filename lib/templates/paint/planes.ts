import { pixelMemory } from "@/lib/media/simd/pixels";

/** The planes of a frame in the colours of HD video, after each other: light, two of colour at half the size, transparency. */

/** Pixels that are converted at once. */
const atOnce = 8;
/** The width that a picture of a frame's width must have to be converted. */
export const convertedWidth = (width: number) => atOnce * Math.ceil(width / atOnce);

/**
 * Converts RGBA pixels, of a width as above and an even height, to planes; clear pixels are black there. What it returns is
 * valid until the next but one is converted.
 */
export function planesOf({ width, height }: { width: number; height: number }, hasAlpha: boolean) {
  const [whole, half] = [width * height, (width * height) / 4];
  const bytes = 2 * half + (hasAlpha ? 2 : 1) * whole;
  const { rooms, kernels } = pixelMemory([4 * whole, bytes, bytes]);
  let [rgba, shown, other] = rooms;
  return (pixels: Uint8ClampedArray): Buffer => {
    rgba.bytes.set(pixels);
    [shown, other] = [other, shown];
    const light = shown.address;
    const [blue, red, alpha] = [light + whole, light + whole + half, light + whole + 2 * half];
    kernels.toPlanes(rgba.address, width, height, light, blue, red, hasAlpha ? alpha : 0);
    return Buffer.from(shown.bytes.buffer, shown.bytes.byteOffset, bytes);
  };
}
