import { readFile, rm } from "node:fs/promises";
import type { Asset } from "@/db/assets";
import { Problem } from "@/lib/errors";
import { MediaError, thumbnail } from "@/lib/media";
import { StorageError } from "@/lib/storage";
import { store } from "@/lib/store";

/** Each is a process that decodes: so many work at once, so many wait, and more are sent away. */
const mostAtOnce = 2;
const mostWaiting = 30;
let working = 0;
const waiting: (() => void)[] = [];

/** A JPEG of an image or of a video at a time. */
export async function stillOf(
  asset: Asset,
  { at, width, signal }: { at: number; width: number; signal: AbortSignal },
): Promise<Buffer> {
  await turn();
  const to = store().tempPath("jpg");
  try {
    await store().withLocalFile(asset.storageKey, (path) => thumbnail(path, to, { at, width, signal }));
    return await readFile(to);
  } catch (error) {
    if (error instanceof StorageError && error.code === "no_such_file") {
      throw new Problem("not_found", "The file is gone: it was kept as long as was set.", { cause: error });
    }
    if (signal.aborted) throw new Problem("unavailable", "The request was given up.", { cause: error });
    if (error instanceof MediaError) throw new Problem("invalid_media", `${error.message}.`, { cause: error });
    throw error;
  } finally {
    await rm(to, { force: true });
    const next = waiting.shift();
    if (next) next();
    else working -= 1;
  }
}

async function turn(): Promise<void> {
  if (working >= mostAtOnce && waiting.length >= mostWaiting) {
    const headers = { "retry-after": "5" };
    throw new Problem("unavailable", "Too many stills are being made just now. Ask again in a few seconds.", {
      headers,
    });
  }
  // Who waits is handed the place of the one before.
  if (working >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else working += 1;
}
