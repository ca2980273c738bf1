import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Settings } from "./settings";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const dieWithParent = new URL("./die-with-parent.mjs", import.meta.url).href;

/**
 * Starts a Node process that ends with this one, however this one ends. The process leads its own group: Ctrl-C in the
 * terminal reaches only the supervisor, and `killGroup` reaches its children as well. `prepared` resolves when the
 * database may be used: until then the process can load its modules.
 */
export function spawnBound(
  args: string[],
  settings: Settings,
  onLine: (line: string) => void,
  prepared: Promise<unknown> = Promise.resolve(),
): ChildProcess {
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
  const pipe = child.stdio[3] as Writable;
  pipe.on("error", () => {}); // the process ended first, which "exit" tells
  prepared.then(
    () => pipe.write("\n"),
    () => {}, // whoever prepares it ends the start
  );
  return child;
}

/** Kills the rest of a group: the process itself, and children that outlived it. */
export function killGroup({ pid }: Pick<ChildProcess, "pid">): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch {
    // ESRCH: the group is empty
  }
}
