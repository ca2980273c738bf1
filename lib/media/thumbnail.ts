import { rename, rm, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { inTurn } from "./decoder-slots";
import { gif } from "./gif";
import { inputArguments, quietly } from "./guard";
import { headOf } from "./image";
import { fileTypeOf } from "./inspect-file";
import { MediaError } from "./media-error";
import { openImage } from "./picture-orders";
import { order } from "./pictures";
import { runTool } from "./run";
import { type Sniffed, sniff } from "./sniff";
import { defaultTools, type Tools } from "./tools";

export type ThumbnailOptions = {
  /** Pixels; a smaller picture is not enlarged. */
  width: number;
  /** Seconds into a video; past its end, its first frame is taken. Default 0. */
  at?: number;
  signal?: AbortSignal;
  tools?: Tools;
};

/**
 * A still of an image, a video or a GIF at `to`: JPEG when the name ends in .jpg or .jpeg, WebP otherwise. `to` is there whole or
 * not at all. Throws MediaError, and what the system says of a disk that is full.
 */
export async function thumbnail(source: string, to: string, options: ThumbnailOptions): Promise<void> {
  const sniffed = (await fileTypeOf(source)) === "image/gif" ? gif : await sniff(source);
  if (!sniffed || sniffed.type === "audio") throw new MediaError("no_video", "The file has no picture");
  const picture = await stillOf(source, sniffed, isJpeg(to) ? "jpg" : "webp", options).catch((cause) => {
    if (!(cause instanceof MediaError)) throw cause;
    throw new MediaError("not_decodable", "Could not create a still of the file", { cause });
  });
  const part = `${to}.part`;
  try {
    await writeFile(part, picture);
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

const isJpeg = (name: string) => [".jpg", ".jpeg"].includes(extname(name).toLowerCase());

async function stillOf(source: string, sniffed: Sniffed, format: "jpg" | "webp", options: ThumbnailOptions) {
  const { width, signal } = options;
  if (sniffed.type === "image") {
    const { pixels } = await headOf(source);
    return order({ do: "still", source, width, format }, pixels, signal);
  }
  const taken = await frame(source, sniffed, options);
  if (taken.length === 0) throw new MediaError("not_decodable", "The file has no frame");
  const picture = openImage(taken);
  return inTurn(() =>
    (format === "jpg" ? picture.jpeg({ quality: 80, mozjpeg: true }) : picture.webp({ quality: 78 })).toBuffer(),
  ).catch((cause: unknown) => {
    throw new MediaError("not_decodable", "Could not create a still of the file", { cause });
  });
}

async function frame(source: string, sniffed: Sniffed, { width, at = 0, signal, tools }: ThumbnailOptions) {
  const { ffmpeg } = tools ?? defaultTools();
  const take = async (seconds: number) => {
    const seek = seconds > 0 ? ["-ss", String(seconds)] : [];
    const still = [
      "-map",
      "0:V:0",
      "-frames:v",
      "1",
      "-vf",
      `scale='trunc(iw*sar)':ih,setsar=1,scale='min(${Math.ceil(width)},iw)':-2`,
    ];
    const args = [...quietly, "-nostdin", ...inputArguments(source, sniffed, seek), ...still];
    return runTool(ffmpeg, [...args, "-c:v", "png", "-f", "image2pipe", "pipe:1"], { timeoutMs: 30_000, signal });
  };
  const { output } = await take(at);
  return output.length > 0 || at === 0 ? output : (await take(0)).output;
}
