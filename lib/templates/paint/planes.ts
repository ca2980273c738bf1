/** One plane of a picture in the colours of video. Rows begin `stride` bytes after each other. */
export type Plane = { width: number; height: number; stride: number; data: Uint8Array<ArrayBuffer> };
export type Planes = [light: Plane, blue: Plane, red: Plane];

/** A plane with one row and column more, which is never shown, and rows of whole words of four bytes. */
export function emptyPlane(width: number, height: number): Plane {
  const stride = Math.ceil((width + 1) / 4) * 4;
  return { width, height, stride, data: new Uint8Array(stride * (height + 1)) };
}

/**
 * Writes RGBA pixels of an even size in the colours of HD video: a plane of light, two of colour at half the size, and one of
 * transparency if it is given. Clear pixels are black there.
 */
export function toPlanes(pixels: Uint8ClampedArray, [light, blue, red]: Planes, alpha?: Plane): void {
  const { width, height, stride } = light;
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
  light.data.fill(16);
  for (const colour of [blue, red]) colour.data.fill(128);
  alpha?.data.fill(0);
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const at = y * width + x;
      const [one, two] = [words[at] ?? 0, words[at + 1] ?? 0];
      const [three, four] = [words[at + width] ?? 0, words[at + width + 1] ?? 0];
      const all = one | two | three | four;
      if (all === 0) continue;
      if (alpha) {
        const own = y * alpha.stride + x;
        alpha.data[own] = one >>> 24;
        alpha.data[own + 1] = two >>> 24;
        alpha.data[own + alpha.stride] = three >>> 24;
        alpha.data[own + alpha.stride + 1] = four >>> 24;
      }
      if ((all & 0xffffff) === 0) continue; // black, as it is already
      const to = y * stride + x;
      light.data[to] = lightness(one);
      light.data[to + 1] = lightness(two);
      light.data[to + stride] = lightness(three);
      light.data[to + stride + 1] = lightness(four);
      const r = (one & 255) + (two & 255) + (three & 255) + (four & 255);
      const g = ((one >>> 8) & 255) + ((two >>> 8) & 255) + ((three >>> 8) & 255) + ((four >>> 8) & 255);
      const b = ((one >>> 16) & 255) + ((two >>> 16) & 255) + ((three >>> 16) & 255) + ((four >>> 16) & 255);
      const half = (y / 2) * blue.stride + x / 2;
      blue.data[half] = (33685504 - 6596 * r - 22189 * g + 28784 * b) >>> 18;
      red.data[half] = (33685504 + 28784 * r - 26145 * g - 2639 * b) >>> 18;
    }
  }
}

/** 16 to 235, of a pixel's word. */
const lightness = (word: number) =>
  (1081344 + 11966 * (word & 255) + 40254 * ((word >>> 8) & 255) + 4064 * ((word >>> 16) & 255)) >>> 16;
