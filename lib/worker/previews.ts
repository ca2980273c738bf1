import type { RgbPicture } from "../local-work";

const everyMs = 2_000;
/** Pixels of the longer side. */
const longest = 320;

/**
 * Makes a small picture of what is made so far, as a `data:` URL of about ten kilobytes: one at a time and not more often
 * than every two seconds, else null.
 */
export function createPreviews(): (picture: RgbPicture) => Promise<string | null> {
  let last = Number.NEGATIVE_INFINITY;
  return async ({ data, width, height }) => {
    if (performance.now() - last < everyMs) return null;
    last = Number.POSITIVE_INFINITY; // while it is made
    try {
      const { default: sharp } = await import("sharp");
      const small = sharp(data, { raw: { width, height, channels: 3 } })
        .resize({ width: longest, height: longest, fit: "inside", withoutEnlargement: true })
        .jpeg({ quality: 60 });
      return `data:image/jpeg;base64,${(await small.toBuffer()).toString("base64")}`;
    } catch {
      return null; // the work does not depend on it
    } finally {
      last = performance.now();
    }
  };
}
