import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "./disk-sync";

/**
 * Creates a database file that only its owner can read, or removes other users' rights from an existing one; SQLite
 * gives its log and index the same rights. Call it before the process opens the database: closing another handle of an
 * open file releases SQLite's locks.
 */
export function makePrivate(path: string): void {
  const made = mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (made) syncFolder(dirname(made));
  if (create(path)) return;
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    try {
      chmodSync(file, 0o600);
    } catch {} // it does not exist, or belongs to another user
  }
}

/** False when the file exists already. */
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
