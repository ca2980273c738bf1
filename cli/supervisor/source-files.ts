import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The files of a folder, at any depth and in order, without tests; of a file itself alone. */
export function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
