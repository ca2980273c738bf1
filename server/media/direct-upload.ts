import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { incomingKey, incomingSeconds } from "@/inngest/assets/direct-upload-key";
import { asProblem } from "@/inngest/assets/ingest-inputs";
import { hashFile, prepareFile, storeFile } from "@/inngest/assets/store-file";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";
import type { MediaSpec } from "@/lib/media/field";
import { allFileTypes, isFileType, namesOf } from "@/lib/media/file-types";
import { type DirectUpload, mediaTypes } from "@/lib/schemas/job";
import { store } from "@/lib/storage/current";
import { mostBytes, refuseUnused, tooLarge, uploading } from "./receive-upload";

/** Uploads that go directly into the bucket, not through this server. */

export const directRequest = z.strictObject({
  contentType: z
    .string()
    .refine(
      (type) => /^(image|video|audio)\/[\w.+-]{1,60}$/.test(type) || isFileType(type),
      `Must be an image, video or audio media type, or ${namesOf(allFileTypes)}.`,
    )
    .meta({ examples: ["video/mp4"] }),
  sizeBytes: z
    .number()
    .int()
    .min(1)
    .meta({ description: "Exact size of the file; the upload URL accepts no other size." }),
  type: z.enum(mediaTypes).optional().meta({
    description: "What the file will be used as: `file` keeps a GIF as it is; without it, a GIF becomes a video.",
  }),
});

/** A URL that accepts one file of the caller for an hour. */
export async function beginDirect(
  { type, ...file }: z.output<typeof directRequest>,
  keyId: string,
): Promise<DirectUpload> {
  const { presignPut } = store();
  if (!presignPut) {
    throw new Problem("conflict", "This server stores media on its disk. Send the file to POST /v1/uploads instead.");
  }
  if (file.sizeBytes > mostBytes()) throw tooLarge();
  await refuseUnused(keyId, file.sizeBytes);
  const id = uuidv7();
  const expiresAt = new Date(Date.now() + incomingSeconds * 1000);
  const { url, headers } = await presignPut(incomingKey(keyId, id), { ...file, seconds: incomingSeconds });
  return {
    id,
    object: "upload",
    method: "PUT",
    uploadUrl: url,
    headers,
    expiresAt: expiresAt.toISOString(),
    completeUrl: `${env().PUBLIC_URL}/v1/uploads/${id}/complete${type ? `?type=${type}` : ""}`,
  };
}

/**
 * Stores a file from the bucket as an asset: a copy of the checked bytes, so that a later PUT changes nothing. A
 * refused file is removed at once; any other stays until the cleanup, so that a repeated request returns the same
 * asset.
 */
export async function completeDirect(
  { id, keyId, expected }: { id: string; keyId: string; expected?: MediaSpec },
  signal: AbortSignal,
) {
  const key = incomingKey(keyId, /^[0-9a-f-]{36}$/.test(id) ? id : "none");
  const found = await store().stat(key);
  if (!found) {
    throw new Problem("not_found", "No file was uploaded for this id. PUT it to its uploadUrl first, within one hour.");
  }
  await refuseUnused(keyId, found.size);
  const leave = await uploading.acquire(keyId, signal);
  try {
    if (found.size > mostBytes()) throw tooLarge();
    return await store().withLocalFile(key, async (path) => {
      const prepared = await prepareFile(path, { keyId, sha256: await hashFile(path), expected });
      return storeFile(path, prepared, { keyId, isUpload: true });
    });
  } catch (error) {
    const problem = asProblem(error, "");
    if (problem instanceof Problem) await store().remove(key);
    throw problem;
  } finally {
    leave();
  }
}
