import { constants, mkdirSync, realpathSync } from "node:fs";
import { access, copyFile, lstat, mkdir, open, readdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { checkKey, StorageError, type Store } from "./store";
import { createTempFolder } from "./temp-folder";

/** The check writes this many bytes: a disk without room for them is full. */
const probeBytes = 256 * 1024;

/**
 * A store in a folder; each file's path is its key. Temporary files are in `<dir>/.tmp`, which no key can name. Throws
 * when the folder cannot be created.
 */
export function createDiskStore(options: { dir: string }): Store {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const root = realpathSync(options.dir);
  const temp = createTempFolder(join(root, ".tmp"));
  const pathOf = (key: string) => join(root, checkKey(key));

  /** An open file; null when it does not exist or its path contains a symbolic link. */
  async function openFile(key: string) {
    const path = pathOf(key);
    try {
      if ((await realpath(path)) !== path) return null;
      const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      const found = await handle.stat();
      if (found.isFile()) return { handle, size: found.size, modifiedAt: found.mtime };
      await handle.close();
      return null;
    } catch (error) {
      if (isGone(error)) return null;
      throw translate(error);
    }
  }

  return {
    kind: "disk",
    tempPath: temp.path,
    sweepTemp: temp.sweep,

    async check() {
      const probe = temp.path("probe");
      try {
        await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
        await writeFile(probe, Buffer.alloc(probeBytes)); // listing a folder works even on a full disk
      } catch (error) {
        throw translate(error);
      } finally {
        await rm(probe, { force: true });
      }
    },

    async put(key, file) {
      const path = pathOf(key);
      const folder = dirname(path);
      try {
        const made = await mkdir(folder, { recursive: true });
        await moveDurably(file, path, temp.path("part"));
        for (let above = folder; ; above = dirname(above)) {
          await sync(above);
          if (!made || above === dirname(made) || above === root) break;
        }
      } catch (error) {
        if (isGone(error) && (await isFile(path)) && !(await isFile(file))) return;
        throw translate(error);
      }
    },

    async open(key, range) {
      const file = await openFile(key);
      if (!file) return null;
      const { handle, size } = file;
      if (range && (range.start >= size || range.end < range.start)) {
        await handle.close();
        throw new StorageError("refused", `No bytes ${range.start} to ${range.end} in a file of ${size}`);
      }
      return { size, stream: handle.createReadStream(range) };
    },

    async stat(key) {
      const file = await openFile(key);
      await file?.handle.close();
      return file && { size: file.size, modifiedAt: file.modifiedAt };
    },

    async remove(key) {
      await rm(pathOf(key), { force: true }).catch((error) => {
        throw translate(error);
      });
    },

    async *list() {
      // One folder at a time, so that memory does not grow with the number of files.
      const folders = [root];
      for (let folder = folders.pop(); folder; folder = folders.pop()) {
        for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
          const path = join(folder, entry.name);
          if (entry.name.startsWith(".") || entry.name.endsWith(".part")) continue;
          if (entry.isDirectory()) folders.push(path);
          if (!entry.isFile()) continue;
          const found = await lstat(path).catch(() => null); // null: removed in the meantime
          if (found) yield { key: relative(root, path), modifiedAt: found.mtime };
        }
      }
    },

    async withLocalFile(key, use) {
      const file = await openFile(key);
      await file?.handle.close();
      if (!file) throw new StorageError("no_such_file", `There is no file "${key}"`);
      return use(pathOf(key));
    },
  };
}

/** Syncs the file before the rename: after a power cut no key leads to half a file. */
async function moveDurably(from: string, to: string, part: string): Promise<void> {
  await sync(from);
  try {
    await rename(from, to);
  } catch (error) {
    if (!hasCode(error, "EXDEV")) throw error;
    try {
      await copyFile(from, part);
      await sync(part);
      await rename(part, to);
    } finally {
      await rm(part, { force: true });
    }
    await rm(from, { force: true });
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

function isGone(error: unknown): boolean {
  return hasCode(error, "ENOENT", "ENOTDIR", "ELOOP");
}

function translate(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  if (hasCode(error, "ENOSPC", "EDQUOT")) {
    return new StorageError("disk_full", "The disk is full", { cause: error });
  }
  if (hasCode(error, "EACCES", "EPERM", "EROFS")) {
    return new StorageError("settings", "The storage folder cannot be written to", { cause: error });
  }
  if (isGone(error)) return new StorageError("no_such_file", "The file to keep is not there", { cause: error });
  return new StorageError("unavailable", `The disk: ${error instanceof Error ? error.message : error}`, {
    cause: error,
  });
}
