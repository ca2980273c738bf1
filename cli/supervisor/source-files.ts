import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./spawn";

/** The files of a folder, at any depth and in order, without tests; of a file itself alone. */
export function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * A digest, in hex, of folders and files of the project, of its packages and of a setting: by content, because a checkout or
 * a copy changes times, not sources.
 */
export function digestOf(sources: string[], setting = ""): string {
  const hash = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(setting);
  for (const source of sources) {
    for (const file of filesOf(join(root, source))) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest("hex");
}
