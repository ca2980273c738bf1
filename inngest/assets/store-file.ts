import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type Asset, addAsset } from "@/db/assets";
import { failpoint } from "@/lib/failpoint";
import { MediaError, type MediaInfo, prepare } from "@/lib/media";
import type { MediaSpec } from "@/lib/media/field";
import { store } from "@/lib/storage/current";

/** A temporary path for a received file. `remove` also removes its `.part`. */
export function temporaryFile(): { path: string; remove(): Promise<void> } {
  const path = store().tempPath();
  return {
    path,
    remove: async () => {
      await rm(path, { force: true });
      await rm(`${path}.part`, { force: true });
    },
  };
}

export type Prepared = { info: MediaInfo; sha256: string };

/**
 * Checks a received file and converts it in place where services or browsers need that. Throws MediaError when its type
 * is not supported or not the expected one.
 */
export async function prepareFile(path: string, received: { sha256: string; expected?: MediaSpec }): Promise<Prepared> {
  const { info, changed } = await prepare(path, received.expected);
  const { expected } = received;
  if (expected && info.type !== expected.type) {
    throw new MediaError(
      "not_media",
      `The file is ${info.contentType}, not ${expected.type === "image" ? "an image" : `a ${expected.type}`}`,
    );
  }
  return { info, sha256: changed ? await hashFile(path) : received.sha256 };
}

/**
 * Stores a prepared file as an asset; the same bytes of one key are one asset. The file is moved, or the caller removes
 * it. `isUpload`: its key may use it in later requests.
 */
export async function storeFile(
  path: string,
  { info, sha256 }: Prepared,
  { keyId, isUpload, name }: { keyId: string; isUpload?: boolean; name?: string },
): Promise<{ asset: Asset; isNew: boolean }> {
  const { type, contentType, extension, sizeBytes, width, height, codec } = info;
  const storageKey = `${sha256.slice(0, 2)}/${sha256}.${extension}`;
  await store().put(storageKey, path, { contentType, sha256 });
  failpoint("after-rename");
  const asset = {
    keyId,
    name,
    sha256,
    type,
    contentType,
    extension,
    sizeBytes,
    width,
    height,
    codec,
    durationMs: info.duration === null ? null : Math.round(info.duration * 1000),
    fpsMilli: info.fps === null ? null : Math.round(info.fps * 1000),
    storageKey,
  };
  return addAsset(asset, { isUpload });
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
