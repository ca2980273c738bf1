import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "./disk-sync";

/**
 * Makes a database file that only its owner can read, or takes others' rights to one away. SQLite gives its log and index
 * beside it the rights of the file. Called before the process opens the database: closing another handle of an open one
 * would give up SQLite's locks.
 */
export function makePrivate(path: string): void {
  const made = mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (made) syncFolder(dirname(made));
  if (create(path)) return;
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    try {
      chmodSync(file, 0o600);
    } catch {} // it is not there, or another user's
  }
}

/** False when the file is there. */
function create(path: string): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    fsyncSync(file);
    closeSync(file);
    syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
