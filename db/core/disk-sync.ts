import { closeSync, fdatasync, fdatasyncSync, fsyncSync, openSync } from "node:fs";

type Waiting = { tell: () => void; reject: (error: unknown) => void };

/**
 * Calls fsync on a file for its writers, outside of the event loop; writers during one sync share the next. A missing
 * file needs no sync: SQLite removes its log only after the database is on the disk. SQLite itself syncs the folder
 * when it creates the file.
 */
export function startDiskSync(path: string) {
  let waiting: Waiting[] = [];
  let running = false;

  const next = () => {
    const served = waiting;
    waiting = [];
    running = served.length > 0;
    if (!running) return;
    const end = (error: unknown) => {
      settle(served, error);
      next();
    };
    try {
      const file = openWritten(path);
      if (file === null) return void setImmediate(end, null);
      fdatasync(file, (error) => {
        closeSync(file);
        end(error);
      });
    } catch (error) {
      setImmediate(end, error);
    }
  };

  return {
    sync(written: Waiting[]): void {
      waiting.push(...written);
      if (!running) next();
    },
    /** Synchronously: blocks the process until the file is on the disk. */
    flush(): void {
      const served = waiting;
      waiting = [];
      if (served.length === 0) return;
      let fault: unknown = null;
      try {
        const file = openWritten(path);
        if (file !== null) {
          fdatasyncSync(file);
          closeSync(file);
        }
      } catch (error) {
        fault = error;
      }
      settle(served, fault);
    },
  };
}

function settle(served: Waiting[], error: unknown): void {
  for (const { tell, reject } of served) error ? reject(error) : tell();
}

function openWritten(path: string): number | null {
  try {
    return openSync(path, "r+");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
