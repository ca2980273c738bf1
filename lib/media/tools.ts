import { env } from "../env";
import { resolveTools, type Tools } from "./find-tools";

export { resolveTools, type Tools };

let found: Tools | undefined;

/** The configured tools, else the found ones; searched once per process. */
export function defaultTools(): Tools {
  found ??= resolveTools({ ffmpegPath: env().FFMPEG_PATH, ffprobePath: env().FFPROBE_PATH });
  return found;
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
