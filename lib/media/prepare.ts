import { appendFile, copyFile, open, rename, rm } from "node:fs/promises";
import { animationToClip, isAnimated, stillToPng } from "./animation";
import type { MediaSpec } from "./field";
import { headOf } from "./image";
import { look, type MediaInfo } from "./inspect";
import { fileTypeOf, inspectFile } from "./inspect-file";
import { MediaError } from "./media-error";
import { order } from "./pictures";
import { makePlayable } from "./playable";
import { type Sniffed, sniff, sniffConverted } from "./sniff";

/**
 * Inspects a received file and replaces it if services or browsers could not use it: upright pixels, JPEG for HEIC and
 * AVIF, MP4 for animations, playable sound. `changed`: the bytes at `path` are new. `expected`: its use; a GIF stays
 * one only as a `file`. Throws MediaError.
 */
export async function prepare(path: string, expected?: MediaSpec): Promise<{ info: MediaInfo; changed: boolean }> {
  if (expected?.type === "file") return { info: await inspectFile(path, expected.contentTypes), changed: false };
  const part = `${path}.part`;
  const put = async (made: boolean) => {
    if (made) await rename(part, path);
    return made;
  };
  try {
    const sniffed = (await sniffConverted(path)) ?? (await sniff(path));
    if (!sniffed && !expected && (await fileTypeOf(path))) return { info: await inspectFile(path), changed: false };
    const isMended = sniffed?.extension === "jpg" && (await put(await mendEnd(path, part)));
    const isRedrawn = sniffed?.type === "image" && (await put(await redraw(path, part, sniffed, expected?.type)));
    const { info, probed } = await look(path);
    const isPlayable = probed !== null && (await put(await makePlayable(path, part, info, probed)));
    const changed = isMended || isRedrawn || isPlayable;
    return { info: isPlayable ? (await look(path)).info : info, changed };
  } finally {
    await rm(part, { force: true });
  }
}

/** Writes to `part` the form in which a picture is stored; false when it is stored unchanged. */
async function redraw(path: string, part: string, sniffed: Sniffed, expected?: MediaSpec["type"]): Promise<boolean> {
  const { extension } = sniffed;
  if (extension === "heic") {
    await order({ do: "heic", source: path, to: part }, 0).catch((cause: unknown) => {
      if (!(cause instanceof MediaError) || cause.code !== "not_decodable") throw cause;
      throw new MediaError("not_decodable", "The HEIC picture cannot be decoded: send it as JPEG or PNG", { cause });
    });
    return true;
  }
  const isForeign = extension === "gif" || extension === "apng";
  const head = isForeign ? null : await headOf(path);
  if (head ? head.pages > 1 : await isAnimated(path, sniffed)) {
    if (expected === "image")
      throw new MediaError("animated", "Animated images are not accepted here: send a still image");
    await animationToClip(path, part, sniffed, head);
    return true;
  }
  if (!head) {
    await stillToPng(path, part, sniffed);
    return true;
  }
  if (extension !== "avif" && !head.isTurned) return false;
  const format = extension === "png" || extension === "webp" ? extension : head.hasAlpha ? "png" : "jpg";
  await order({ do: "convert", source: path, to: part, format }, head.pixels);
  return true;
}

/**
 * Completes a JPEG that lacks only its last two bytes: writes it to `part` if every pixel is there, else leaves it to
 * be refused.
 */
async function mendEnd(path: string, part: string): Promise<boolean> {
  const end = Buffer.from([0xff, 0xd9]);
  if (end.equals(await lastBytes(path, 2))) return false;
  const { pixels } = await headOf(path);
  try {
    // Data may follow the end, as the film of a moving photo: then the picture is complete.
    await order({ do: "read", source: path }, pixels);
    return false;
  } catch (error) {
    if (!(error instanceof MediaError) || error.code !== "not_decodable") throw error;
  }
  await copyFile(path, part);
  await appendFile(part, end);
  return order({ do: "read", source: part, strict: true }, pixels).then(
    () => true,
    () => false,
  );
}

async function lastBytes(path: string, many: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(many), 0, many, Math.max(0, size - many));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
