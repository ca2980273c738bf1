import { join } from "node:path";
import sharp from "sharp";
import { openImage } from "../picture-orders";
import { boxOf, coverage, leveled, levels, subjectMask } from "./masks";

/** Cuts the subject out of a picture into files of a folder. */

const leastScore = 0.5;
const margin = 0.02;
const side = 320;

type Order = { dir: string; defringe: boolean; signal: AbortSignal };

export async function cutOutSubject(path: string, { dir, defringe, signal }: Order) {
  const { data: pixels, info } = await openImage(path)
    .autoOrient()
    .toColourspace("srgb")
    .flatten({ background: "#fff" })
    .resize({ width: 4096, height: 4096, fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const raw = { raw: { width, height, channels: 3 } } as const;
  const square = await sharp(pixels, raw).resize(side, side, { fit: "fill", kernel: "linear" }).raw().toBuffer();
  signal.throwIfAborted();
  const mask = await subjectMask({ side, data: square });
  let score = 0;
  for (let i = 0; i < mask.data.length; i++) score = Math.max(score, mask.data[i] ?? 0);
  const box = boxOf(mask);
  if (score < leastScore || !box) {
    throw new Error("Nothing stands out in the picture. Send one with a clear subject and an even background.");
  }
  const grey = Buffer.from(mask.data.map((value) => Math.round(255 * value)));
  const alpha = await sharp(grey, { raw: { width: side, height: side, channels: 1 } })
    .resize(width, height, { fit: "fill", kernel: "cubic" })
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  for (let i = 0; i < alpha.length; i++) alpha[i] = Math.round(255 * leveled((alpha[i] ?? 0) / 255, levels.u2netp));
  void defringe;
  const files = { image: join(dir, "cut-out.png"), mask: join(dir, "mask.png") };
  const grown = {
    left: Math.max(0, Math.floor((box.x - margin) * width)),
    top: Math.max(0, Math.floor((box.y - margin) * height)),
    right: Math.min(width, Math.ceil((box.x + box.width + margin) * width)),
    bottom: Math.min(height, Math.ceil((box.y + box.height + margin) * height)),
  };
  const one = { raw: { width, height, channels: 1 } } as const;
  await sharp(alpha, one).toColourspace("b-w").png().toFile(files.mask);
  const whole = await sharp(pixels, raw).joinChannel(alpha, one).png().toBuffer();
  await sharp(whole)
    .extract({ left: grown.left, top: grown.top, width: grown.right - grown.left, height: grown.bottom - grown.top })
    .png({ compressionLevel: 6 })
    .toFile(files.image);
  return { ...files, subject: { score, box, coverage: coverage(mask, levels.u2netp) } };
}
