import sharp from "sharp";

type Size = { width: number; height: number };

/** Of the longer side: how far from the inside an edge takes its colour. */
const reach = 1 / 140;

/**
 * Gives the pixels at the edge the colour of the inside, in place: they are mixed with the old background, which would
 * show as a line of another colour on a new one.
 */
export async function defringed(pixels: Buffer, alpha: Buffer, { width, height }: Size): Promise<void> {
  const sigma = Math.max(1, reach * Math.max(width, height));
  const inside = Buffer.from(alpha);
  for (let i = 0; i < inside.length; i++) inside[i] = (inside[i] ?? 0) < 255 ? 0 : 255;
  // A mask that is a little smaller: what the blur leaves nearly white.
  const grey = { raw: { width, height, channels: 1 } } as const;
  const eroded = await blurred(inside, grey, sigma / 2);
  const weighted = Buffer.alloc(4 * width * height);
  for (let i = 0; i < inside.length; i++) {
    const weight = (eroded[i] ?? 0) > 230 ? 255 : 0;
    if (weight === 0) continue;
    for (let c = 0; c < 3; c++) weighted[4 * i + c] = pixels[3 * i + c] ?? 0;
    weighted[4 * i + 3] = weight;
  }
  const near = await blurred(weighted, { raw: { width, height, channels: 4 } }, sigma);
  for (let i = 0; i < alpha.length; i++) {
    const a = alpha[i] ?? 0;
    const weight = near[4 * i + 3] ?? 0;
    const own = (eroded[i] ?? 0) / 255;
    if (a === 0 || own > 0.95 || weight < 4) continue;
    // libvips blurs colour times alpha, and divides afterwards.
    for (let c = 0; c < 3; c++) {
      pixels[3 * i + c] = Math.round((pixels[3 * i + c] ?? 0) * own + (near[4 * i + c] ?? 0) * (1 - own));
    }
  }
}

async function blurred(data: Buffer, raw: { raw: Size & { channels: 1 | 4 } }, sigma: number): Promise<Buffer> {
  const image = sharp(data, raw).blur(sigma);
  return (raw.raw.channels === 1 ? image.toColourspace("b-w") : image).raw().toBuffer();
}
