import { readFile, writeFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";

/** One operation on a picture: plain data, so that another process can run it. */
export type PictureOrder =
  /** `strict`: a decoder's warnings are errors. */
  | { do: "read"; source: string; strict?: boolean }
  | { do: "still"; source: string; width: number; format: "jpg" | "webp" }
  | { do: "convert"; source: string; to: string; format: "jpg" | "png" | "webp" }
  | ({ do: "save"; source: string; to: string } & Saving)
  /** A HEIC from a phone, to a JPEG. */
  | { do: "heic"; source: string; to: string }
  /** All frames of an animation, one below the other, as raw pixels behind a header of 64 bytes. */
  | { do: "frames"; source: string; to: string };

/** `quality`: 1 to 100, of JPEG and WebP. With both sides the picture fills the frame, cut in the middle. */
export type Saving = { format: "jpeg" | "png" | "webp"; quality?: number; width?: number; height?: number };

// For the whole process: SVG, PDF, TIFF, ImageMagick … are never parsed, whatever a file claims to be.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadHeif"],
});
sharp.concurrency(2);
// The cache uses file names as keys, so it would show a file's earlier content.
sharp.cache(false);

/** A little more than the largest cameras of phones produce. */
export const mostImagePixels = 110_000_000;
/** All frames of an animation together, which are on disk for a moment. */
export const mostAnimatedPixels = 800_000_000;
const decodeSeconds = 60;

type Opening = { failOn?: "truncated" | "warning"; pages?: number };

/** Opens an image from outside: with a limit of pixels, only the first frame; a truncated file is an error. */
export function openImage(source: string | Buffer, { failOn = "truncated", pages = 1 }: Opening = {}) {
  const limitInputPixels = pages === 1 ? mostImagePixels : mostAnimatedPixels;
  return sharp(source, { limitInputPixels, failOn, pages, sequentialRead: true }).timeout({ seconds: decodeSeconds });
}

/** Runs an operation; returns the bytes of a still, else nothing. */
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
    // Decodes every byte; a JPEG at an eighth of its size, which holds a few rows at a time.
    const failOn = order.strict ? "warning" : "truncated";
    await openImage(source, { failOn }).resize({ width: 16, height: 16, fit: "fill" }).raw().toBuffer();
    return nothing;
  }
  if (order.do === "still") {
    const small = openImage(source).autoOrient().resize({ width: order.width, withoutEnlargement: true });
    const isJpeg = order.format === "jpg";
    return (isJpeg ? small.flatten().jpeg({ quality: 80, mozjpeg: true }) : small.webp({ quality: 78 })).toBuffer();
  }
  if (order.do === "save") {
    await saved(openImage(source).autoOrient().keepIccProfile(), order).toFile(order.to);
    return nothing;
  }
  const upright = openImage(source).autoOrient().keepIccProfile();
  if (order.format === "jpg") await fine(upright).toFile(order.to);
  else if (order.format === "png") await upright.png({ compressionLevel: 6 }).toFile(order.to);
  else await upright.webp({ quality: 95 }).toFile(order.to);
  return nothing;
}

function saved(picture: Sharp, { format, quality = 90, width, height }: Saving): Sharp {
  const sized = width || height ? picture.resize({ width, height, fit: "cover" }) : picture;
  if (format === "png") return sized.png({ compressionLevel: 6 });
  return format === "webp"
    ? sized.webp({ quality })
    : sized.flatten({ background: "#fff" }).jpeg({ quality, mozjpeg: true });
}

const fine = (image: Sharp) => image.jpeg({ quality: 95, chromaSubsampling: "4:4:4" });

/** libheif rotates the picture upright; it drops the colour profile, which is copied here. */
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
