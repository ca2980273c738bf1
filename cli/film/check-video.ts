import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { resolveTools } from "@/lib/media/find-tools";

const wanted = ["-v", "error", "-select_streams", "v:0", "-show_entries", "stream=duration", "-of", "csv=p=0"];

/** The seconds of video in a file according to ffprobe: 0 without video, null without ffprobe. */
export async function videoSeconds(file: string): Promise<number | null> {
  const ffprobe = findFfprobe();
  if (!ffprobe) return null;
  const { stdout } = await promisify(execFile)(ffprobe, [...wanted, `file:${file}`]).catch(() => ({ stdout: "" }));
  return Number.parseFloat(stdout) || 0;
}

function findFfprobe(): string | null {
  try {
    return resolveTools({ ffprobePath: process.env.FFPROBE_PATH }).ffprobe;
  } catch {
    return null;
  }
}
