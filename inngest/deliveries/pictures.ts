import { readFile, rm } from "node:fs/promises";
import type { Asset } from "@/db/assets";
import type { JobRow } from "@/db/jobs";
import { env } from "@/lib/env";
import { thumbnail } from "@/lib/media";
import type { Picture } from "@/lib/notices/notice";
import { store } from "@/lib/storage/current";
import { jpegThumbnailUrl } from "@/lib/storage/file-url";

/** An image or video of which a message shows a still. */
export type Shown = { title: string; asset: Asset };

export const isSeen = ({ type, contentType }: Asset): boolean =>
  ["image", "video"].includes(type) || contentType === "image/gif";

/** The caller's prompt, or the first text among the options. */
export function titleOf({ options }: JobRow): string | undefined {
  const texts = [options.prompt, ...Object.values(options)].filter((value) => typeof value === "string");
  return texts.find((text) => text.trim() !== "");
}

/** Their stills. `signal`: with the bytes of those that are made before it aborts. */
export const picturesOf = (shown: Shown[], signal: AbortSignal | null): Promise<Picture[]> =>
  Promise.all(
    shown.map(async ({ title, asset }) => {
      const isPublic = env().PUBLIC_URL.startsWith("https:");
      const jpeg = signal && (await inTime(still(asset, signal), signal));
      return { title, jpeg, url: isPublic ? jpegThumbnailUrl(asset) : null };
    }),
  );

/** What `work` makes; null if it fails or the signal aborts first: the message says the same without a picture. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const made = work.catch(() => null);
  if (signal.aborted) return Promise.resolve(null);
  const late = new Promise<null>((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true }));
  return Promise.race([made, late]);
}

const mostBytes = 300_000;
const width = 640;

/** A JPEG of an image or video; null when it is too large for a mailbox. */
async function still(asset: Asset, signal: AbortSignal): Promise<Buffer | null> {
  const to = store().tempPath("jpg");
  try {
    await store().withLocalFile(asset.storageKey, (path) => thumbnail(path, to, { width, signal }), signal);
    const jpeg = await readFile(to);
    return jpeg.length <= mostBytes ? jpeg : null;
  } finally {
    await rm(to, { force: true });
  }
}
