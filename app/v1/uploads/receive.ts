import { createHash } from "node:crypto";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import busboy from "busboy";
import { keepFile, temporaryFile } from "@/inngest/assets";
import { asProblem } from "@/inngest/intake";
import { crashPoint } from "@/lib/crash-point";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";
import { withNewFile } from "@/lib/new-file";

/** A client that sends nothing for this long is gone. */
const idleMs = 60_000;

/**
 * Streams an upload to disk and takes it in as an asset: the raw body with its media type, or one file of a multipart
 * form. Nothing is left behind when it is refused, cut off or longer than allowed.
 */
export async function receiveUpload(request: Request, keyId: string) {
  const type = request.headers.get("content-type") ?? "";
  const declared = request.headers.get("content-length");
  const most = env().MAX_UPLOAD_MB * 1024 * 1024;
  if (Number(declared ?? 0) > most) throw tooLarge();
  if (!request.body) throw new Problem("invalid_request", "The body is empty: send the file's bytes.");
  const file = temporaryFile();
  try {
    const body = Readable.fromWeb(request.body as WebStream);
    const isForm = type.toLowerCase().startsWith("multipart/form-data");
    const received = isForm ? await fromForm(body, type, file.path, most) : await toDisk(body, file.path, most);
    if (received.bytes === 0) throw new Problem("invalid_request", "The file is empty.");
    if (!isForm && declared !== null && Number(declared) !== received.bytes) {
      throw new Problem("length_mismatch", `${declared} bytes were declared, ${received.bytes} came. Send it again.`);
    }
    return await keepFile(file.path, { keyId, sha256: received.sha256 });
  } catch (error) {
    throw asProblem(error, "");
  } finally {
    await file.remove();
  }
}

const tooLarge = () => new Problem("payload_too_large", `A file has at most ${env().MAX_UPLOAD_MB} MB.`);

async function toDisk(source: Readable, path: string, most: number): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  let idle = setTimeout(() => {}, 0);
  const stalled = () => source.destroy(new Problem("length_mismatch", "The upload stalled. Send it again."));
  const count = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      clearTimeout(idle);
      idle = setTimeout(stalled, idleMs);
      bytes += chunk.length;
      hash.update(chunk);
      crashPoint("mid-upload");
      next(bytes > most ? tooLarge() : null, chunk);
    },
  });
  idle = setTimeout(stalled, idleMs);
  try {
    await withNewFile(path, (to) => pipeline(source, count, to));
  } catch (error) {
    if (error instanceof Problem || (error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
    throw new Problem("length_mismatch", "The upload was cut off. Send it again.", { cause: error });
  } finally {
    clearTimeout(idle);
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** The first file of a multipart form. */
async function fromForm(body: Readable, type: string, path: string, most: number) {
  const form = busboy({ headers: { "content-type": type }, limits: { files: 1, fields: 20, fileSize: most + 1 } });
  let receiving: ReturnType<typeof toDisk> | undefined;
  form.on("file", (_name, file) => {
    receiving = toDisk(file, path, most);
    receiving.catch(() => body.destroy());
  });
  try {
    await pipeline(body, form);
  } catch (error) {
    await receiving; // its own refusal says more
    throw new Problem("invalid_request", "The multipart form is not complete. Send it again.", { cause: error });
  }
  if (!receiving) throw new Problem("invalid_request", "The form has no file.");
  return receiving;
}
