import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { headOf, inspectImage } from "./image";
import { MediaError } from "./media-error";
import type { Saving } from "./picture-orders";
import { order } from "./pictures";
import { sniff } from "./sniff";

const extensions = { jpeg: "jpg", png: "png", webp: "webp" } as const;
const formats: Record<string, Saving["format"]> = { jpg: "jpeg", png: "png", webp: "webp" };

/**
 * Saves a picture in `dir` as it is wanted, and returns its path. Without a format it keeps its own. A file that is
 * already as wanted keeps its bytes, because saving it again would lose quality. Throws MediaError.
 */
export async function convertPicture(
  source: string,
  dir: string,
  { format: wanted, quality, width, height }: Partial<Saving>,
  signal?: AbortSignal,
): Promise<string> {
  const sniffed = await sniff(source);
  if (sniffed?.type !== "image") throw new MediaError("no_video", "The file is not a picture");
  await inspectImage(source, sniffed);
  const head = await headOf(source);
  const own = formats[sniffed.extension];
  const format = wanted ?? own ?? "jpeg";
  const to = join(dir, `picture.${extensions[format]}`);
  const hasSize = (width ?? head.width) === head.width && (height ?? head.height) === head.height;
  if (format === own && quality === undefined && hasSize && !head.isTurned) await copyFile(source, to);
  else await order({ do: "save", source, to, format, quality, width, height }, head.pixels, signal);
  return to;
}
