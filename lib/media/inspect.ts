import { stat } from "node:fs/promises";
import type { MediaType } from "../schemas/job";
import { inspectImage } from "./image";
import { MediaError } from "./media-error";
import { type Probed, type ProbeLimits, probe } from "./probe";
import { notTaken, sniff } from "./sniff";

export type MediaInfo = {
  type: MediaType;
  contentType: string;
  /** Without the dot. */
  extension: string;
  sizeBytes: number;
  /** Pixels as shown: turned upright where the file says so. */
  width: number | null;
  height: number | null;
  /** Seconds, counted from the stream's packets. */
  duration: number | null;
  fps: number | null;
  codec: string | null;
  hasAudio: boolean | null;
  /** Bits per second of the whole file. */
  bitrate: number | null;
};

/**
 * What a file from outside holds, after having really read it. Throws MediaError, whose message can be shown to the person
 * who sent the file: not media we take, damaged or cut off, too many pixels, animated, no video in a video …
 */
export const inspect = async (path: string, limits: ProbeLimits = {}): Promise<MediaInfo> =>
  (await look(path, limits)).info;

/** The same, with the tracks of a video or a sound. */
export async function look(
  path: string,
  limits: ProbeLimits = {},
): Promise<{ info: MediaInfo; probed: Probed | null }> {
  const sniffed = await sniff(path);
  if (!sniffed) throw new MediaError("not_media", await notTaken(path));
  const { size: sizeBytes } = await stat(path);
  const { type, contentType, extension } = sniffed;
  const file = { type, contentType, extension, sizeBytes };
  if (type === "image") {
    const image = await inspectImage(path, sniffed);
    const info = { ...file, ...image, duration: null, fps: null, codec: null, hasAudio: null, bitrate: null };
    return { info, probed: null };
  }
  const probed = await probe(path, sniffed, limits);
  const { width, height, duration, fps, codec, hasAudio } = probed;
  const bitrate = Math.round((sizeBytes * 8) / duration);
  return { info: { ...file, width, height, duration, fps, codec, hasAudio, bitrate }, probed };
}
