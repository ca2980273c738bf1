/** What a painted set says about its light: measured on a small copy of it. */

export type Rgb = readonly [number, number, number];
/** Pixels of three bytes, row by row. */
export type Pixels = { data: Uint8Array; width: number; height: number };

export const lumaOf = ([r, g, b]: Rgb): number => (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;

const at = ({ data, width }: Pixels, x: number, y: number): Rgb => {
  const i = (y * width + x) * 3;
  return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
};

export type Area = { left: number; top: number; right: number; bottom: number };

/** The pixels of an area given in fractions. */
export function pixelsIn(picture: Pixels, { left, top, right, bottom }: Area): Rgb[] {
  const found: Rgb[] = [];
  const span = (from: number, to: number, of: number) => [Math.floor(from * of), Math.max(1, Math.ceil(to * of))];
  const [x0 = 0, x1 = 0] = span(left, right, picture.width);
  const [y0 = 0, y1 = 0] = span(top, bottom, picture.height);
  for (let y = y0; y < Math.min(y1, picture.height); y++)
    for (let x = x0; x < Math.min(x1, picture.width); x++) found.push(at(picture, x, y));
  return found;
}

export function meanOf(colours: readonly Rgb[]): Rgb {
  const sum = [0, 0, 0];
  for (const colour of colours) for (const [i, value] of colour.entries()) sum[i] = (sum[i] ?? 0) + value;
  const [r = 0, g = 0, b = 0] = sum.map((value) => value / Math.max(1, colours.length));
  return [r, g, b];
}

export type SetLight = {
  /** -1: the light comes from the left; 1: from the right. */
  side: number;
  /** 0 to 1. */
  luma: number;
  /** The colour of the light, with a mean of 1 over its channels. */
  tint: Rgb;
};

/** How much brighter one side must be for the light to come wholly from there. */
const fullSide = 0.25;

export function lightOf(picture: Pixels): SetLight {
  const band = { top: 0.15, bottom: 0.85 };
  const left = lumaOf(meanOf(pixelsIn(picture, { ...band, left: 0, right: 0.35 })));
  const right = lumaOf(meanOf(pixelsIn(picture, { ...band, left: 0.65, right: 1 })));
  const mean = meanOf(pixelsIn(picture, { top: 0.3, bottom: 0.9, left: 0.1, right: 0.9 }));
  const grey = Math.max(1, (mean[0] + mean[1] + mean[2]) / 3);
  const apart = (right - left) / Math.max(0.05, right + left);
  return {
    side: Math.max(-1, Math.min(1, apart / fullSide)),
    luma: lumaOf(mean),
    tint: [mean[0] / grey, mean[1] / grey, mean[2] / grey],
  };
}

/** Rows between which the far edge of a surface is looked for, and the least step of brightness that counts as one. */
const search = { from: 0.5, to: 0.82, step: 0.035 };

/** The far edge of the surface: the clearest level line of the lower half, or null. */
export function edgeOfSurface(picture: Pixels): number | null {
  const rows = Array.from({ length: picture.height }, (_, y) => {
    const row = { top: y / picture.height, bottom: (y + 0.5) / picture.height, left: 0.15, right: 0.85 };
    return lumaOf(meanOf(pixelsIn(picture, row)));
  });
  const reach = Math.max(1, Math.round(picture.height / 60));
  const meanAround = (from: number) =>
    rows.slice(from, from + reach).reduce((sum, value) => sum + value, 0) / Math.max(1, reach);
  let best = { y: -1, step: search.step };
  const last = Math.min(picture.height - reach, Math.floor(search.to * picture.height));
  for (let y = Math.max(reach, Math.floor(search.from * picture.height)); y <= last; y++) {
    const step = Math.abs(meanAround(y) - meanAround(y - reach));
    if (step > best.step) best = { y, step };
  }
  return best.y < 0 ? null : best.y / picture.height;
}

/** The line of the product: a little below the far edge of the surface. */
export function baseOn(edge: number | null): number {
  return edge === null ? 0.8 : Math.max(0.74, Math.min(0.84, edge + 0.1));
}
