import { open } from "node:fs/promises";
import type { Writable } from "node:stream";

/**
 * Calls `use` with a stream into a new file. Opens the file first: a write stream that opens it lazily might create it
 * after the cleanup of a failure.
 */
export async function withNewFile<T>(path: string, use: (to: Writable) => Promise<T>): Promise<T> {
  const file = await open(path, "w");
  try {
    return await use(file.createWriteStream());
  } finally {
    await file.close().catch(() => {}); // usually the stream has closed it already
  }
}
