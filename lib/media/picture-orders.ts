import { readFile, writeFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";

/** What is done to a picture: plain data, so that it can be done in a process of its own. */
export type PictureOrder =
  /** `strict`: what a decoder would only warn of is an error. */
  | { do: "read"; source: string; strict?: boolean }
  | { do: "still"; source: string; width: number; format: "jpg" | "webp" }
  | { do: "convert"; source: string; to: string; format: "jpg" | "png" | "webp" }
  /** A HEIC as a phone writes it, to a JPEG. */
  | { do: "heic"; source: string; to: string }
  /** Every frame of an animation below the other, as raw pixels behind a header of 64 bytes. */
  | { do: "frames"; source: string; to: string };

// For the whole process: no SVG, PDF, TIFF, ImageMagick … is ever parsed, whatever a file calls itself.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadHeif"],
});
sharp.concurrency(2);
// The cache is by file name, and would show what a path held before.
sharp.cache(false);

/** A little more than the largest cameras of phones have. */
export const mostImagePixels = 110_000_000;
/** Of all the frames of an animation together, which are on disk for a moment. */
export const mostAnimatedPixels = 800_000_000;
const decodeSeconds = 60;

type Opening = { failOn?: "truncated" | "warning"; pages?: number };

/** Opens an image from outside: pixels bounded, the first frame only, a truncated file is an error. */
export function openImage(source: string | Buffer, { failOn = "truncated", pages = 1 }: Opening = {}) {
  const limitInputPixels = pages === 1 ? mostImagePixels : mostAnimatedPixels;
  return sharp(source, { limitInputPixels, failOn, pages, sequentialRead: true }).timeout({ seconds: decodeSeconds });
}

/** Does it; gives the picture of a still. */
export async function doPicture(order: PictureOrder): Promise<Buffer> {
  const { source } = order;
  const nothing = Buffer.alloc(0);
  if (order.do === "heic") {
    await fromHeic(source, order.to);
    return nothing;
  }
  if (order.do === "frames") {
    const all = openImage(source, { pages: -1 }).toColourspace("srgb").flatten({ background: "#fff" });
    await all.toFile(order.to);
    return nothing;
  }
  if (order.do === "read") {
    // Every byte is decoded; a JPEG into an eighth of its size, for which a few rows are held at a time.
    const failOn = order.strict ? "warning" : "truncated";
    await openImage(source, { failOn }).resize({ width: 16, height: 16, fit: "fill" }).raw().toBuffer();
    return nothing;
  }
  if (order.do === "still") {
    const small = openImage(source).autoOrient().resize({ width: order.width, withoutEnlargement: true });
    const isJpeg = order.format === "jpg";
    return (isJpeg ? small.flatten().jpeg({ quality: 80, mozjpeg: true }) : small.webp({ quality: 78 })).toBuffer();
  }
  const upright = openImage(source).autoOrient().keepIccProfile();
  if (order.format === "jpg") await fine(upright).toFile(order.to);
  else if (order.format === "png") await upright.png({ compressionLevel: 6 }).toFile(order.to);
  else await upright.webp({ quality: 95 }).toFile(order.to);
  return nothing;
}

const fine = (image: Sharp) => image.jpeg({ quality: 95, chromaSubsampling: "4:4:4" });

/** libheif turns the picture upright itself; its colour profile, which it does not hand on, is copied over. */
async function fromHeic(source: string, to: string): Promise<void> {
  const { decodeHeic, profileOf } = await import("./heic");
  const file = await readFile(source);
  const { data, width, height } = await decodeHeic(file, mostImagePixels);
  const raw = sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: mostImagePixels });
  const jpeg = await fine(raw.removeAlpha()).toBuffer();
  const profile = profileOf(file);
  if (!profile) return writeFile(to, jpeg);
  const head = Buffer.from([0xff, 0xe2, 0, 0, ...Buffer.from("ICC_PROFILE\0"), 1, 1]);
  head.writeUInt16BE(profile.length + 16, 2);
  return writeFile(to, Buffer.concat([jpeg.subarray(0, 2), head, profile, jpeg.subarray(2)]));
}
