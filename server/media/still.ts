import { readFile, rm } from "node:fs/promises";
import type { Asset } from "@/db/assets";
import { createSemaphore } from "@/lib/concurrency/fair-semaphore";
import { Problem } from "@/lib/errors";
import { MediaError, thumbnail } from "@/lib/media";
import { StorageError } from "@/lib/storage";
import { store } from "@/lib/storage/current";

/**
 * Each still is a decoding process. The keys that own the files take turns, so that one key does not block the others.
 */
const decoding = createSemaphore("stills", { ofKey: 2, inAll: 2, waiting: 100 });

type Still = { at: number; width: number; signal?: AbortSignal };

/** A JPEG of an image, or of a video at the time `at`. */
export async function stillOf(asset: Asset, wanted: Still): Promise<Buffer> {
  const to = store().tempPath("jpg");
  try {
    await makeStill(asset, to, wanted);
    return await readFile(to);
  } finally {
    await rm(to, { force: true });
  }
}

/** Writes a still into a file: WebP, or JPEG if its name ends in .jpg. Waits for a free decoder. */
export async function makeStill(asset: Asset, to: string, { at, width, signal }: Still): Promise<void> {
  const leave = await decoding.acquire(asset.keyId, signal);
  try {
    await store().withLocalFile(asset.storageKey, (path) => thumbnail(path, to, { at, width, signal }), signal);
  } catch (error) {
    if (error instanceof StorageError && error.code === "no_such_file") {
      throw new Problem("not_found", "The file has expired and was deleted.", { cause: error });
    }
    if (signal?.aborted) throw new Problem("unavailable", "The client closed the request.", { cause: error });
    if (error instanceof MediaError) throw new Problem("invalid_media", `${error.message}.`, { cause: error });
    throw error;
  } finally {
    leave();
  }
}
