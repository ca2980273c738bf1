import { open } from "node:fs/promises";
import type { Writable } from "node:stream";

/**
 * Gives `use` a stream into a new file. The file is there before the first byte: a write stream that opens its own may do
 * so after a failure, when whoever cleans up has already looked.
 */
export async function withNewFile<T>(path: string, use: (to: Writable) => Promise<T>): Promise<T> {
  const file = await open(path, "w");
  try {
    return await use(file.createWriteStream());
  } finally {
    await file.close().catch(() => {}); // its stream has closed it already when all went well
  }
}
