import { join } from "node:path";
import sharp from "sharp";
import { openImage } from "../picture-orders";
import { cropAround, pixelsOf, wholeFrame } from "./crop";
import { defringed } from "./defringe";
import type { Box } from "./find-person";
import { boxOf, coverage, leveled, levels, type Mask, subjectMask } from "./masks";
import { cutByOwnAlpha } from "./own-alpha";

/** Cuts the subject out of a picture into files of a folder. */

/** Pictures without a subject reach 0.35. */
const leastScore = 0.5;
/** By which part the two looks at a subject may differ. */
const mostChange = 0.2;
const margin = 0.02;
const side = 320;
const longest = 4096;

type Order = { dir: string; defringe: boolean; signal: AbortSignal };

export async function cutOutSubject(path: string, { dir, defringe, signal }: Order) {
  const ready = await cutByOwnAlpha(path, dir);
  if (ready) return ready;
  const { data: pixels, info } = await openImage(path)
    .autoOrient()
    .toColourspace("srgb")
    .flatten({ background: "#fff" })
    .resize({ width: longest, height: longest, fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const raw = { raw: { width, height, channels: 3 } } as const;
  signal.throwIfAborted();
  const whole = await subjectIn(pixels, info, wholeFrame);
  if (whole.score < leastScore || !whole.box) {
    throw new Error(
      "There is no clear subject in the picture. Send one with a product or person before a calm background.",
    );
  }
  signal.throwIfAborted();
  // Seen closer the subject has finer edges, unless the model then marks something else.
  const closer = await subjectIn(pixels, info, cropAround(whole.box));
  const isSame = Math.abs(closer.coverage - whole.coverage) < mostChange * whole.coverage;
  const chosen = closer.box && isSame ? closer : whole;
  const { mask, crop, score, coverage: covered } = chosen;
  const box = chosen.box ?? wholeFrame;
  signal.throwIfAborted();
  const alpha = await enlarged(mask, info, crop);
  if (defringe) await defringed(pixels, alpha, info);

  const files = { image: join(dir, "cut-out.png"), mask: join(dir, "mask.png") };
  const grey = { raw: { width, height, channels: 1 } } as const;
  await sharp(alpha, grey).toColourspace("b-w").png().toFile(files.mask);
  const left = Math.max(0, Math.floor((box.x - margin) * width));
  const top = Math.max(0, Math.floor((box.y - margin) * height));
  const right = Math.min(width, Math.ceil((box.x + box.width + margin) * width));
  const bottom = Math.min(height, Math.ceil((box.y + box.height + margin) * height));
  const part = { left, top, width: right - left, height: bottom - top };
  const cut = await sharp(alpha, grey).extract(part).toColourspace("b-w").raw().toBuffer();
  await sharp(pixels, raw)
    .extract(part)
    .joinChannel(cut, { raw: { width: part.width, height: part.height, channels: 1 } })
    .png({ compressionLevel: 6 })
    .toFile(files.image);
  return { ...files, subject: { score, box, coverage: covered } };
}

type Size = { width: number; height: number };

/** The subject of a part of the picture; box and coverage are of the whole picture. */
async function subjectIn(pixels: Buffer, { width, height }: Size, crop: Box) {
  const part = pixelsOf(crop, { width, height });
  const square = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .extract({ left: part.x, top: part.y, width: part.width, height: part.height })
    .resize(side, side, { fit: "fill", kernel: "linear" })
    .raw()
    .toBuffer();
  const mask = await subjectMask({ side, data: square });
  const box = boxOf(mask);
  return {
    ...{ mask, crop },
    score: Math.min(
      1,
      mask.data.reduce((most, value) => Math.max(most, value), 0),
    ),
    coverage: coverage(mask, levels.u2netp) * crop.width * crop.height,
    box: box && {
      x: crop.x + box.x * crop.width,
      y: crop.y + box.y * crop.height,
      width: box.width * crop.width,
      height: box.height * crop.height,
    },
  };
}

/** The mask in the size of the picture, with sharp edges. */
async function enlarged({ data }: Mask, { width, height }: Size, crop: Box): Promise<Buffer> {
  const part = pixelsOf(crop, { width, height });
  const grey = Buffer.from(data.map((value) => Math.round(255 * value)));
  const alpha = await sharp(grey, { raw: { width: side, height: side, channels: 1 } })
    .resize(part.width, part.height, { fit: "fill", kernel: "cubic" })
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  const curve = Uint8Array.from({ length: 256 }, (_, value) => Math.round(255 * leveled(value / 255, levels.u2netp)));
  const out = Buffer.alloc(width * height);
  for (let y = 0; y < part.height; y++) {
    const from = y * part.width;
    const to = (part.y + y) * width + part.x;
    for (let x = 0; x < part.width; x++) out[to + x] = curve[alpha[from + x] ?? 0] ?? 0;
  }
  return out;
}
