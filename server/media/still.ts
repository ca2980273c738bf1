import { readFile, rm } from "node:fs/promises";
import type { Asset } from "@/db/assets";
import { Problem } from "@/lib/errors";
import { MediaError, thumbnail } from "@/lib/media";
import { StorageError } from "@/lib/storage";
import { store } from "@/lib/storage/current";

/** Each is a process that decodes: so many work at once, so many wait, and more are sent away. */
const mostAtOnce = 2;
const mostWaiting = 100;
let working = 0;
const waiting: (() => void)[] = [];

type Still = { at: number; width: number; signal?: AbortSignal };

/** A JPEG of an image or of a video at a time. */
export async function stillOf(asset: Asset, wanted: Still): Promise<Buffer> {
  const to = store().tempPath("jpg");
  try {
    await makeStill(asset, to, wanted);
    return await readFile(to);
  } finally {
    await rm(to, { force: true });
  }
}

/** The same into a file: a WebP, unless it is named .jpg. Waits for its turn. */
export async function makeStill(asset: Asset, to: string, { at, width, signal }: Still): Promise<void> {
  await turn();
  try {
    await store().withLocalFile(asset.storageKey, (path) => thumbnail(path, to, { at, width, signal }));
  } catch (error) {
    if (error instanceof StorageError && error.code === "no_such_file") {
      throw new Problem("not_found", "The file has expired and was deleted.", { cause: error });
    }
    if (signal?.aborted) throw new Problem("unavailable", "The client closed the request.", { cause: error });
    if (error instanceof MediaError) throw new Problem("invalid_media", `${error.message}.`, { cause: error });
    throw error;
  } finally {
    const next = waiting.shift();
    if (next) next();
    else working -= 1;
  }
}

async function turn(): Promise<void> {
  if (working >= mostAtOnce && waiting.length >= mostWaiting) {
    const headers = { "retry-after": "5" };
    throw new Problem("unavailable", "Too many stills are being created. Retry in a few seconds.", {
      headers,
    });
  }
  // Who waits is handed the place of the one before.
  if (working >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else working += 1;
}
