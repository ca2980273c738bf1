import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "@/lib/env";
import { AnswerFileError, takeFilesOut } from "@/lib/http/answer-files";
import { SendError } from "@/lib/http/client";
import { isOurs, MediaError } from "@/lib/media";
import { StorageError } from "@/lib/storage";
import { hashFile, prepareFile, storeFile, temporaryFile } from "../assets/store-file";
import { assetRef } from "./ledger";

/** A longer answer is not a service's text, but a file or JSON with files. */
const mostText = 1024 * 1024;

/** The limit of an answer: base64 has four characters for three bytes, and JSON adds something around them. */
export const mostAnswer = () => env().MAX_UPLOAD_MB * 1024 * 1024 * 1.5;

type Temporary = ReturnType<typeof temporaryFile>;

/**
 * The text of an answer received as a file, as the inbox stores it. Its files are stored for `keyId` and replaced by
 * `asset:<id>`; an answer that is itself a file becomes `{"file": "asset:<id>"}`. Throws SendError when the remaining
 * text is too long or not JSON.
 */
export async function textOfLargeAnswer(answer: Temporary, contentType: string, keyId: string): Promise<string> {
  if (!/json/i.test(contentType)) {
    const stored = await storeInner(answer, keyId);
    if (stored.ref) return JSON.stringify({ file: stored.ref, contentType });
    const text = await readFile(answer.path);
    if (text.length <= mostText) return text.toString();
  }
  const inner: Temporary[] = [];
  const newPath = () => {
    const file = temporaryFile();
    inner.push(file);
    return file.path;
  };
  try {
    const { value, files } = await takeFilesOut(answer.path, newPath);
    let text = JSON.stringify(value);
    for (const { name, path } of files) {
      const { ref, fault } = await storeInner({ path }, keyId);
      text = text.replaceAll(JSON.stringify(name), JSON.stringify(ref ?? `unusable: ${fault}`));
    }
    return text;
  } catch (error) {
    if (error instanceof AnswerFileError) throw new SendError("too_large", error.message, { delivered: "maybe" });
    throw error;
  } finally {
    for (const file of inner) await file.remove().catch(() => {}); // the cleanup removes what is left
  }
}

/**
 * Stores one file of an answer. The answer arrives once and is paid, so this waits for an unavailable store as long as
 * for a result. `fault`: why the file cannot be used.
 */
async function storeInner({ path }: { path: string }, keyId: string): Promise<{ ref?: string; fault?: string }> {
  const deadline = Date.now() + env().RESULT_TIMEOUT * 1000;
  for (let wait = 500; ; wait = Math.min(wait * 2, 30_000)) {
    try {
      const prepared = await prepareFile(path, { keyId, sha256: await hashFile(path) });
      return { ref: assetRef((await storeFile(path, prepared, { keyId })).asset.id) };
    } catch (error) {
      const isAway = error instanceof StorageError || (error instanceof MediaError && isOurs(error));
      if (error instanceof MediaError && !isOurs(error)) return { fault: error.message };
      if (!isAway || Date.now() + wait > deadline) throw error;
      await sleep(wait);
    }
  }
}
