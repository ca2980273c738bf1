import { stat } from "node:fs/promises";
import type { Asset } from "@/db/assets";
import { hashFile, temporaryFile } from "@/inngest/assets/store-file";
import { store } from "@/lib/storage/current";
import { thumbnailKey } from "@/lib/storage/thumbnail-key";
import { makeStill } from "./still";

const width = 640;

/** The thumbnails that this process is making, so that concurrent requests share one. For speed only. */
const inProgress = new Map<string, Promise<Asset>>();

/** The thumbnail of an image or a video as a file to serve: made on the first request, then kept beside its file. */
export async function thumbnailOf(asset: Asset): Promise<Asset> {
  const key = thumbnailKey(asset.storageKey);
  const kept = await store().stat(key);
  if (kept) return served(asset, kept.size);
  const known = inProgress.get(key);
  if (known) return known;
  const making = make(asset, key).finally(() => inProgress.delete(key));
  inProgress.set(key, making);
  return making;
}

async function make(asset: Asset, key: string): Promise<Asset> {
  const file = temporaryFile();
  try {
    await makeStill(asset, file.path, { at: 0, width });
    const { size } = await stat(file.path);
    await store().put(key, file.path, { contentType: "image/webp", sha256: await hashFile(file.path) });
    return served(asset, size);
  } finally {
    await file.remove();
  }
}

/** The thumbnail needs an own ETag: a cache must not confuse it with the file. */
const served = (asset: Asset, sizeBytes: number): Asset => ({
  ...asset,
  contentType: "image/webp",
  extension: "webp",
  storageKey: thumbnailKey(asset.storageKey),
  sha256: `${asset.sha256}-${width}`,
  sizeBytes,
});
