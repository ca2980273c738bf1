import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
import { z } from "zod";
import { unusedBytes } from "@/db/assets";
import { asProblem } from "@/inngest/assets/ingest-inputs";
import { prepareFile, storeFile, temporaryFile } from "@/inngest/assets/store-file";
import { createSemaphore } from "@/lib/concurrency/fair-semaphore";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import type { MediaSpec } from "@/lib/media/field";
import { mediaTypes } from "@/lib/schemas/job";
import { oneLine } from "@/lib/schemas/one-line";
import type { RequestLike } from "../http/request-like";
import { incomplete, pacer } from "./upload-pace";

export const uploadQuery = z.strictObject({
  type: z.enum(mediaTypes).optional().meta({
    description:
      "What the file will be used as; a file of another type is refused. Needed for a GIF that should stay one: `file`. Without it, a GIF becomes a video or, when it does not move, a picture.",
  }),
  name: oneLine().min(1).max(120, "At most 120 characters.").optional().meta({
    description: "The file's name, by which the library shows and finds it.",
  }),
});

/**
 * Streams an upload to disk and stores it as an asset: the raw body with its media type, or one file of a multipart form.
 * `expected`: what the caller will use it as. An upload that is refused, cut off, too slow or too long leaves nothing behind.
 */
export async function receiveUpload(
  request: RequestLike,
  keyId: string,
  { expected, name }: { expected?: MediaSpec; name?: string } = {},
) {
  const type = request.headers.get("content-type") ?? "";
  const declared = request.headers.get("content-length");
  const most = mostBytes();
  if (Number(declared ?? 0) > most) throw tooLarge();
  if (!request.body) throw new Problem("invalid_request", "The body is empty. Send the file as the body.");
  await refuseUnused(keyId, Number(declared ?? 0));
  const leave = await uploading.acquire(keyId, request.signal);
  const file = temporaryFile();
  try {
    const body = Readable.from(request.body, { objectMode: false });
    const isForm = type.toLowerCase().startsWith("multipart/form-data");
    const received = isForm
      ? await fromForm(body, type, file.path, most)
      : await pipeline(body, pacer(most), (paced: AsyncIterable<Buffer>) => toDisk(paced, file.path, most));
    if (received.bytes === 0) throw new Problem("invalid_request", "The file is empty. Send a file with content.");
    if (!isForm && declared !== null && Number(declared) !== received.bytes) {
      throw incomplete(
        `Content-Length is ${declared} bytes, but ${received.bytes} were received. Upload the file again.`,
      );
    }
    const prepared = await prepareFile(file.path, { keyId, sha256: received.sha256, expected });
    return await storeFile(file.path, prepared, { keyId, isUpload: true, name });
  } catch (error) {
    throw asProblem(error, "");
  } finally {
    await file.remove();
    leave();
  }
}

/** Each upload writes a file and decodes it at the end. */
export const uploading = createSemaphore("uploads", { ofKey: 10, inAll: 200, waiting: 20 });

/**
 * Refuses an upload that exceeds the key's limit of unused files; the cleanup removes unused files after some hours.
 */
export async function refuseUnused(keyId: string, more: number): Promise<void> {
  const { KEY_UNUSED_UPLOADS_MB: most, KEEP_TEMPORARY_HOURS: hours } = env();
  if (most === undefined || (await unusedBytes(keyId)) + more <= most * 1024 * 1024) return;
  const detail = `This key's unused uploads are limited to ${most} MB. Use them in a job, or wait: unused uploads are deleted after ${hours} hours.`;
  throw new Problem("storage_full", detail, { headers: { "retry-after": "3600" } });
}

export const mostBytes = () => env().MAX_UPLOAD_MB * 1024 * 1024;
export const tooLarge = () =>
  new Problem("payload_too_large", `The file is too large: the limit is ${env().MAX_UPLOAD_MB} MB.`);

/**
 * Writes the received bytes to a new file. It reads a refused upload to its end, because a client that still sends does
 * not read the response.
 */
async function toDisk(
  source: AsyncIterable<Buffer>,
  path: string,
  most: number,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  let failure: unknown;
  const file = await open(path, "w");
  try {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > most) failure ??= tooLarge();
      if (failure) continue;
      hash.update(chunk);
      failpoint("mid-upload");
      await file.appendFile(chunk).catch((error) => {
        failure = error;
      });
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw incomplete("The upload was interrupted. Upload the file again.", error);
  } finally {
    await file.close();
  }
  if (failure) throw failure;
  return { bytes, sha256: hash.digest("hex") };
}

/** The first file of a multipart form. Ignores the file name in the form. */
async function fromForm(body: Readable, type: string, path: string, most: number) {
  const form = formReader(type, most);
  let receiving: ReturnType<typeof toDisk> | undefined;
  form.on("file", (_name, file) => {
    file.on("error", () => {}); // `toDisk` reports it, unless the form ends before it reads
    receiving = toDisk(file, path, most);
    receiving.catch(() => {}); // awaited below, once the form has ended
  });
  try {
    await pipeline(body, pacer(most), form);
  } catch (error) {
    await receiving; // its own refusal says more
    if (error instanceof Problem) throw error;
    throw new Problem("invalid_request", "The multipart form is incomplete. Upload the file again.", { cause: error });
  }
  if (!receiving) throw new Problem("invalid_request", "The form contains no file. Send it in the field `file`.");
  return receiving;
}

function formReader(type: string, most: number) {
  try {
    return busboy({ headers: { "content-type": type }, limits: { files: 1, fields: 20, fileSize: most + 1 } });
  } catch (error) {
    throw new Problem("invalid_request", `Could not parse the form: ${(error as Error).message}.`, { cause: error });
  }
}
