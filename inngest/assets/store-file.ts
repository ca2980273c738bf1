import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type Asset, addAsset, findByBytes } from "@/db/assets";
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

/** What the row of a file has of it. */
type Facts = Pick<
  Asset,
  "type" | "contentType" | "extension" | "sizeBytes" | "width" | "height" | "codec" | "durationMs" | "fpsMilli"
>;
export type Prepared = { facts: Facts; sha256: string };
type Received = { keyId: string; sha256: string; expected?: MediaSpec };

/**
 * Checks a received file and converts it in place where services or browsers need that. Bytes that the key has stored
 * before were checked then. Throws MediaError when its type is not supported or not the expected one.
 */
export async function prepareFile(path: string, { keyId, expected, ...received }: Received): Promise<Prepared> {
  const known = await findByBytes(keyId, received.sha256);
  // What a file of another type is, depends on its use.
  if (known && known.type !== "file" && (!expected || expected.type === known.type)) {
    return { facts: known, sha256: received.sha256 };
  }
  const { info, changed } = await prepare(path, expected);
  if (expected && info.type !== expected.type) {
    throw new MediaError(
      "not_media",
      `The file is ${info.contentType}, not ${expected.type === "image" ? "an image" : `a ${expected.type}`}`,
    );
  }
  return { facts: factsOf(info), sha256: changed ? await hashFile(path) : received.sha256 };
}

const thousandths = (value: number | null) => (value === null ? null : Math.round(value * 1000));

const factsOf = ({
  type,
  contentType,
  extension,
  sizeBytes,
  width,
  height,
  codec,
  duration,
  fps,
}: MediaInfo): Facts => ({
  ...{ type, contentType, extension, sizeBytes, width, height, codec },
  ...{ durationMs: thousandths(duration), fpsMilli: thousandths(fps) },
});

/**
 * Stores a prepared file as an asset; the same bytes of one key are one asset. The file is moved, or the caller removes
 * it. `isUpload`: its key may use it in later requests.
 */
export async function storeFile(
  path: string,
  { facts, sha256 }: Prepared,
  { keyId, isUpload, name }: { keyId: string; isUpload?: boolean; name?: string },
): Promise<{ asset: Asset; isNew: boolean }> {
  const { type, contentType, extension, sizeBytes, width, height, codec, durationMs, fpsMilli } = facts;
  const storageKey = `${sha256.slice(0, 2)}/${sha256}.${extension}`;
  await store().put(storageKey, path, { contentType, sha256 });
  failpoint("after-rename");
  const file = { type, contentType, extension, sizeBytes, width, height, codec, durationMs, fpsMilli, storageKey };
  return addAsset({ keyId, name, sha256, ...file }, { isUpload });
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
