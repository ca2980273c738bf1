import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { builtProgram, programFile } from "../built-program";
import { toolEnvironment } from "../env";
import { politely, withoutNetwork } from "../media/wrappers";

/** A process for local work, one piece at a time: low priority, without network and secrets, leader of its own group. */

export type Order = { service: string; input: Record<string, unknown>; dir: string; seed: number };
export type Report =
  | { is: "progress"; value: number; message?: string; preview?: string }
  | { is: "done"; output: Record<string, unknown> }
  | { is: "failed"; message: string };

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = builtProgram("lib/worker/worker-main.ts", "worker-main.js", ["--enable-source-maps"]);

/** How the process ended, and its last output; `reported`: the work ended with a report. */
export type WorkEnd = { reported: boolean; code: number | null; signal: string | null; said: string };

export type WorkerChild = {
  /** Sends the order and passes every report to `hear`. Resolves after the last report, or when the process has ended. */
  work(order: Order, hear: (report: Report) => void): Promise<WorkEnd>;
  /** The process group, while it runs. */
  group(): number | undefined;
  isAlive(): boolean;
  /** Asks the process to stop, and kills the whole group after `graceMs`. */
  end(graceMs?: number): void;
};

/** The module that exports the services. */
export const registry = pathToFileURL(programFile("lib/services/index.ts", "services.js")).href;

/** Starts a process that loads the services and then waits for its order. */
export function startWorkerChild(log: (line: string) => void, services = registry): WorkerChild {
  const [command = process.execPath, ...lead] = wrapped();
  const child = spawn(command, [...lead, ...program, services], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...toolEnvironment(), ...keptMemory },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      said = `${said}${line}\n`.slice(-2_000);
      log(line);
    });
  }
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("error", (error) => {
      said += error.message;
      resolve({ code: null, signal: null });
    });
    child.once("exit", (code, signal) => {
      killGroup(child);
      resolve({ code, signal });
    });
  });

  return {
    async work(order, hear) {
      said = "";
      let onMessage: (report: Report) => void = () => {};
      const last = new Promise<void>((resolve) => {
        onMessage = (report) => {
          hear(report);
          if (report.is !== "progress") resolve();
        };
      });
      child.on("message", onMessage);
      child.send(order, () => {}); // if the process is gone, `ended` says so
      const how = await Promise.race([ended, last]);
      child.off("message", onMessage);
      return { reported: !how, ...(how ?? { code: null, signal: null }), said };
    },
    group: () => (isRunning(child) ? child.pid : undefined),
    isAlive: () => isRunning(child) && child.connected,
    end(graceMs = 1_000) {
      if (!isRunning(child)) return;
      if (graceMs === 0) return killGroup(child);
      child.kill("SIGTERM");
      setTimeout(() => killGroup(child), graceMs).unref();
    },
  };
}

/**
 * For the C library: it keeps freed memory of a few frames of video. Getting it from the system again for every frame takes
 * longer than drawing one.
 */
const keptMemory = {
  MALLOC_MMAP_THRESHOLD_: `${32 * 1024 ** 2}`,
  MALLOC_TRIM_THRESHOLD_: `${256 * 1024 ** 2}`,
  MALLOC_TOP_PAD_: `${64 * 1024 ** 2}`,
};

const isRunning = ({ pid, exitCode, signalCode }: ChildProcess) =>
  pid !== undefined && exitCode === null && signalCode === null;

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

/** The command line up to Node: at a low priority, and without a network where this system can take it away. */
const wrapped = (): string[] => [...(politely() ?? []), ...(withoutNetwork() ?? []), process.execPath];
