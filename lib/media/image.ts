import { MediaError } from "./media-error";
import { mostImagePixels, openImage } from "./picture-orders";
import { order, tooManyPixels } from "./pictures";
import type { Sniffed } from "./sniff";

/** What an image's header says: pixels as shown, frames, and whether its pixels are stored rotated. */
export async function headOf(path: string) {
  const metadata = await openImage(path)
    .metadata()
    .catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      if (/pixel limit|too large|dimension/i.test(reason)) throw tooManyPixels();
      throw new MediaError("not_decodable", "The image is damaged or incomplete", { cause });
    });
  const { width, height } = metadata.autoOrient;
  return {
    extension: metadata.format === "jpeg" ? "jpg" : metadata.format,
    width,
    height,
    pixels: metadata.width * metadata.height,
    pages: metadata.pages ?? 1,
    /** Milliseconds of each frame of an animation. */
    delays: metadata.delay ?? [],
    isTurned: (metadata.orientation ?? 1) !== 1,
    hasAlpha: metadata.hasAlpha,
  };
}

/** Width and height as shown (the camera's orientation applied), after decoding every pixel. Throws MediaError. */
export async function inspectImage(path: string, sniffed: Sniffed): Promise<{ width: number; height: number }> {
  const { extension, width, height, pixels, pages } = await headOf(path);
  if (extension !== sniffed.extension) {
    throw new MediaError("not_decodable", "The image does not match its file signature");
  }
  if (pixels > mostImagePixels) throw tooManyPixels();
  if (pages > 1) throw new MediaError("animated", "Animated images are not accepted: send a video");
  await order({ do: "read", source: path }, pixels);
  return { width, height };
}
