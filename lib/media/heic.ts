import { createRequire } from "node:module";

/** The part of libheif-js that this file uses. */
type HeifImage = {
  get_width(): number;
  get_height(): number;
  display(to: { data: Uint8ClampedArray; width: number; height: number }, done: (shown: unknown) => void): void;
  free(): void;
};
type Libheif = { HeifDecoder: new () => { decode(file: Uint8Array): HeifImage[] } };

/**
 * The first picture of a HEIC file, four bytes per pixel. libheif-js is libheif and libde265 as WebAssembly, LGPL-3.0.
 */
export async function decodeHeic(file: Buffer, mostPixels: number) {
  const libheif: Libheif = createRequire(import.meta.url)("libheif-js/wasm-bundle");
  const [image] = new libheif.HeifDecoder().decode(file);
  if (!image) throw new Error("no picture in it");
  const width = image.get_width();
  const height = image.get_height();
  if (width * height > mostPixels) throw new Error("pixel limit");
  const data = new Uint8ClampedArray(width * height * 4);
  const shown = await new Promise((resolve) => image.display({ data, width, height }, resolve));
  image.free();
  if (!shown) throw new Error("it cannot be decoded");
  return { data: Buffer.from(data.buffer), width, height };
}

/** The ICC profile in a HEIC file's `colr` box (Display P3 from phones); null if there is none or a large one. */
export function profileOf(file: Buffer): Buffer | null {
  const at = file.indexOf("colrprof", 0, "latin1");
  if (at < 4) return null;
  const size = file.readUInt32BE(at - 4) - 12;
  const profile = file.subarray(at + 8, at + 8 + size);
  return size >= 128 && size < 60_000 && profile.length === size ? profile : null;
}
