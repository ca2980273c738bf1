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
 * Looks at a received file and, where services or browsers could not use it as it is, puts what they can use in its place:
 * upright pixels for a camera's turn, a JPEG for HEIC and AVIF, an MP4 for an animation, sound that browsers play. All else
 * stays byte for byte. `changed` tells whether the bytes at `path` are others now. `expected`: what it is to be used as; only
 * as a `file` does a GIF stay one. Throws MediaError.
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

/** Writes to `part` what a picture is kept as; false when it is kept as it is. */
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
 * A JPEG may lack nothing but its last two bytes. It is written to `part` with them when every pixel is there, and else left
 * to be refused.
 */
async function mendEnd(path: string, part: string): Promise<boolean> {
  const end = Buffer.from([0xff, 0xd9]);
  if (end.equals(await lastBytes(path, 2))) return false;
  const { pixels } = await headOf(path);
  try {
    // After the end there may be more, as the film of a moving photo: it is whole then.
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
