import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Settings } from "./settings";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const dieWithParent = new URL("./die-with-parent.mjs", import.meta.url).href;

/**
 * Starts a Node process that ends when this one does, however this one ends. It leads a process group of its own: Ctrl-C
 * in the terminal reaches only the supervisor, and `killGroup` reaches whatever the process started in turn.
 */
export function spawnBound(args: string[], settings: Settings, onLine: (line: string) => void): ChildProcess {
  const env = { ...settings, NEXTSCENE_SUPERVISOR: String(process.pid) } as unknown as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, ["--import", dieWithParent, ...args], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env,
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", onLine);
  }
  return child;
}

/** Ends what is left of a group: the process itself, and an ffmpeg or a worker that outlived it. */
export function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  } catch {
    // ESRCH: nobody is left
  }
}
