import type { Asset } from "@/db/assets";
import { inspect } from "@/lib/media";
import { store } from "@/lib/storage/current";

/** By the hash of the bytes, so that an answer never changes. For speed only. */
const known = new Map<string, boolean>();
const mostKnown = 10_000;

/** Whether a video has a sound track: read from the file once per process. False for a file that cannot be read. */
export async function hasSound({ sha256, storageKey }: Asset): Promise<boolean> {
  const before = known.get(sha256);
  if (before !== undefined) return before;
  try {
    const { hasAudio } = await store().withLocalFile(storageKey, (path) => inspect(path));
    if (known.size >= mostKnown) known.clear();
    known.set(sha256, hasAudio === true);
    return hasAudio === true;
  } catch {
    return false;
  }
}
