import { readFile, rm } from "node:fs/promises";
import type { Asset } from "@/db/assets";
import { thumbnail } from "@/lib/media";
import { store } from "@/lib/storage/current";

/** Each further try has this share of the width. */
const step = 0.75;
const fewestPixels = 256;

/**
 * A picture as a JPEG of at most so many bytes, in its own width if that is enough; null if even a small one is too large.
 */
export async function scalePicture(
  { storageKey, width }: Asset,
  maxBytes: number,
): Promise<{ bytes: Buffer; width: number } | null> {
  const to = store().tempPath("jpg");
  try {
    return await store().withLocalFile(storageKey, async (path) => {
      for (let wide = width ?? 4096; wide >= fewestPixels; wide = Math.floor(wide * step)) {
        await thumbnail(path, to, { width: wide });
        const bytes = await readFile(to);
        if (bytes.length <= maxBytes) return { bytes, width: wide };
      }
      return null;
    });
  } finally {
    await rm(to, { force: true });
  }
}
