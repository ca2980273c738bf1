import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Creates a folder for temporary files if needed; makes names for new files and removes old ones. */
export function createTempFolder(dir: string) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return {
    path(extension?: string): string {
      return join(dir, extension ? `${randomUUID()}.${extension}` : randomUUID());
    },
    async sweep(olderThan: Date): Promise<number> {
      let removed = 0;
      for (const name of await readdir(dir)) {
        const path = join(dir, name);
        const found = await stat(path).catch(() => null);
        if (!found || found.mtime >= olderThan) continue;
        await rm(path, { recursive: true, force: true });
        removed += 1;
      }
      return removed;
    },
  };
}
