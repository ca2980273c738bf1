import { distance, type Lab } from "./color";

/** The main colours of a picture by k-means without chance: the same picture always gives the same colours. */

const most = 6;
const rounds = 12;
/** A smaller share is noise, and nearer colours look like one. */
const [leastShare, leastDistance] = [0.015, 12];

export type Share = { color: Lab; share: number };

/** Up to six colours, the largest share first. */
export function paletteOf(pixels: readonly Lab[]): Share[] {
  let found = seeds(pixels).map((color): Share => ({ color, share: 0 }));
  for (let round = 0; round < rounds; round++) found = refined(pixels, found);
  const shown: Share[] = [];
  for (const one of found.filter(({ share }) => share > leastShare).sort((a, b) => b.share - a.share)) {
    const same = shown.find(({ color }) => distance(color, one.color) < leastDistance);
    if (same) same.share += one.share;
    else shown.push({ ...one });
  }
  return shown.sort((a, b) => b.share - a.share);
}

export const meanOf = (pixels: readonly Lab[]): Lab => {
  const sum: Lab = [0, 0, 0];
  for (const [l, a, b] of pixels) {
    sum[0] += l;
    sum[1] += a;
    sum[2] += b;
  }
  const count = Math.max(1, pixels.length);
  return [sum[0] / count, sum[1] / count, sum[2] / count];
};

/** The mean, then each time the pixel that is farthest from all seeds. */
function seeds(pixels: readonly Lab[]): Lab[] {
  const found: Lab[] = [meanOf(pixels)];
  const nearest = pixels.map(() => Number.POSITIVE_INFINITY);
  while (found.length < most) {
    const last = found.at(-1);
    let [farthest, at] = [-1, -1];
    for (const [i, pixel] of pixels.entries()) {
      const near = Math.min(nearest[i] ?? 0, last ? distance(pixel, last) : 0);
      nearest[i] = near;
      if (near > farthest) [farthest, at] = [near, i];
    }
    const pixel = pixels[at];
    if (!pixel) break;
    found.push(pixel);
  }
  return found;
}

function refined(pixels: readonly Lab[], shares: readonly Share[]): Share[] {
  const groups = shares.map((): Lab[] => []);
  for (const pixel of pixels) {
    let [best, at] = [Number.POSITIVE_INFINITY, 0];
    for (const [i, { color }] of shares.entries()) {
      const apart = distance(pixel, color);
      if (apart < best) [best, at] = [apart, i];
    }
    groups[at]?.push(pixel);
  }
  return groups.map((group, i) => ({
    color: group.length > 0 ? meanOf(group) : (shares[i]?.color ?? [0, 0, 0]),
    share: group.length / Math.max(1, pixels.length),
  }));
}
