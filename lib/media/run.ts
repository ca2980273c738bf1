import { spawn } from "node:child_process";
import { basename } from "node:path";
import { confined } from "./confine";
import { inTurn } from "./decoder-slots";
import { MediaError } from "./media-error";
import { isExecutable } from "./on-path";

export type RunLimits = {
  timeoutMs?: number;
  /** Most bytes of standard output; a tool that writes more is stopped. */
  maxOutputBytes?: number;
  /** Receives the output as it arrives, which is not kept then. An error from it stops the tool. */
  onOutput?: (chunk: Buffer) => void;
  /** Most bytes of a written file; a megabyte by default. */
  maxFileBytes?: number;
  maxMemoryBytes?: number;
  /** The folder in which it runs, for filters that read files: they name them without a folder. */
  dir?: string;
  signal?: AbortSignal;
};

const errorTail = 4_000;

let ownGroup = true;

/** For a process that leads a group of its own: its tools join that group, and are counted and killed with it. */
export function runToolsInThisGroup(): void {
  ownGroup = false;
}

/** Runs a tool when a slot is free; its time counts from then. */
export const runTool: typeof runNow = (...run) => inTurn(() => runNow(...run));

/**
 * Runs a tool without shell, environment or input, with the limits of `walls`, in an own process group, which is killed
 * on time-out, too much output or abort. Resolves with its output if it exits with 0. Throws MediaError `timeout`,
 * `tool_missing`, `tool_killed` or `tool_failed`, or the signal's reason.
 */
async function runNow(
  tool: string,
  args: readonly string[],
  limits: RunLimits = {},
): Promise<{ output: Buffer; errors: string }> {
  const { timeoutMs = 60_000, maxOutputBytes = 64 * 1024 * 1024, onOutput, signal } = limits;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = startTool(tool, args, limits);
    child.stdin.on("error", () => {}).end();
    const chunks: Buffer[] = [];
    let bytes = 0;
    let errors = "";
    let stopped: unknown;

    const stop = (reason: unknown) => {
      stopped ??= reason;
      killTool(child.pid);
    };
    const name = basename(tool);
    const abort = () => stop(signal?.reason);
    const late = () => stop(new MediaError("timeout", `${name} took longer than ${timeoutMs / 1000} s`));
    const timer = setTimeout(late, timeoutMs);
    signal?.addEventListener("abort", abort, { once: true });

    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxOutputBytes)
        stop(new MediaError("tool_failed", `${name} wrote more than ${maxOutputBytes} bytes`));
      else if (stopped !== undefined) return;
      else if (!onOutput) chunks.push(chunk);
      else {
        try {
          onOutput(chunk);
        } catch (error) {
          stop(error);
        }
      }
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-errorTail);
    });
    child.on("error", (cause) => {
      stopped ??= new MediaError("tool_missing", `${tool} cannot be run`, { cause });
    });
    child.on("close", (status, killedBy) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      if (stopped !== undefined) reject(stopped);
      else if (killedBy === "SIGKILL" || killedBy === "SIGTERM")
        reject(new MediaError("tool_killed", `${name} was killed`));
      else if (killedBy === "SIGXCPU") reject(new MediaError("timeout", `${name} took too much of the processor`));
      else if (status !== 0) reject(new MediaError("tool_failed", `${name} failed: ${errors.trim() || status}`));
      else resolve({ output: Buffer.concat(chunks), errors });
    });
  });
}

const secondsFor = (timeoutMs: number) => 5 + Math.ceil(timeoutMs / 1000) * 4;

/** Kills a tool, and its process group if it leads one. */
export function killTool(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(ownGroup ? -pid : pid, "SIGKILL");
  } catch {
    // It ended in between.
  }
}

/**
 * Starts a tool within the limits of `runTool`, but takes no slot: a decoder and an encoder wait for each other. The
 * caller ends it.
 */
export function startTool(tool: string, args: readonly string[], limits: RunLimits) {
  const { timeoutMs = 60_000, maxFileBytes = 1024 * 1024, maxMemoryBytes = 2 * 1024 ** 3 } = limits;
  if (!isExecutable(tool)) throw new MediaError("tool_missing", `${tool} cannot be run`);
  const most = { cpuSeconds: secondsFor(timeoutMs), memoryBytes: maxMemoryBytes, fileBytes: maxFileBytes };
  const [command, rest] = confined(tool, args, most);
  try {
    // The environment contains secrets, and the tool reads files of strangers.
    const env = { NODE_ENV: "production" } as const;
    return spawn(command, rest, { detached: ownGroup, stdio: "pipe", env, cwd: limits.dir });
  } catch (cause) {
    throw new MediaError("tool_missing", `${tool} cannot be run`, { cause }); // for example without free memory
  }
}
