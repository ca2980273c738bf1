import { type ChildProcessByStdio, spawn } from "node:child_process";
import { basename } from "node:path";
import type { Readable, Writable } from "node:stream";
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
  const { maxOutputBytes = 64 * 1024 * 1024, onOutput } = limits;
  limits.signal?.throwIfAborted();
  const { child, stop, isStopped, ended } = startTool(tool, args, limits);
  const chunks: Buffer[] = [];
  let bytes = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxOutputBytes) {
      stop(new MediaError("tool_failed", `${basename(tool)} wrote more than ${maxOutputBytes} bytes`));
    } else if (isStopped()) return;
    else if (!onOutput) chunks.push(chunk);
    else {
      try {
        onOutput(chunk);
      } catch (error) {
        stop(error);
      }
    }
  });
  const { errors } = await ended;
  return { output: Buffer.concat(chunks), errors };
}

/** A tool that runs: `ended` settles when it has ended and its output is closed; `stop` kills it and gives the reason. */
export type RunningTool = {
  child: ChildProcessByStdio<Writable | null, Readable, Readable>;
  stop(reason: unknown): void;
  isStopped(): boolean;
  ended: Promise<{ errors: string }>;
};

/** Starts a tool with its limits at once, without a slot; `pipes`: its inputs, the standard input and those from number 3 on. */
export function startTool(tool: string, args: readonly string[], limits: RunLimits, pipes = 0): RunningTool {
  const { timeoutMs = 60_000, signal } = limits;
  const child = spawnConfined(tool, args, limits, pipes);
  const name = basename(tool);
  let errors = "";
  let stopped: unknown;
  const stop = (reason: unknown) => {
    stopped ??= reason;
    if (child.pid === undefined) return;
    try {
      process.kill(ownGroup ? -child.pid : child.pid, "SIGKILL");
    } catch {
      // It ended in between.
    }
  };
  const abort = () => stop(signal?.reason);
  const late = () => stop(new MediaError("timeout", `${name} took longer than ${timeoutMs / 1000} s`));
  const timer = setTimeout(late, timeoutMs);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-errorTail);
  });
  const ended = new Promise<{ errors: string }>((resolve, reject) => {
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
      else resolve({ errors });
    });
  });
  ended.catch(() => {}); // the caller may look at it later
  return { child, stop, isStopped: () => stopped !== undefined, ended };
}

const secondsFor = (timeoutMs: number) => 5 + Math.ceil(timeoutMs / 1000) * 4;

function spawnConfined(tool: string, args: readonly string[], limits: RunLimits, pipes: number) {
  const { timeoutMs = 60_000, maxFileBytes = 1024 * 1024, maxMemoryBytes = 2 * 1024 ** 3 } = limits;
  if (!isExecutable(tool)) throw new MediaError("tool_missing", `${tool} cannot be run`);
  const most = { cpuSeconds: secondsFor(timeoutMs), memoryBytes: maxMemoryBytes, fileBytes: maxFileBytes };
  const [command, rest] = confined(tool, args, most);
  try {
    // The environment contains secrets, and the tool reads files of strangers.
    const options = { detached: ownGroup, env: { NODE_ENV: "production" } as const, cwd: limits.dir };
    const further = Array.from({ length: Math.max(0, pipes - 1) }, () => "pipe" as const);
    return pipes > 0
      ? spawn(command, rest, { ...options, stdio: ["pipe", "pipe", "pipe", ...further] })
      : spawn(command, rest, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  } catch (cause) {
    throw new MediaError("tool_missing", `${tool} cannot be run`, { cause }); // for example without free memory
  }
}
