import { join } from "node:path";
import sharp from "sharp";
import { openImage } from "../picture-orders";

/** Shares of the picture: less clear ground is an accident, and with less shown there is no subject. */
const least = { clear: 0.02, shown: 0.002 };
const margin = 0.02;
const longest = 4096;
const shownFrom = 128;

/** Cuts a picture by its own transparency, if it has a clear ground; else null. */
export async function cutByOwnAlpha(path: string, dir: string) {
  const { hasAlpha } = await openImage(path).metadata();
  if (!hasAlpha) return null;
  const upright = openImage(path)
    .autoOrient()
    .toColourspace("srgb")
    .resize({ width: longest, height: longest, fit: "inside", withoutEnlargement: true });
  const { data, info } = await upright.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const alpha = Buffer.alloc(width * height);
  let [clear, shown, left, top, right, bottom] = [0, 0, width, height, -1, -1];
  for (let i = 0; i < alpha.length; i++) {
    const value = data[i * 4 + 3] ?? 255;
    alpha[i] = value;
    if (value < 8) clear++;
    else {
      [left, right] = [Math.min(left, i % width), Math.max(right, i % width)];
      [top, bottom] = [Math.min(top, Math.floor(i / width)), Math.floor(i / width)];
    }
    if (value >= shownFrom) shown++;
  }
  if (clear < least.clear * alpha.length || shown < least.shown * alpha.length) return null;
  const around = Math.round(margin * Math.max(width, height));
  const [x, y] = [Math.max(0, left - around), Math.max(0, top - around)];
  const part = {
    ...{ left: x, top: y },
    width: Math.min(width, right + 1 + around) - x,
    height: Math.min(height, bottom + 1 + around) - y,
  };
  const files = { image: join(dir, "cut-out.png"), mask: join(dir, "mask.png") };
  const cut = sharp(data, { raw: { width, height, channels: 4 } }).extract(part);
  await cut.png({ compressionLevel: 6 }).toFile(files.image);
  await sharp(alpha, { raw: { width, height, channels: 1 } })
    .toColourspace("b-w")
    .png()
    .toFile(files.mask);
  const box = {
    ...{ x: left / width, y: top / height },
    ...{ width: (right + 1 - left) / width, height: (bottom + 1 - top) / height },
  };
  return { ...files, subject: { score: 1, box, coverage: shown / alpha.length } };
}
