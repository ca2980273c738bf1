/** One plane of a picture in the colours of video. Its rows are aligned to four pixels. */
export type Plane = { width: number; height: number; stride: number; data: Uint8Array<ArrayBuffer> };
/** The place in the plane of the first pixel's middle, and the distance of two pixels. */
export type Along = { from: number; step: number };

/** Draws an area of a plane between its pixels (bilinear), so that a slow zoom does not shake. */
export function drawPlane(
  plane: Plane,
  to: Uint8Array,
  { width, height }: { width: number; height: number },
  across: Along,
  down: Along,
) {
  const { stride, data } = plane;
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  const mixed = new Uint32Array(stride / 4);
  const row = new Uint8Array(mixed.buffer);
  const perRow = stride / 4;
  const places = new Int32Array(width); // in 256ths of a pixel
  for (let x = 0; x < width; x++) {
    places[x] = 256 * Math.min(Math.max(0, across.from + x * across.step), plane.width - 1.001);
  }
  for (let y = 0; y < height; y++) {
    const at = Math.min(Math.max(0, down.from + y * down.step), plane.height - 1.001);
    const upper = Math.trunc(at) * perRow;
    const lower = upper + perRow;
    const below = Math.trunc((at % 1) * 256);
    const above = 256 - below;
    // Four pixels at once: two of them in each half of a word.
    for (let i = 0; i < perRow; i++) {
      const a = words[upper + i] ?? 0;
      const b = words[lower + i] ?? 0;
      const even = (Math.imul(a & 0xff00ff, above) + Math.imul(b & 0xff00ff, below) + 0x800080) | 0;
      const odd = (Math.imul((a >>> 8) & 0xff00ff, above) + Math.imul((b >>> 8) & 0xff00ff, below) + 0x800080) | 0;
      mixed[i] = ((even >>> 8) & 0xff00ff) | (odd & 0xff00ff00);
    }
    const out = y * width;
    for (let x = 0; x < width; x++) {
      const place = places[x] ?? 0;
      const left = row[place >> 8] ?? 0;
      to[out + x] = left + ((((row[(place >> 8) + 1] ?? 0) - left) * (place & 255) + 128) >> 8);
    }
  }
}

/** An opaque RGBA picture of an even size in the colours of HD video: a plane of light and two of colour, at half the size. */
export function planesOf(pixels: Uint8ClampedArray, width: number, height: number): [Plane, Plane, Plane] {
  const [light, blue, red] = [
    emptyPlane(width, height),
    emptyPlane(width / 2, height / 2),
    emptyPlane(width / 2, height / 2),
  ];
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let [r, g, b] = [0, 0, 0];
      for (const [dx, dy] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ] as const) {
        const i = 4 * ((y + dy) * width + x + dx);
        const [one = 0, two = 0, three = 0] = [pixels[i], pixels[i + 1], pixels[i + 2]];
        light.data[(y + dy) * light.stride + x + dx] = 16.5 + lightness(one, two, three) * (219 / 255);
        [r, g, b] = [r + one, g + two, b + three];
      }
      const mean = lightness(r, g, b);
      const at = (y / 2) * blue.stride + x / 2;
      blue.data[at] = 128.5 + ((b - mean) / 1.8556 / 4) * (224 / 255);
      red.data[at] = 128.5 + ((r - mean) / 1.5748 / 4) * (224 / 255);
    }
  }
  return [light, blue, red];
}

const lightness = (r: number, g: number, b: number) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function emptyPlane(width: number, height: number): Plane {
  const stride = Math.ceil((width + 1) / 4) * 4;
  return { width, height, stride, data: new Uint8Array(stride * (height + 1)) };
}
