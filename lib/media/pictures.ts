import { builtProgram } from "../built-program";
import { inTurn } from "./decoder-slots";
import { MediaError } from "./media-error";
import { doPicture, mostImagePixels, type PictureOrder } from "./picture-orders";
import { runTool } from "./run";

/** Pictures with more pixels are decoded in another process, to keep this one's memory small. */
const mostHere = 16_000_000;

/** The last in the queue of large pictures. */
let large: Promise<unknown> = Promise.resolve();

/**
 * Runs a picture operation: in this process (on other threads), or for large pictures and HEIC in an own process, one
 * at a time. Throws MediaError; a full disk throws the system's error.
 */
export async function order(picture: PictureOrder, pixels: number, signal?: AbortSignal): Promise<Buffer> {
  try {
    if (picture.do !== "heic" && pixels <= mostHere) return await inTurn(() => doPicture(picture));
    const mine = large.then(() => apart(picture, signal));
    large = mine.catch(() => {});
    return await mine;
  } catch (error) {
    throw refusal(error);
  }
}

async function apart(picture: PictureOrder, signal?: AbortSignal): Promise<Buffer> {
  const limits = { timeoutMs: 120_000, maxMemoryBytes: 3 * 1024 ** 3, maxFileBytes: 3 * 1024 ** 3, signal };
  const program = builtProgram("lib/media/picture-process.ts", "picture-process.js");
  const { output } = await runTool(process.execPath, [...program, JSON.stringify(picture)], limits);
  return output;
}

function refusal(cause: unknown): unknown {
  if (cause instanceof MediaError && cause.code !== "tool_failed") return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/ENOSPC|no space left|unable to write/i.test(reason)) {
    return Object.assign(new Error("No space is left for a picture", { cause }), { code: "ENOSPC" });
  }
  if (/pixel limit|too large|dimension/i.test(reason)) return tooManyPixels();
  if (/timeout/i.test(reason)) return new MediaError("timeout", "The image took too long to read", { cause });
  return new MediaError("not_decodable", "The image is damaged or incomplete", { cause });
}

export function tooManyPixels(): MediaError {
  return new MediaError("too_many_pixels", `The image has more than ${mostImagePixels / 1e6} million pixels`);
}
