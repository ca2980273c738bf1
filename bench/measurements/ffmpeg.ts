import { execFileSync } from "node:child_process";
import { resolveTools } from "@/lib/media/tools";

/** Runs ffmpeg quietly; overwrites its result. */
export const ffmpeg = (...args: string[]) =>
  execFileSync(resolveTools().ffmpeg, ["-nostdin", "-v", "error", "-y", ...args]);
