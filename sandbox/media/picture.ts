import sharp, { type Sharp } from "sharp";

// sharp reads files from outside by path, with these three loaders only. SVG is for our own drawings, from memory.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpegFile",
    "VipsForeignLoadPngFile",
    "VipsForeignLoadWebpFile",
    "VipsForeignLoadJpegBuffer",
    "VipsForeignLoadPngBuffer",
    "VipsForeignLoadWebpBuffer",
    "VipsForeignLoadSvgBuffer",
  ],
});
sharp.concurrency(1);

/** Pixels in memory, three bytes each. */
export interface Picture {
  data: Buffer;
  width: number;
  height: number;
}

export function raw(picture: Picture): Sharp {
  return sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } });
}

export async function pixels(image: Sharp): Promise<Picture> {
  // Compositing adds an alpha channel after `flatten` has run, so it is removed at the end.
  const flat = image.flatten({ background: "#000" }).toColourspace("srgb").removeAlpha().raw();
  const { data, info } = await flat.toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const LONGEST = 2_048;

/** Opens a picture from outside: upright, with no side longer than 2048. */
export async function openPicture(file: string): Promise<{ picture: Picture; madeBy: string | null }> {
  const image = sharp(file, { limitInputPixels: 50e6, failOn: "error" });
  const { exif } = await image.metadata();
  const upright = image.autoOrient().resize(LONGEST, LONGEST, { fit: "inside", withoutEnlargement: true });
  const [, madeBy = null] = /nextscene sandbox: ([a-z0-9-]+)/.exec(exif?.toString("latin1") ?? "") ?? [];
  return { picture: await pixels(upright), madeBy };
}

/** A mark in every picture we make, so that our caption can be removed when the picture comes back as an input. */
export const markOf = (service: string) => `nextscene sandbox: ${service}`;
