import sharp from "sharp";
import { MediaError } from "./media-error";
import type { Sniffed } from "./sniff";
import { inTurn } from "./turns";

// For the whole process: no SVG, PDF, TIFF, ImageMagick … is ever parsed, whatever a file calls itself.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"] });
sharp.concurrency(2);
// The cache is by file name, and would show what a path held before.
sharp.cache(false);

export const mostImagePixels = 50_000_000;
const decodeSeconds = 20;

/** Opens an image from outside: pixels bounded, the first frame only, a truncated file is an error. */
export function openImage(source: string | Buffer) {
  return sharp(source, { limitInputPixels: mostImagePixels, failOn: "truncated", sequentialRead: true }).timeout({
    seconds: decodeSeconds,
  });
}

/** Width and height as shown (the camera's orientation applied), after decoding every pixel. Throws MediaError. */
export async function inspectImage(path: string, sniffed: Sniffed): Promise<{ width: number; height: number }> {
  const metadata = await openImage(path).metadata().catch(refuse);
  const named = metadata.format === "jpeg" ? "jpg" : metadata.format;
  if (named !== sniffed.extension) throw new MediaError("not_decodable", "The image is not what its first bytes say");
  if (metadata.width * metadata.height > mostImagePixels) throw tooManyPixels();
  if ((metadata.pages ?? 1) > 1) throw new MediaError("animated", "Animated images are not taken, send a video");
  const small = openImage(path).resize({ width: 16, height: 16, fit: "fill" });
  await inTurn(() => small.raw().toBuffer()).catch(refuse);
  const { width, height } = metadata.autoOrient;
  return { width, height };
}

function refuse(cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/pixel limit|too large|dimension/i.test(reason)) throw tooManyPixels();
  if (/timeout/i.test(reason)) throw new MediaError("timeout", "The image took too long to read", { cause });
  throw new MediaError("not_decodable", "The image is damaged or incomplete", { cause });
}

function tooManyPixels(): MediaError {
  return new MediaError("too_many_pixels", `The image has more than ${mostImagePixels / 1e6} million pixels`);
}
