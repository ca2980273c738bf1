import sharp from "sharp";
import { openImage } from "../picture-orders";
import type { Pixels } from "./measure";

/** Decoded pictures, upright and in sRGB, with no side longer than `most`. */

type Raw = { data: Buffer; info: { width: number; height: number } };

const sized = ({ data, info }: Raw) => ({ data: new Uint8Array(data), width: info.width, height: info.height });

function upright(path: string, most: number) {
  const inside = { width: most, height: most, fit: "inside", withoutEnlargement: true } as const;
  return openImage(path).autoOrient().toColourspace("srgb").resize(inside);
}

export async function openPicture(path: string, most: number): Promise<Pixels> {
  const flat = upright(path, most).flatten({ background: "#ffffff" }).removeAlpha().raw();
  return sized(await flat.toBuffer({ resolveWithObject: true }));
}

/** Four bytes a pixel. */
export async function openWithAlpha(path: string, most: number): Promise<Pixels> {
  return sized(await upright(path, most).ensureAlpha().raw().toBuffer({ resolveWithObject: true }));
}

export const asSharp = ({ data, width, height }: Pixels, channels: 3 | 4) =>
  sharp(data, { raw: { width, height, channels } });
