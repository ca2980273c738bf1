import { accessSync, constants, mkdirSync } from "node:fs";
import type { Env } from "../env";
import { MediaError } from "../media/media-error";
import { resolveTools } from "../media/tools";

/** What the machine lacks for these settings, one sentence each; empty when nothing is missing. */
export function machineFaults(settings: Env): string[] {
  return [folderFault(settings.DATA_DIR), toolFault(settings)].filter((fault) => fault !== null);
}

function folderFault(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    return `DATA_DIR is "${folder}", which cannot be written to (${reason}): set it to a folder that can.`;
  }
}

function toolFault({ FFMPEG_PATH, FFPROBE_PATH }: Env): string | null {
  try {
    resolveTools({ ffmpegPath: FFMPEG_PATH, ffprobePath: FFPROBE_PATH });
    return null;
  } catch (error) {
    if (error instanceof MediaError) return `${error.message}.`;
    throw error;
  }
}
